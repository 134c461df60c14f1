#include "aaa/radius/client.h"

#include <fmt/format.h>

#include <utility>

#include "aaa/radius/login_dialogue.h"

namespace ferry::aaa::radius {
namespace {

std::unexpected<ServerAnswer> not_reached(std::string reason) {
  return std::unexpected(ServerAnswer{.outcome = Outcome::error, .reason = std::move(reason)});
}

/// The server is not to blame, so nothing is learned about it.
std::unexpected<ServerAnswer> not_asked(Outcome outcome, std::string reason) {
  return std::unexpected(ServerAnswer{.outcome = outcome, .reason = std::move(reason), .reached = true});
}

unsigned number(Identifier identifier) {
  return std::to_underlying(identifier);
}

}  // namespace

void Client::debug(std::string_view line) const {
  if (environment_.debug) environment_.debug(line);
}

std::unique_ptr<AuthenticationDialogue> Client::authenticate(AuthenticationRequest request) {
  return std::make_unique<LoginDialogue>(shared_from_this(), std::move(request));
}

net::Task<ServerAnswer> Client::authorize(AuthorizationRequest request) {
  co_return radius::authorize(request);
}

net::Task<Client::Reply> Client::ask(AccessRequest request) {
  if (!settings_.key) co_return not_reached("no key is configured, so nothing is sent");
  if (settings_.address.host.empty()) co_return not_reached("no address is configured");
  const auto exchange = begin();
  if (!exchange) co_return std::unexpected(exchange.error());
  Exchange& own = **exchange;
  const auto packet = seal(request, own.nas_address(), own.identifier(), own.authenticator(), *settings_.key);
  if (!packet) co_return not_asked(Outcome::fail, packet.error().message);
  ++counters_.requests;
  debug(fmt::format("RADIUS: Send Access-Request to {} id {}, len {}", settings_.address.text(),
                    number(own.identifier()), packet->size()));
  const bool answered = co_await send_copies(own, *packet);
  if (!answered) co_return std::unexpected(no_reply(own));
  co_return own.reply();
}

// RFC 2865 section 2.4 and RFC 5080 section 2.2.1: a copy is the same packet, so that the server knows it for
// one.
net::Task<bool> Client::send_copies(Exchange& exchange, const ByteVector& packet) {
  const TimePoint started = environment_.clock.now();
  const TimePoint rests_until = started + 2 * (settings_.retransmits + 1) * settings_.timeout;
  for (unsigned copy = 0; copy <= settings_.retransmits; ++copy) {
    if (copy > 0) {
      ++counters_.retransmits;
      debug(fmt::format("RADIUS: Retransmit to {} for id {}", settings_.address.text(),
                        number(exchange.identifier())));
    }
    const TimePoint deadline = started + (copy + 1) * settings_.timeout;
    const bool answered = co_await exchange.send(packet, deadline, rests_until);
    if (answered) co_return true;
  }
  co_return false;
}

ServerAnswer Client::no_reply(const Exchange& exchange) {
  ++counters_.timeouts;
  const std::chrono::duration<double> waited{(settings_.retransmits + 1) * settings_.timeout};
  std::string reason = fmt::format("no reply within {} seconds", waited.count());
  if (const auto refused = exchange.refused())
    reason += fmt::format(", but one that does not count: {}", describe(*refused));
  debug(fmt::format("RADIUS: No response from {} for id {}", settings_.address.text(),
                    number(exchange.identifier())));
  return {.outcome = Outcome::error, .reason = std::move(reason)};
}

Client::Begun Client::begin() {
  const TimePoint now = environment_.clock.now();
  for (const auto& socket : sockets_) {
    auto begun = begin_on(socket, now);
    if (begun) return begun;
  }
  if (sockets_.size() == most_sockets) return not_asked(Outcome::error, "too many requests are under way");
  const auto opened = open();
  if (!opened) return not_reached(opened.error().message);
  return begin_on(*opened, now);
}

Client::Begun Client::begin_on(const std::shared_ptr<Socket>& socket, TimePoint now) {
  const auto identifier = socket->identifiers.take(now);
  if (!identifier) return not_asked(Outcome::error, "no identifier is left");
  PacketAuthenticator authenticator{};
  environment_.random.fill(authenticator);  // RFC 2865 section 3: unpredictable, and never the same twice
  return std::make_unique<Exchange>(environment_.loop, socket, *identifier, authenticator);
}

Result<std::shared_ptr<Socket>> Client::open() {
  auto link = dialer_->open_datagrams(settings_.address);
  if (!link) return std::unexpected(std::move(link.error()));
  std::array<Byte, 1> first{};
  environment_.random.fill(first);
  sockets_.push_back(std::make_shared<Socket>(std::move(*link), Identifier{first[0]}));
  environment_.loop.spawn(listen(weak_from_this(), sockets_.back()));
  return sockets_.back();
}

net::Task<void> Client::listen(std::weak_ptr<Client> weak, std::shared_ptr<Socket> socket) {
  ByteVector buffer(longest_packet);
  for (;;) {
    const auto size = co_await socket->link->receive(buffer);
    if (!size && size.error().code == ErrorCode::closed) co_return;
    const auto client = weak.lock();
    if (!client) co_return;
    // That nobody listens may be said by anybody, so the copies that are left are sent all the same.
    if (size) client->take(*socket, Bytes{buffer}.first(*size));
  }
}

void Client::take(const Socket& socket, Bytes datagram) {
  Exchange* const exchange = datagram.size() < header_size ? nullptr : socket.waiting.at(datagram[1]);
  if (exchange == nullptr || !exchange->reply().empty()) {
    ++counters_.unexpected;
    return;
  }
  const auto reply = open_reply(datagram, exchange->authenticator(), *settings_.key, settings_.rule);
  if (!reply) {
    ++counters_.refused;
    exchange->refuse(reply.error());
    debug(fmt::format("RADIUS: Response ({}) does not count: {}", number(exchange->identifier()),
                      describe(reply.error())));
    return;
  }
  count(reply->code);
  debug(fmt::format("RADIUS: Received from id {} {}, {}, len {}", number(exchange->identifier()),
                    settings_.address.text(), describe(reply->code), reply->bytes.size()));
  exchange->answer(reply->bytes);
}

void Client::count(Code code) {
  if (code == Code::access_accept) ++counters_.accepts;
  if (code == Code::access_reject) ++counters_.rejects;
  if (code == Code::access_challenge) ++counters_.challenges;
}

void Client::close() {
  for (const auto& socket : sockets_) socket->link->close();
  sockets_.clear();
}

}  // namespace ferry::aaa::radius
