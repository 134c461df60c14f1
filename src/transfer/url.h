#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace ferry::transfer {

enum class Scheme { scp, sftp, http, https, ftp, tftp };

/// A place on another machine: `scheme://[user[:password]@]host[:port]/path`. Parts that a typist has yet to
/// be asked for are empty.
struct Url {
  Scheme scheme{};
  std::string user;
  std::optional<Secret> password;
  std::string host;  // a name, an IPv4 address, or an IPv6 address without its brackets
  std::optional<std::uint16_t> port;
  /// Without the slash that ends the host; `//` behind the host makes it absolute for scp and sftp.
  std::string path;
};

}  // namespace ferry::transfer
