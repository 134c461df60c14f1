#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "cli/position.h"
#include "cli/token.h"
#include "config/config.h"

namespace ferry::cli {

/// Makes what the configuration keeps of the secrets that are typed into it. Everything here may take long:
/// call it off the network threads. Safe to use from any thread.
class Hasher {
 public:
  virtual ~Hasher() = default;
  /// `secret 0 TEXT` as type 9 with a fresh salt.
  virtual config::Password make_secret(const Secret& clear) = 0;
  /// `password 0 TEXT` as type 7, for `service password-encryption`.
  virtual config::Password make_reversible(const Secret& clear) = 0;
  /// An error that names what is wrong with a password that was typed with its type.
  virtual Result<void> check(const config::Password& password) = 0;
  /// The lines between `key-string` and `exit`.
  virtual Result<config::PublicKeyHash> hash_key(std::string_view typed) = 0;
};

/// What became of the question that some lines are worth.
enum class Confirmation {
  not_asked,  // nobody is there to answer, as in a file: the line is taken
  wanted,
  given,
};

/// A configuration being changed by one line: what a configuration command works on.
struct Edit {
  config::Config& config;
  Position& position;
  Hasher& hasher;
  /// Lines for the typist about what was done nevertheless.
  std::vector<std::string> notices = {};
  /// Users that were added or changed, for the log.
  std::vector<std::string> changed_users = {};
  /// Files that were named as certificates of host keys, for the device to look at.
  std::vector<std::string> host_certificates = {};
  /// Of whoever types: commands above it are unknown to them.
  unsigned privilege = 15;
  Confirmation confirmation = Confirmation::not_asked;
};

/// Why a line was not taken although its words were right.
struct Complaint {
  std::string text;                   // "ERROR: ..."; empty: the usual words about invalid input
  std::optional<std::size_t> column;  // where the caret goes, from the start of the line
  std::string question = {};          // not empty: the line waits for the answer to this
};
using EditResult = std::expected<void, Complaint>;

[[nodiscard]] inline std::unexpected<Complaint> complain(std::string text) {
  return std::unexpected(Complaint{std::move(text), std::nullopt, {}});
}
/// The line is taken once `question` has been answered by yes.
[[nodiscard]] inline std::unexpected<Complaint> ask_first(std::string question) {
  return std::unexpected(Complaint{{}, std::nullopt, std::move(question)});
}
[[nodiscard]] inline std::unexpected<Complaint> invalid_at(std::size_t column) {
  return std::unexpected(Complaint{{}, column, {}});
}

}  // namespace ferry::cli
