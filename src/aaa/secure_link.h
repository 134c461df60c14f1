#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "config/aaa_servers.h"
#include "net/link.h"
#include "net/task.h"

namespace ferry::aaa {

/// How a connection becomes one within TLS; an error says what is wrong with the server.
using SecureLink = std::function<net::Task<Result<std::unique_ptr<net::Link>>>(std::unique_ptr<net::Link>,
                                                                               TimePoint deadline)>;

/// How the connections to the server at `address` become ones within TLS. What is wrong with the configured
/// certificates is told to whoever wants to connect.
using TlsFactory = std::function<SecureLink(const config::TlsConfig& tls, const std::string& address)>;

}  // namespace ferry::aaa
