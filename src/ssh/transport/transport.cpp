#include "ssh/transport/transport.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "ssh/transport/messages.h"
#include "ssh/transport/transport_implementation.h"

namespace ferry::ssh {

Transport::Implementation::Implementation(TransportOptions options, Random& random, TimePoint now)
    : options_(std::move(options)),
      random_(random),
      now_(now),
      out_(random),
      stage_(Identifying{IdentificationReader{options_.role}}),
      own_identification_(make_identification(options_.software)),
      keys_changed_at_(now),
      exchange_started_at_(now) {
  // RFC 4253 section 4.2: both sides send it as soon as the connection stands.
  out_.send_raw(as_bytes(own_identification_ + "\r\n"));
}

MutableBytes Transport::Implementation::input_space() {
  if (!is_ended() && in_.buffer().full()) {
    fail({Fault::refused, DisconnectReason::by_application, "the peer sent more than could be processed"});
  }
  return in_.buffer().space();
}

void Transport::Implementation::received(std::size_t size, TimePoint now) {
  in_.buffer().received(size);
  now_ = now;
  if (is_ended()) drop_input();
}

bool Transport::Implementation::wants_input() const {
  return !is_ended() && !awaits_caller() && !in_.buffer().full();
}

void Transport::Implementation::drop_input() {
  in_.buffer().consume(in_.buffer().unread().size());
}

bool Transport::Implementation::awaits_caller() const {
  if (const auto* exchanging = std::get_if<Exchanging>(&stage_)) return !exchanging->exchange.expects();
  return std::holds_alternative<AwaitingVerdict>(stage_);
}

bool Transport::Implementation::ready_for_data() const {
  return std::holds_alternative<Settled>(stage_) || std::holds_alternative<AwaitingNewKeys>(stage_);
}

void Transport::Implementation::send(Bytes payload) {
  if (is_ended()) return;
  if (!ready_for_data()) return keep(payload);
  seal(payload);
  begin_exchange_if_due();
}

void Transport::Implementation::keep(Bytes payload) {
  if (kept_.size() >= queued_during_kex_packets || kept_bytes_ + payload.size() > queued_during_kex_bytes) {
    return fail({Fault::refused, DisconnectReason::by_application, "too much to send during a key exchange"});
  }
  kept_.emplace_back(payload.begin(), payload.end());
  kept_bytes_ += payload.size();
}

void Transport::Implementation::flush_kept() {
  for (const ByteVector& payload : std::exchange(kept_, {})) seal(payload);
  kept_bytes_ = 0;
}

// What a server compresses begins right behind its USERAUTH_SUCCESS, wherever that stood in the queue.
void Transport::Implementation::seal(Bytes payload) {
  out_.send(payload);
  const bool is_success = payload[0] == std::to_underlying(MessageNumber::userauth_success);
  if (is_success && options_.role == Role::server) start_compression();
}

void Transport::Implementation::start_compression() {
  if (std::exchange(compresses_, true)) return;
  out_.use(compression_out_);
  // During an exchange it is the peer's NEWKEYS that the new stream begins behind.
  if (std::holds_alternative<Settled>(stage_)) in_.use(compression_in_);
}

void Transport::Implementation::send_batch(std::uint32_t recipient_channel,
                                           std::unique_ptr<DataBatch> batch) {
  if (is_ended()) return;
  if (!ready_for_data()) throw std::logic_error("a batch was sent during a key exchange");
  out_.send_batch(recipient_channel, std::move(batch));
  begin_exchange_if_due();
}

void Transport::Implementation::unimplemented(std::uint32_t sequence) {
  if (is_ended() || !reads_its_answers()) return;
  // RFC 4253 section 7.1 lets this one pass in the middle of a key exchange, too.
  out_.send(wire::encode(Unimplemented{sequence}));
}

/// Ends the connection if too many are waiting.
bool Transport::Implementation::reads_its_answers() {
  if (out_.queue().size() <= output_budget) return true;
  fail({Fault::refused, DisconnectReason::by_application, "the peer does not read what it asks for"});
  return false;
}

void Transport::Implementation::disconnect(const Failure& failure) {
  if (!is_ended()) fail(failure);
}

void Transport::Implementation::fail(Failure failure) {
  say_goodbye(failure);
  end_with(Failed{std::move(failure)});
}

void Transport::Implementation::say_goodbye(const Failure& failure) {
  if (std::holds_alternative<Identifying>(stage_)) {
    // RFC 4253 section 5: whoever has not spoken SSH 2 would not understand a packet.
    out_.send_raw(as_bytes(failure.message + "\r\n"));
  } else {
    out_.send(wire::encode(Disconnect{failure.reason, failure.message, ""}));
  }
}

void Transport::Implementation::end_with(TransportEvent event) {
  events_.push_back(std::move(event));
  stage_ = Ended{};
  kept_.clear();
  drop_input();
}

void Transport::Implementation::phase(Phase phase) {
  phase_ = std::max(phase_, phase);
  if (phase_ != Phase::open) return;
  in_.largest(largest_packet);
  if (options_.role == Role::client) start_compression();
}

TimePoint Transport::Implementation::deadline() const {
  if (is_ended() || awaits_caller()) return TimePoint::max();
  if (restart_exchange_clock_) return now_;
  if (std::holds_alternative<Listening>(stage_)) return exchange_started_at_ + longest_listening;
  if (!std::holds_alternative<Settled>(stage_)) return exchange_started_at_ + longest_key_exchange;
  return may_begin_exchange() ? keys_changed_at_ + options_.rekey.time : TimePoint::max();
}

void Transport::Implementation::tick(TimePoint now) {
  now_ = now;
  if (std::exchange(restart_exchange_clock_, false)) exchange_started_at_ = now;
  if (is_ended() || awaits_caller() || now < deadline()) return;
  const bool may_begin = std::holds_alternative<Settled>(stage_) || std::holds_alternative<Listening>(stage_);
  if (may_begin) return begin_exchange();
  fail({Fault::misbehaved, DisconnectReason::key_exchange_failed, "the key exchange took too long"});
}

std::size_t Transport::Implementation::memory() const {
  return in_.memory() + out_.queue().memory() + kept_bytes_;
}

Transport::Transport(TransportOptions options, Random& random, TimePoint now)
    : implementation_(std::make_unique<Implementation>(std::move(options), random, now)) {}

Transport::~Transport() = default;

MutableBytes Transport::input_space() {
  return implementation_->input_space();
}
bool Transport::wants_input() const {
  return implementation_->wants_input();
}
void Transport::received(std::size_t size, TimePoint now) {
  implementation_->received(size, now);
}
std::optional<TransportEvent> Transport::next_event() {
  return implementation_->next_event();
}
void Transport::computed(std::unique_ptr<KexComputation> computation) {
  implementation_->computed(std::move(computation));
}
void Transport::host_key_verdict(bool trusted) {
  implementation_->host_key_verdict(trusted);
}
void Transport::send(Bytes payload) {
  implementation_->send(payload);
}
void Transport::send_batch(std::uint32_t recipient_channel, std::unique_ptr<DataBatch> batch) {
  implementation_->send_batch(recipient_channel, std::move(batch));
}
bool Transport::ready_for_data() const {
  return implementation_->ready_for_data();
}
void Transport::send_ignore() {
  implementation_->send(wire::encode(Ignore{}));
}

void Transport::unimplemented(std::uint32_t sequence) {
  implementation_->unimplemented(sequence);
}
void Transport::rekey() {
  implementation_->rekey();
}
void Transport::disconnect(const Failure& failure) {
  implementation_->disconnect(failure);
}
void Transport::phase(Phase phase) {
  implementation_->phase(phase);
}
std::vector<Bytes> Transport::output(std::size_t most_pieces) const {
  return implementation_->output().pieces(most_pieces);
}
std::size_t Transport::output_size() const {
  return implementation_->output().size();
}
void Transport::output_sent(std::size_t size) {
  implementation_->output().sent(size);
}
TimePoint Transport::deadline() const {
  return implementation_->deadline();
}
void Transport::tick(TimePoint now) {
  implementation_->tick(now);
}
std::size_t Transport::buffer_memory() const {
  return implementation_->memory();
}
Bytes Transport::session_id() const {
  return implementation_->session_id();
}
const NegotiatedAlgorithms& Transport::negotiated() const {
  return implementation_->negotiated();
}
std::string_view Transport::peer_identification() const {
  return implementation_->peer_identification();
}
const std::vector<std::string>& Transport::peer_signature_algorithms() const {
  return implementation_->peer_signature_algorithms();
}

}  // namespace ferry::ssh
