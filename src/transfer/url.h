#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace ferry::transfer {

enum class Scheme : std::uint8_t { scp, sftp, http, https, ftp, tftp };

/// "scp"
[[nodiscard]] std::string_view name(Scheme scheme);
[[nodiscard]] std::uint16_t default_port(Scheme scheme);

/// A place on another machine: `scheme://[user[:password]@]host[:port]/path`. Parts that a typist has yet to
/// be asked for are empty.
struct Url {
  Scheme scheme{};
  std::string user = {};
  std::optional<Secret> password = {};
  std::string host = {};  // a name, an IPv4 address, or an IPv6 address without its brackets
  std::optional<std::uint16_t> port = {};
  /// Without the slash that ends the host; `//` behind the host makes it absolute for scp and sftp.
  std::string path = {};

  [[nodiscard]] Url clone() const;
  /// The last component of the path; empty if it names a directory.
  [[nodiscard]] std::string file_name() const;
  [[nodiscard]] std::uint16_t port_or_default() const { return port.value_or(default_port(scheme)); }
};

/// Longest URL that is looked at.
inline constexpr std::size_t longest_url = 4096;

/// The scheme that `text` begins with, in any case, with its colon: then it names a place on another machine.
[[nodiscard]] std::optional<Scheme> scheme_of(std::string_view text);

/// As IOS takes them: `scp:` alone, `tftp:dir/name` without a host, `scp://host` without a path. %XX stands
/// for a character everywhere but in the path of http and https, which is kept as typed. The error says what
/// is wrong and quotes nothing that may be a password.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

/// Whether `text`, a user or a path as somebody answered it, can be part of a URL.
[[nodiscard]] bool fits_in_url(std::string_view text);

/// For messages: "scp://*:*@10.1.1.1/path". Never shows who, or a password.
[[nodiscard]] std::string masked(const Url& url);
/// The same for a text that may be a URL, even a wrong one; any other text comes back as it is.
[[nodiscard]] std::string masked(std::string_view text);

}  // namespace ferry::transfer
