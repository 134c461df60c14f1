#include "aaa/tacacs/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "aaa/tacacs/accounting.h"
#include "aaa/tacacs/login_dialogue.h"

namespace ferry::aaa::tacacs {
namespace {

using Kind = NoReply::Kind;

/// RFC 8907 section 4.1: unpredictable, since the obfuscation rests on it.
SessionId new_session_id(Random& random) {
  std::array<Byte, 4> bytes{};
  random.fill(bytes);
  std::uint32_t id = 0;
  for (const Byte byte : bytes) id = id << 8 | byte;
  return SessionId{id};
}

/// The same packet may go out twice, if a connection turns out to be closed.
bool is_stale(const std::expected<ByteVector, NoReply>& reply) {
  return !reply && reply.error().kind == Kind::closed_before;
}

std::unexpected<ServerAnswer> not_reached(std::string reason) {
  return std::unexpected(ServerAnswer{.outcome = Outcome::error, .reason = std::move(reason)});
}

/// The fields that a request for authorization and a record share.
template <class Request>
Request about(const OwnedSubject& subject, unsigned privilege, Arguments arguments) {
  Request request;
  request.method = AuthenticationMethod::tacacs_plus;
  request.privilege = static_cast<std::uint8_t>(privilege);
  request.type = AuthenticationType::ascii;
  request.service = AuthenticationService::login;
  request.subject = subject.view();
  request.arguments = std::move(arguments);
  return request;
}

}  // namespace

void Client::debug(std::string_view line) const {
  if (environment_.debug) environment_.debug(line);
}

Client::Exchange Client::begin(PacketType type, MinorVersion minor) {
  return {
      Session{type, minor, new_session_id(environment_.random), settings_.secure ? nullptr : settings_.key}};
}

net::Task<Client::Reply> Client::round(Exchange& exchange, ByteVector body) {
  if (!settings_.key && !settings_.secure) {
    co_return not_reached("neither a key nor TLS is configured, so nothing is sent");
  }
  if (settings_.address.host.empty()) co_return not_reached("no address is configured");
  if (exchange.session.is_exhausted()) co_return not_reached("the server asks without end");
  const TimePoint deadline = environment_.clock.now() + settings_.timeout;
  ByteVector packet = exchange.session.seal(body);
  wipe(body);
  if (exchange.connection) co_return co_await send(exchange, std::move(packet), deadline);
  co_return co_await first_round(exchange, std::move(packet), deadline);
}

net::Task<Client::Reply> Client::first_round(Exchange& exchange, ByteVector packet, TimePoint deadline) {
  debug(fmt::format("TPLUS: Using server {}", settings_.address.host));
  const bool may_go_on = co_await wait_for_slot(deadline);
  if (!may_go_on) {
    co_return std::unexpected(ServerAnswer{
        .outcome = Outcome::error, .reason = "too many connections are in use", .reached = true});
  }
  if (auto kept = take_idle()) {
    exchange.connection = std::move(kept);
    auto reply = co_await exchange.connection->exchange(exchange.session, ByteVector{packet}, deadline);
    // RFC 8907 section 4.3: the server may close whenever it likes. Nothing was answered, nothing is lost.
    if (!is_stale(reply)) co_return take_reply(exchange, std::move(reply));
    debug("TPLUS: the connection that was kept is closed, opening another one");
    close(exchange.connection);
  }
  auto connected = co_await connect(deadline);
  if (!connected) co_return std::unexpected(std::move(connected.error()));
  exchange.connection = std::move(*connected);
  co_return co_await send(exchange, std::move(packet), deadline);
}

net::Task<Client::Reply> Client::send(Exchange& exchange, ByteVector packet, TimePoint deadline) {
  debug(fmt::format("TPLUS: {}: writing a request of {} bytes", settings_.address.host, packet.size()));
  auto reply = co_await exchange.connection->exchange(exchange.session, std::move(packet), deadline);
  co_return take_reply(exchange, std::move(reply));
}

Client::Reply Client::take_reply(Exchange& exchange, std::expected<ByteVector, NoReply> reply) {
  ++counters_.sent;
  if (!reply) {
    ServerAnswer why = explain(reply.error());
    debug(fmt::format("TPLUS: {}: {}", settings_.address.host, why.reason));
    close(exchange.connection);
    return std::unexpected(std::move(why));
  }
  ++counters_.received;
  debug(fmt::format("TPLUS: {}: read entire {} header bytes and {} bytes data", settings_.address.host,
                    header_size, reply->size()));
  return std::move(*reply);
}

ServerAnswer Client::explain(const NoReply& why) {
  switch (why.kind) {
    case Kind::timed_out:
      ++counters_.timeouts;
      return {.outcome = Outcome::error,
              .reason = fmt::format("no reply within {} seconds",
                                    std::chrono::duration<double>{settings_.timeout}.count())};
    case Kind::closed_before:
      ++counters_.errors;
      return {.outcome = Outcome::error, .reason = "the server closed the connection without a reply"};
    case Kind::cut_off:
      ++counters_.errors;
      return {.outcome = Outcome::error, .reason = "the reply was cut off"};
    case Kind::refused:
      ++counters_.errors;
      return {.outcome = why.refusal.outcome, .reason = why.refusal.reason, .reached = true};
  }
  std::unreachable();
}

net::Task<std::expected<std::unique_ptr<Connection>, ServerAnswer>> Client::connect(TimePoint deadline) {
  ++connecting_;
  auto link = co_await dialer_->connect(settings_.address, deadline);
  if (link && settings_.secure) link = co_await settings_.secure(std::move(*link), deadline);
  --connecting_;
  if (!link) {
    ++counters_.failed_connects;
    one_may_go_on();
    debug(fmt::format("TPLUS: {}", link.error().message));
    co_return not_reached(link.error().message);
  }
  ++counters_.opens;
  auto connection =
      std::make_unique<Connection>(environment_.loop, std::move(*link), environment_.clock.now());
  open_.insert(connection.get());
  co_return connection;
}

std::unique_ptr<Connection> Client::take_idle() {
  const TimePoint now = environment_.clock.now();
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    const bool is_young =
        now - connection->opened() < longest_life && now - connection->idle_since() < longest_idle;
    if (is_young && connection->is_quiet()) return connection;
    close(connection);
  }
  return nullptr;
}

