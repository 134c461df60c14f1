#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;

std::string_view type_line(HostKeyType type) {
  switch (type) {
    case HostKeyType::rsa:
      return "RSA KEYS";
    case HostKeyType::ec:
      return "EC KEYS";
    case HostKeyType::ed25519:
      return "ED25519 KEYS";
  }
  return "";
}

// Eight words of eight digits in a line, each with a blank behind it.
std::string key_data(Bytes der) {
  constexpr std::size_t word = 4;
  constexpr std::size_t words_in_line = 8;
  std::string text;
  for (std::size_t offset = 0; offset < der.size(); offset += word) {
    if (offset % (word * words_in_line) == 0) text += offset == 0 ? "  " : "\n  ";
    std::string digits = to_hex(der.subspan(offset, std::min(word, der.size() - offset)));
    std::ranges::transform(digits, digits.begin(), [](char digit) {
      return digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
    });
    text += digits + " ";
  }
  return text + "\n";
}

std::string description(const HostKeyInfo& key) {
  return fmt::format(
      "% Key pair was generated at: {}\nKey name: {}\nKey type: {}      {} bits\n Storage Device: "
      "private-config\n"
      " Usage: {}\n Key is not exportable. Redundancy enabled.\n Key Data:\n{}",
      key_date(key.created), printable(key.label), type_line(key.type), key.bits,
      key.type == HostKeyType::rsa ? "General Purpose Key" : "Signature Key", key_data(key.der));
}

std::optional<HostKeyType> wanted_type(const Match& match) {
  if (match.has("rsa")) return HostKeyType::rsa;
  if (match.has("ec")) return HostKeyType::ec;
  if (match.has("ed25519")) return HostKeyType::ed25519;
  return std::nullopt;
}

net::Task<Status> show_my_keys(Session& session, Match match) {
  const std::optional<HostKeyType> type = wanted_type(match);
  std::string text;
  for (const HostKeyInfo& key : session.services().host_keys.list()) {
    if (!type || key.type == *type) text += description(key);
  }
  co_await session.write(std::move(text));
  co_return Status::done;
}

/// A blob begins with the name of its type (RFC 4253 section 6.6).
std::string openssh_line(const HostKeyInfo& key) {
  constexpr std::size_t prefix = 4;
  constexpr std::size_t length_at = 3;
  if (key.ssh_blob.size() <= prefix) return {};
  const std::string_view type = as_text(key.ssh_blob).substr(prefix, key.ssh_blob[length_at]);
  return fmt::format("{} {} {}\n", type, to_base64(key.ssh_blob), printable(key.label));
}

net::Task<Status> show_openssh(Session& session, Match match) {
  const std::string label = match.text("label");
  std::string text;
  for (const HostKeyInfo& key : session.services().host_keys.list()) {
    if (label.empty() || key.label == label) text += openssh_line(key);
  }
  if (text.empty() && !label.empty()) text = fmt::format("% No keys named {}.\n", printable(label));
  co_await session.write(std::move(text));
  co_return Status::done;
}

}  // namespace

const CommandTable& show_crypto_key_table() {
  static const CommandTable table{
      action(show_word() / crypto_word() / word("key", "Host keys of the device") /
             word("mypubkey", "Public halves of the device's own keys") /
             word("openssh", "As lines for authorized_keys (not in IOS)") /
             maybe(text("label", "Only those of this name")))
          .runs(show_openssh),
      action(show_word() / crypto_word() / word("key", "Host keys of the device") /
             word("mypubkey", "Public halves of the device's own keys") /
             one_of(word("all", "Keys of every type"), word("ec", "ECDSA"), word("ed25519", "Ed25519"),
                    word("rsa", "RSA")))
          .runs(show_my_keys),
  };
  return table;
}

}  // namespace ferry::commands
