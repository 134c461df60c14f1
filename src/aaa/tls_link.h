#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "crypto/tls.h"
#include "net/event_loop.h"
#include "net/link.h"
#include "net/task.h"

namespace ferry::aaa {

/// Makes `link` a connection within TLS, as a client of the server that has a certificate for `server_name`.
/// The handshake has to be over at `deadline`. An error says what is wrong with the peer, or that it took too
/// long; nothing but the handshake has been sent then.
net::Task<Result<std::unique_ptr<net::Link>>> connect_tls(net::EventLoop& loop,
                                                          std::shared_ptr<const crypto::TlsContext> context,
                                                          std::string server_name,
                                                          std::unique_ptr<net::Link> link,
                                                          TimePoint deadline);

}  // namespace ferry::aaa
