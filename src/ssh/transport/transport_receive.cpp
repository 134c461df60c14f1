#include <stdexcept>
#include <utility>

#include "base/text.h"
#include "ssh/transport/ext_info.h"
#include "ssh/transport/messages.h"
#include "ssh/transport/offer.h"
#include "ssh/transport/transport_implementation.h"
#include "wire/reader.h"

namespace ferry::ssh {
namespace {

constexpr std::size_t longest_shown_message = 256;

/// RFC 4250 section 4.1.2: the numbers that belong to the key exchange method.
constexpr bool belongs_to_kex_method(std::uint8_t number) {
  return number >= 30 && number <= 49;
}

}  // namespace

std::optional<TransportEvent> Transport::Implementation::next_event() {
  for (;;) {
    if (!events_.empty()) {
      TransportEvent event = std::move(events_.front());
      events_.pop_front();
      return event;
    }
    if (is_ended() || awaits_caller()) return std::nullopt;
    if (std::holds_alternative<Identifying>(stage_)) {
      if (!identify()) return std::nullopt;
      continue;
    }
    const auto packet = in_.next();
    if (!packet) {
      fail(packet.error());
    } else if (!*packet) {
      in_.rest();
      return std::nullopt;
    } else if (auto event = take(**packet)) {
      return event;
    }
  }
}

/// False when more bytes are needed.
bool Transport::Implementation::identify() {
  auto step = std::get<Identifying>(stage_).reader.read(in_.buffer().unread());
  if (!step) {
    fail(step.error());
    return true;
  }
  in_.buffer().consume(step->consumed);
  if (!step->identification) return false;
  peer_identification_ = std::move(*step->identification);
  peer_identification_shown_ = printable(peer_identification_);
  if (may_listen()) {
    exchange_started_at_ = now_;
    stage_ = Listening{};
  } else {
    begin_exchange();
  }
  return true;
}

bool Transport::Implementation::may_listen() const {
  const bool is_narrower = options_.current_algorithms != options_.algorithms;
  return options_.role == Role::server && is_narrower && speaks_first(peer_identification_);
}

std::optional<TransportEvent> Transport::Implementation::take(const Inbound::Packet& packet) {
  const std::uint8_t number = packet.payload[0];
  const Disposition what = disposition(options_.role, situation(), strictness(), number);
  keys_are_fresh_ = false;
  const bool success_missing = std::exchange(success_must_follow_, false) &&
                               number != std::to_underlying(MessageNumber::userauth_success);
  if (over_packet_limits()) return std::nullopt;
  if (what == Disposition::disconnect || success_missing) {
    refuse_message(number);
    return std::nullopt;
  }
  if (what == Disposition::take) return act_on(packet);
  if (what == Disposition::unimplemented) unimplemented(packet.sequence);
  auto* exchanging = std::get_if<Exchanging>(&stage_);
  if (exchanging != nullptr && belongs_to_kex_method(number)) exchanging->drop_guess = false;
  return std::nullopt;
}

std::optional<TransportEvent> Transport::Implementation::act_on(const Inbound::Packet& packet) {
  const std::uint8_t number = packet.payload[0];
  switch (static_cast<MessageNumber>(number)) {
    case MessageNumber::disconnect:
      on_disconnect(packet.payload);
      return std::nullopt;
    case MessageNumber::ignore:
    case MessageNumber::debug:
    case MessageNumber::unimplemented:
      return std::nullopt;
    case MessageNumber::ext_info:
      on_ext_info(packet.payload);
      return std::nullopt;
    case MessageNumber::ping:
      on_ping(packet.payload);
      return std::nullopt;
    case MessageNumber::kexinit:
      on_kexinit(packet);
      return std::nullopt;
    case MessageNumber::newkeys:
      on_newkeys(packet.payload);
      return std::nullopt;
    default:
      break;
  }
  if (belongs_to_kex_method(number)) {
    on_exchange_message(packet.payload);
    return std::nullopt;
  }
  begin_exchange_if_due();
  return PayloadReceived{.payload = packet.payload, .sequence = packet.sequence, .block = in_.block()};
}

bool Transport::Implementation::over_packet_limits() {
  if (phase_ != Phase::open) {
    ++packets_before_login_;
    const bool keys_missing = exchange_ == Exchange::first;
    if (packets_before_login_ > (keys_missing ? most_packets_before_keys : most_packets_before_login)) {
      fail({Fault::misbehaved, DisconnectReason::protocol_error, "too many packets before login"});
      return true;
    }
  }
  if (in_.packets_under_key() < most_packets_per_key && out_.packets_under_key() < most_packets_per_key)
    return false;
  fail({Fault::misbehaved, DisconnectReason::protocol_error, "too many packets without a change of keys"});
  return true;
}

Situation Transport::Implementation::phase_situation() const {
  switch (phase_) {
    case Phase::service_request:
      return keys_are_fresh_ ? Situation::fresh_keys : Situation::service_request;
    case Phase::authentication:
      return Situation::authentication;
    case Phase::open:
      break;
  }
  return Situation::open;
}

Situation Transport::Implementation::situation() const {
  if (const auto* exchanging = std::get_if<Exchanging>(&stage_)) {
    return exchanging->drop_guess ? Situation::wrong_guess : exchanging->exchange.expects().value();
  }
  if (std::holds_alternative<AwaitingNewKeys>(stage_)) return Situation::newkeys;
  if (std::holds_alternative<Listening>(stage_)) return Situation::first_kexinit;
  const bool first = exchange_ == Exchange::first;
  return std::holds_alternative<InitSent>(stage_) && first ? Situation::first_kexinit : phase_situation();
}

Strictness Transport::Implementation::strictness() const {
  return strict_ && exchange_ == Exchange::first ? Strictness::strict_first_exchange : Strictness::relaxed;
}

void Transport::Implementation::refuse_message(std::uint8_t number) {
  fail({Fault::misbehaved, DisconnectReason::protocol_error,
        describe_message(number) + " is not allowed now"});
}

void Transport::Implementation::on_disconnect(Bytes payload) {
  // The connection is over whatever else stands in it, so what is missing (old clients leave the language
  // out) does not matter.
  wire::Reader in{payload.subspan(1)};
  PeerDisconnected goodbye;
  std::string_view message;
  in.read(goodbye.reason);
  in.read(message);
  goodbye.message = printable(message.substr(0, longest_shown_message));
  end_with(std::move(goodbye));
}

void Transport::Implementation::on_ext_info(Bytes payload) {
  auto extensions = decode_ext_info(payload);
  if (!extensions) return fail(extensions.error());
  // RFC 8308 section 3.1: server-sig-algs means something from a server only. A second message replaces the
  // first.
  if (options_.role == Role::client) {
    peer_signature_algorithms_ = std::move(extensions->signature_algorithms);
  }
  // RFC 8308 section 2.4: the second place is just before success and nowhere else.
  success_must_follow_ = phase_ == Phase::authentication;
}

void Transport::Implementation::on_ping(Bytes payload) {
  const auto ping = wire::decode<Ping>(payload);
  if (!ping) return fail({Fault::malformed, DisconnectReason::protocol_error, "malformed PING"});
  if (!reads_its_answers()) return;
  send(wire::encode(Pong{ping->data}));
}

}  // namespace ferry::ssh
