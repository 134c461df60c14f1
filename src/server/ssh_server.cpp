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
  auto opened = listen(addresses);
  if (!opened) return std::unexpected(std::move(opened.error()));
  for (const auto& listener : *opened) loops_.first().spawn(accept_flow(listener, 0));
  const std::lock_guard lock{mutex_};
  listeners_ = std::move(*opened);
  return {};
}

Result<SshServer::Listeners> SshServer::listen(const std::vector<net::Address>& addresses) {
  Listeners opened;
  for (const auto& address : addresses) {
    auto listener = net::Listener::open(loops_.first(), address);
    if (!listener) return std::unexpected(std::move(listener.error()));
    opened.push_back(std::move(*listener));
  }
  return opened;
}

std::vector<net::Address> SshServer::on_each_host(std::uint16_t port) const {
  std::set<std::string> hosts;
  for (const auto& listener : listeners_) hosts.insert(listener->address().host);
  std::vector<net::Address> all;
  for (const std::string& host : hosts) all.push_back({host, port});
  return all;
}

std::vector<SshServer::PortTrouble> SshServer::open_rotary(const RotaryPorts& ports) {
  std::vector<PortTrouble> troubles;
  const std::lock_guard lock{mutex_};
  wanted_ports_.clear();
  for (const auto& [port, group] : ports) {
    wanted_ports_.insert(port);
    if (rotary_listeners_.contains(port)) continue;
    auto opened = listen(on_each_host(port));
    if (!opened) {
      if (failed_ports_.insert(port).second) troubles.push_back({port, std::move(opened.error().message)});
      continue;
    }
    failed_ports_.erase(port);
    for (const auto& listener : *opened) loops_.first().spawn(accept_flow(listener, port));
    rotary_listeners_.emplace(port, std::move(*opened));
  }
  std::erase_if(failed_ports_, [&](std::uint16_t port) { return !wanted_ports_.contains(port); });
  loops_.first().post([this] { close_unwanted(); });
  return troubles;
}

// On the loop of the listeners. A port that is wanted again meanwhile has stayed open.
void SshServer::close_unwanted() {
  const std::lock_guard lock{mutex_};
  std::erase_if(rotary_listeners_, [this](const auto& entry) {
    if (wanted_ports_.contains(entry.first)) return false;
    for (const auto& listener : entry.second) listener->close();
    return true;
  });
}

void SshServer::close() {
  open_rotary({});
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

net::Task<void> SshServer::accept_flow(std::shared_ptr<net::Listener> listener, std::uint16_t rotary_port) {
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
    begin_session(std::move(*link), loop, rotary_port);
  }
}

void SshServer::begin_session(std::unique_ptr<net::Link> link, net::EventLoop& loop,
                              std::uint16_t rotary_port) {
  // A posted call must be copyable.
  auto shared = std::make_shared<std::unique_ptr<net::Link>>(std::move(link));
  loop.post([this, &loop, shared, rotary_port] {
    loop.spawn(session_flow(std::move(*shared), loop, rotary_port));
  });
}

/// The keys may have to be read from a disk, and that must not keep others waiting.
net::Task<void> SshServer::session_flow(std::unique_ptr<net::Link> link, net::EventLoop& loop,
                                        std::uint16_t rotary_port) {
  auto keys = co_await keys_for_connection(context_);
  const auto session =
      std::make_shared<Session>(context_, loop, std::move(link), std::move(keys), rotary_port);
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
