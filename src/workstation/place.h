#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "base/secret.h"
#include "transfer/url.h"

namespace ferry::workstation {

/// How files come and go over SSH: `automatic` is SFTP where the server has it, and SCP otherwise.
enum class Protocol : std::uint8_t { automatic, scp, sftp };

/// A file or directory of this machine.
struct LocalPlace {
  std::string path;
};

/// One of a machine that is reached by SSH. A relative path begins in the directory of the login.
struct SshPlace {
  Protocol protocol{};
  std::string host;
  std::string user;  // empty: as the configuration says
  std::optional<Secret> password{};
  std::optional<std::uint16_t> port{};
  std::string path;  // may be empty: the directory of the login
};

/// One that libcurl reaches: http, https, ftp, tftp.
struct WebPlace {
  transfer::Url url;
};

using Place = std::variant<LocalPlace, SshPlace, WebPlace>;

/// A word of the command line: a URL with `://`, scp's own `[user@]host:path`, or a path. What has a slash
/// before its first colon is a path, so `./a:b` names a file with a colon. An error says what is wrong.
[[nodiscard]] Result<Place> parse_place(std::string_view word);

/// The last component of a place's path: what a copy of it is called. Empty for a root, `.` and `..`.
[[nodiscard]] std::string name_of(const Place& place);

/// `name` below `directory`, as the machine of that directory writes paths: "flash:" and "flash:/dir" take it
/// as well as "dir/" and "".
[[nodiscard]] std::string below(std::string_view directory, std::string_view name);

/// For messages: "host:path", the path, or the URL without who and password; printable.
[[nodiscard]] std::string shown(const Place& place);

}  // namespace ferry::workstation
