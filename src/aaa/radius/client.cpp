#include "aaa/radius/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "aaa/radius/accounting_request.h"
#include "aaa/radius/login_dialogue.h"
#include "aaa/radius/packet_stream.h"

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
  const auto sealed = [&](Exchange& own) {
    return seal(request, own.nas_address(), own.identifier(), own.authenticator(), *settings_.key);
  };
  co_return co_await ask_sealed("Access-Request", sealed);
}

net::Task<Client::Reply> Client::ask(AccountingRecord record) {
  const auto sealed = [&](Exchange& own) {
    auto packet =
        seal(record, environment_.clock.wall_now(), own.nas_address(), own.identifier(), *settings_.key);
    if (packet) own.use_authenticator(authenticator_of(*packet));
    return packet;
  };
  co_return co_await ask_sealed("Accounting-Request", sealed);
}

net::Task<Client::Reply> Client::ask_sealed(std::string_view kind, Seal seal) {
  if (!settings_.key) co_return not_reached("no key is configured, so nothing is sent");
  if (settings_.address.host.empty()) co_return not_reached("no address is configured");
  ++counters_.under_way;
  const TimePoint deadline = environment_.clock.now() + settings_.timeout;
  for (int connections = 0;; ++connections) {
    const auto exchange = co_await begin(deadline);
    if (!exchange) {
      --counters_.under_way;
      co_return std::unexpected(exchange.error());
    }
    Reply reply = co_await ask_on(**exchange, kind, seal);
    // A server may close just when somebody asks, so one lost connection says nothing yet.
    const bool again = !reply && (*exchange)->is_lost() && connections == 0;
    if (again) continue;
    --counters_.under_way;
    co_return reply;
  }
}

net::Task<Client::Reply> Client::ask_on(Exchange& exchange, std::string_view kind, const Seal& seal) {
  const auto packet = seal(exchange);
  if (!packet) co_return not_asked(Outcome::fail, packet.error().message);
  ++counters_.requests;
  debug(fmt::format("RADIUS: Send {} to {} id {}, len {}", kind, settings_.address.text(),
                    number(exchange.identifier()), packet->size()));
  const TimePoint started = environment_.clock.now();
  const bool answered = co_await send_copies(exchange, *packet);
  if (!answered) {
    // Nothing at all has come on this connection for that long, so it may be one of those that only seem
    // open.
    if (settings_.secure && exchange.socket().last_reply <= started) exchange.socket().link->close();
    co_return std::unexpected(no_reply(exchange));
  }
  count_reply(started);
  co_return exchange.reply();
}

void Client::count_reply(TimePoint started) {
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(environment_.clock.now() - started);
  const auto milliseconds = static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0));
  counters_.milliseconds += milliseconds;
  if (milliseconds > counters_.most_milliseconds) counters_.most_milliseconds = milliseconds;
}

void Client::clear_counters() {
  for (std::atomic<std::uint64_t>* const counter :
       {&counters_.requests, &counters_.retransmits, &counters_.timeouts, &counters_.accepts,
        &counters_.rejects, &counters_.challenges, &counters_.recorded, &counters_.unexpected,
        &counters_.malformed, &counters_.wrong_authenticators, &counters_.milliseconds,
        &counters_.most_milliseconds})
    *counter = 0;
}

Client& Client::accounting_client() {
  // RFC 6614 section 2.4: within TLS there is one port for everything.
  if (settings_.secure) return *this;
  if (!accounting_) {
    ClientSettings settings = settings_;
    settings.address.port = settings_.accounting_port;
    // RFC 2866 knows of none, so most servers send none: the authenticator of the reply is what counts.
    settings.rule = MessageAuthenticatorRule::optional;
    accounting_ = std::make_shared<Client>(environment_, dialer_, std::move(settings));
  }
  return *accounting_;
}

net::Task<ServerAnswer> Client::account(AccountingRecord record) {
  if (record.service == AccountedService::command)
    co_return ServerAnswer{Outcome::pass, "RADIUS does not account commands", true};
  const auto self = shared_from_this();
  const Reply reply = co_await accounting_client().ask(record);
  if (!reply) co_return reply.error();
  co_return ServerAnswer{Outcome::pass, "recorded", true};
}