net::Task<bool> Client::wait_for_slot(TimePoint deadline) {
  while (idle_.empty() && open_.size() + connecting_ >= most_connections) {
    const auto turn = std::make_shared<net::Notifier>(environment_.loop);
    waiting_.push_back(turn);
    const bool notified = co_await turn->wait_until(deadline);
    std::erase(waiting_, turn);
    if (!notified) co_return false;
  }
  co_return true;
}

void Client::one_may_go_on() {
  if (waiting_.empty()) return;
  waiting_.front()->notify();
  waiting_.pop_front();
}

void Client::close(std::unique_ptr<Connection>& connection) {
  if (!connection) return;
  open_.erase(connection.get());
  connection.reset();
  ++counters_.closes;
  one_may_go_on();
}

void Client::finish(Exchange& exchange) {
  if (!exchange.connection) return;
  const bool keep =
      settings_.single_connection && exchange.session.may_keep_connection() && idle_.size() < most_idle;
  if (!keep) return close(exchange.connection);
  exchange.connection->rest(environment_.clock.now());
  idle_.push_back(std::move(exchange.connection));
  one_may_go_on();
}

void Client::abandon(Exchange& exchange, Bytes last_body) {
  if (!exchange.connection) return;
  if (!exchange.session.is_exhausted()) exchange.connection->send_last(exchange.session.seal(last_body));
  ++counters_.aborts;
  close(exchange.connection);
}

void Client::close_idle() {
  while (!idle_.empty()) {
    close(idle_.back());
    idle_.pop_back();
  }
}

void Client::clear_counters() {
  for (std::atomic<std::uint64_t>* const counter :
       {&counters_.opens, &counters_.closes, &counters_.aborts, &counters_.errors, &counters_.timeouts,
        &counters_.failed_connects, &counters_.sent, &counters_.received})
    *counter = 0;
}

void Client::shut_down() {
  waiting_.clear();
  for (Connection* connection : open_) connection->drop();
}

std::unique_ptr<AuthenticationDialogue> Client::authenticate(AuthenticationRequest request) {
  return std::make_unique<LoginDialogue>(shared_from_this(), std::move(request));
}

net::Task<Client::Reply> Client::only_round(Exchange& exchange, Result<ByteVector> body) {
  if (body) co_return co_await round(exchange, std::move(*body));
  co_return std::unexpected(
      ServerAnswer{.outcome = Outcome::fail, .reason = body.error().message, .reached = true});
}

ServerAnswer Client::end(Exchange& exchange, Verdict verdict) {
  // RFC 8907 section 4.3: after a reply that makes no sense, no session may begin on the connection.
  if (verdict.outcome == Outcome::error) close(exchange.connection);
  finish(exchange);
  return {.outcome = verdict.outcome, .reason = std::move(verdict.reason), .reached = true};
}

net::Task<ServerAnswer> Client::authorize(aaa::AuthorizationRequest request) {
  const bool is_shell = request.command.empty();
  const auto arguments = is_shell ? Result<Arguments>{exec_arguments()} : command_arguments(request.command);
  if (!arguments) co_return ServerAnswer{Outcome::fail, arguments.error().message, true};
  const OwnedSubject subject = subject_of(request.origin);
  if (!is_user_name(subject.user)) {
    co_return ServerAnswer{Outcome::fail, "the user name is too long or has control characters", true};
  }
  auto body = encode(about<tacacs::AuthorizationRequest>(subject, request.privilege, *arguments));
  Exchange exchange = begin(PacketType::authorization, MinorVersion::zero);
  const Reply reply = co_await only_round(exchange, std::move(body));
  if (!reply) co_return reply.error();
  const auto grant = judge_authorization(*arguments, *reply);
  if (!grant) co_return end(exchange, grant.error());
  if (!is_shell) co_return end(exchange, judge_command(*arguments, *grant));
  const auto shell = judge_shell(*grant);
  if (!shell) co_return end(exchange, shell.error());
  ServerAnswer answer = end(exchange, {Outcome::pass, fmt::format("priv-lvl={}", shell->privilege)});
  answer.privilege = shell->privilege;
  co_return answer;
}

net::Task<ServerAnswer> Client::account(AccountingRecord record) {
  auto arguments = accounting_arguments(record);
  co_return co_await account(kind_of(record.event), std::move(record.origin), record.privilege,
                             std::move(arguments));
}

net::Task<ServerAnswer> Client::account(RecordKind kind, Origin origin, unsigned privilege,
                                        Arguments arguments) {
  const OwnedSubject subject = subject_of(origin);
  auto record = about<AccountingRequest>(subject, privilege, std::move(arguments));
  record.kind = kind;
  auto body = encode(record);
  Exchange exchange = begin(PacketType::accounting, MinorVersion::zero);
  const Reply reply = co_await only_round(exchange, std::move(body));
  if (!reply) co_return reply.error();
  co_return end(exchange, judge_accounting(*reply));
}

}  // namespace ferry::aaa::tacacs
