#pragma once

#include <string>

#include "aaa/secure_link.h"
#include "config/aaa_servers.h"
#include "net/event_loop.h"
#include "net/offload.h"
#include "vfs/mounts.h"

namespace ferry::device {

/// Where the files of TLS are and who reads them. All of it outlives the connections.
struct TlsFiles {
  net::EventLoop& loop;
  net::Offload& offload;
  const vfs::Mounts& files;
};

/// How a connection to the server at `address` gets within TLS. The files are read for each connection, so
/// that new certificates count without a restart; what is wrong with them is why the connection fails.
[[nodiscard]] aaa::SecureLink secure_link(const TlsFiles& where, const config::TlsConfig& tls,
                                          const std::string& address);

}  // namespace ferry::device