// RFC 2865 section 2.4 and RFC 5080 section 2.2.1: a copy is the same packet, so that the server knows it for
// one.
net::Task<bool> Client::send_copies(Exchange& exchange, const ByteVector& packet) {
  const TimePoint started = environment_.clock.now();
  // RFC 6613 section 2.6.1: what TCP carries is sent once.
  const unsigned retransmits = settings_.secure ? 0 : settings_.retransmits;
  const TimePoint rests_until = started + 2 * (retransmits + 1) * settings_.timeout;
  for (unsigned copy = 0; copy <= retransmits; ++copy) {
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
  if (exchange.is_lost()) return {.outcome = Outcome::error, .reason = "the server closed the connection"};
  ++counters_.timeouts;
  const unsigned copies = settings_.secure ? 1 : settings_.retransmits + 1;
  const std::chrono::duration<double> waited{copies * settings_.timeout};
  std::string reason = fmt::format("no reply within {} seconds", waited.count());
  if (const auto refused = exchange.refused())
    reason += fmt::format(", but one that does not count: {}", describe(*refused));
  debug(fmt::format("RADIUS: No response from {} for id {}", settings_.address.text(),
                    number(exchange.identifier())));
  return {.outcome = Outcome::error, .reason = std::move(reason)};
}

net::Task<Client::Begun> Client::begin(TimePoint deadline) {
  for (;;) {
    for (const auto& socket : sockets_) {
      auto exchange = begin_on(socket);
      if (exchange) co_return exchange;
    }
    if (closed_) co_return not_asked(Outcome::error, "its configuration has changed");
    if (sockets_.size() == most_sockets)
      co_return not_asked(Outcome::error, "too many requests are under way");
    if (connecting_) {
      const bool in_time = co_await wait_for_connection(deadline);
      if (!in_time) co_return not_reached("no connection in time");
      continue;
    }
    auto link = co_await open(deadline);
    if (!link) co_return not_reached(link.error().message);
    if (closed_) {
      (*link)->close();
      continue;
    }
    std::array<Byte, 1> first{};
    environment_.random.fill(first);
    sockets_.push_back(std::make_shared<Socket>(std::move(*link), Identifier{first[0]}));
    environment_.loop.spawn(listen(weak_from_this(), sockets_.back()));
  }
}

std::unique_ptr<Exchange> Client::begin_on(const std::shared_ptr<Socket>& socket) {
  const auto identifier = socket->identifiers.take(environment_.clock.now());
  if (!identifier) return nullptr;
  PacketAuthenticator authenticator{};
  environment_.random.fill(authenticator);  // RFC 2865 section 3: unpredictable, and never the same twice
  return std::make_unique<Exchange>(environment_.loop, socket, *identifier, authenticator);
}

net::Task<Result<std::unique_ptr<net::DatagramLink>>> Client::open(TimePoint deadline) {
  if (!settings_.secure) co_return dialer_->open_datagrams(settings_.address);
  connecting_ = true;
  auto link = co_await connect(deadline);
  connecting_ = false;
  for (const auto& one : std::exchange(waiting_, {})) one->notify();
  co_return link;
}

net::Task<Result<std::unique_ptr<net::DatagramLink>>> Client::connect(TimePoint deadline) {
  auto link = co_await dialer_->connect(settings_.address, deadline);
  if (!link) co_return std::unexpected(std::move(link.error()));
  auto secure = co_await settings_.secure(std::move(*link), deadline);
  if (!secure) co_return std::unexpected(std::move(secure.error()));
  co_return std::make_unique<PacketStream>(environment_.loop, std::move(*secure));
}

net::Task<bool> Client::wait_for_connection(TimePoint deadline) {
  const auto turn = std::make_shared<net::Notifier>(environment_.loop);
  waiting_.push_back(turn);
  const bool notified = co_await turn->wait_until(deadline);
  std::erase(waiting_, turn);
  co_return notified;
}

net::Task<void> Client::listen(std::weak_ptr<Client> weak, std::shared_ptr<Socket> socket) {
  ByteVector buffer(longest_packet);
  for (;;) {
    const auto size = co_await socket->link->receive(buffer);
    const auto client = weak.lock();
    if (!size && size.error().code == ErrorCode::closed) {
      if (client && client->settings_.secure) client->lose(socket);
      co_return;
    }
    if (!client) co_return;
    // That nobody listens may be said by anybody, so the copies that are left are sent all the same.
    if (size) client->take(*socket, Bytes{buffer}.first(*size));
  }
}

void Client::lose(const std::shared_ptr<Socket>& socket) {
  std::erase(sockets_, socket);
  for (Exchange* const exchange : socket->waiting) {
    if (exchange != nullptr) exchange->lose();
  }
}

void Client::take(const Socket& socket, Bytes datagram) {
  Exchange* const exchange = datagram.size() < header_size ? nullptr : socket.waiting.at(datagram[1]);
  if (exchange == nullptr || !exchange->reply().empty()) {
    ++counters_.unexpected;
    return;
  }
  auto reply = open_reply(datagram, exchange->authenticator(), *settings_.key, settings_.rule);
  if (reply && (reply->code == Code::accounting_response) != exchange->is_accounting())
    reply = std::unexpected(Refusal::not_a_reply);
  if (!reply) return refuse(socket, *exchange, reply.error());
  exchange->socket().last_reply = environment_.clock.now();
  count(reply->code);
  debug(fmt::format("RADIUS: Received from id {} {}, {}, len {}", number(exchange->identifier()),
                    settings_.address.text(), describe(reply->code), reply->bytes.size()));
  exchange->answer(reply->bytes);
}

// Anybody can send a datagram; within TLS it is the server that is wrong, and RFC 6613 section 2.6.4 has the
// connection closed.
void Client::refuse(const Socket& socket, Exchange& exchange, Refusal refusal) {
  const bool is_malformed = refusal == Refusal::malformed || refusal == Refusal::not_a_reply;
  ++(is_malformed ? counters_.malformed : counters_.wrong_authenticators);
  exchange.refuse(refusal);
  debug(fmt::format("RADIUS: Response ({}) does not count: {}", number(exchange.identifier()),
                    describe(refusal)));
  if (settings_.secure) socket.link->close();
}

void Client::count(Code code) {
  if (code == Code::access_accept) ++counters_.accepts;
  if (code == Code::access_reject) ++counters_.rejects;
  if (code == Code::access_challenge) ++counters_.challenges;
  if (code == Code::accounting_response) ++counters_.recorded;
}

void Client::close() {
  closed_ = true;
  for (const auto& socket : sockets_) socket->link->close();
  sockets_.clear();
  if (accounting_) accounting_->close();
}

}  // namespace ferry::aaa::radius
