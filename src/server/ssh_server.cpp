#include "server/ssh_server.h"

#include <algorithm>
#include <utility>

#include "net/notifier.h"
#include "server/host_certificates.h"
#include "server/session.h"

namespace ferry::server {
namespace {

/// Connections at once, logged in or not: more than any network has administrators, few enough for the
/// descriptors and the memory of a small machine.
constexpr std::size_t most_connections = 4096;

/// After a failed accept (no descriptors left, say) the next one waits this long.
constexpr auto accept_pause = std::chrono::milliseconds{50};

}  // namespace

Result<void> SshServer::open(const std::vector<net::Address>& addresses) {
  std::vector<std::shared_ptr<net::Listener>> opened;
  for (const auto& address : addresses) {
    auto listener = net::Listener::open(loops_.first(), address);
    if (!listener) return std::unexpected(std::move(listener.error()));
    opened.push_back(std::move(*listener));
  }
  for (const auto& listener : opened) loops_.first().spawn(accept_flow(listener));
  const std::lock_guard lock{mutex_};
  listeners_ = std::move(opened);
  return {};
}

void SshServer::close() {
  const std::lock_guard lock{mutex_};
  for (const auto& listener : std::exchange(listeners_, {})) {
    loops_.first().post([listener] { listener->close(); });
  }
}

std::vector<net::Address> SshServer::addresses() const {
  const std::lock_guard lock{mutex_};
  std::vector<net::Address> all;
  all.reserve(listeners_.size());
  for (const auto& listener : listeners_) all.push_back(listener->address());
  return all;
}

net::Task<void> SshServer::accept_flow(std::shared_ptr<net::Listener> listener) {
  for (;;) {
    net::EventLoop& loop = loops_.next();
    auto link = co_await listener->accept(loop);
    if (!link && link.error().code == ErrorCode::closed) co_return;
    if (!link) {
      co_await net::sleep_until(context_.services.clock.now() + accept_pause);
      continue;
    }
    // Strangers cannot take all the memory or all the vty numbers.
    const std::size_t most_startups = context_.services.running.snapshot()->ssh.max_startups;
    if (context_.sessions.size() >= most_connections || context_.sessions.logging_in() >= most_startups) {
      (*link)->close();
      continue;
    }
    begin_session(std::move(*link), loop);
  }
}

void SshServer::begin_session(std::unique_ptr<net::Link> link, net::EventLoop& loop) {
  // A posted call must be copyable.
  auto shared = std::make_shared<std::unique_ptr<net::Link>>(std::move(link));
  loop.post([this, &loop, shared] { loop.spawn(session_flow(std::move(*shared), loop)); });
}

/// The keys may have to be read from a disk, and that must not keep others waiting.
net::Task<void> SshServer::session_flow(std::unique_ptr<net::Link> link, net::EventLoop& loop) {
  auto keys = co_await keys_for_connection(context_);
  const auto session = std::make_shared<Session>(context_, loop, std::move(link), std::move(keys));
  remember(session, loop);
  session->start();
}

void SshServer::remember(const std::shared_ptr<Session>& session, net::EventLoop& loop) {
  const std::lock_guard lock{mutex_};
  if (members_.size() >= prune_at_) {
    std::erase_if(members_, [](const Member& member) { return member.session.expired(); });
    prune_at_ = std::max(prune_at_, 2 * members_.size());
  }
  members_.push_back({session, &loop});
}

void SshServer::end_sessions(const std::string& message) {
  const std::lock_guard lock{mutex_};
  for (const auto& [session, loop] : members_) {
    loop->post([session, message] {
      if (const auto alive = session.lock()) alive->disconnect(message);
    });
  }
}

}  // namespace ferry::server
