#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "net/resolver.h"
#include "transfer/exchange.h"
#include "transfer/url.h"

namespace ferry::transfer {

/// What the router's configuration says about its transfers by HTTP, FTP and TFTP.
struct CurlSettings {
  /// Who we are where the URL does not say; FTP without it is anonymous.
  std::string user = {};
  std::optional<Secret> password = {};
  bool ftp_passive = true;
  unsigned tftp_blocksize = 0;  // 0: the 512 bytes of RFC 1350
  /// Certificates in PEM form that are trusted besides the machine's own.
  std::string certificates = {};
};

/// One transfer by libcurl.
struct CurlJob {
  enum class Direction : std::uint8_t { download, upload };

  Direction direction{};
  Url url;
  net::Addresses addresses;           // of its host, numeric
  std::optional<std::uint64_t> size;  // of an upload, if it is known
  CurlSettings settings;
};

/// Runs one transfer on the calling thread and says in `exchange` how it ended; blocks until then. What an
/// FTP server has got of an upload that failed is deleted there.
void run_transfer(const CurlJob& job, Exchange& exchange);

}  // namespace ferry::transfer
