#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/password.h"

namespace ferry::config {

/// Who the router is to a server if the URL does not say: `ip scp`, `ip sftp`, `ip ftp`, `ip http client`.
struct RemoteLogin {
  std::string user = {};
  std::optional<Password> password = {};
  bool operator==(const RemoteLogin&) const = default;
};

/// How the router reaches other machines for `copy`.
struct RemoteConfig {
  /// `ip host NAME ADDRESS...`
  std::map<std::string, std::vector<std::string>> hosts = {};
  RemoteLogin scp = {}, sftp = {}, ftp = {}, http = {};
  bool ftp_passive = true;
  /// A file of the device in PEM form, whose certificates are trusted besides the machine's.
  std::string http_ca_certificate = {};
  unsigned tftp_blocksize = 0;  // RFC 2348; 0: the 512 bytes of RFC 1350
  bool operator==(const RemoteConfig&) const = default;
};

}  // namespace ferry::config
