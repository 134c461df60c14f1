#include <stdexcept>
#include <utility>

#include "ssh/transport/ext_info.h"
#include "ssh/transport/messages.h"
#include "ssh/transport/offer.h"
#include "ssh/transport/transport_implementation.h"

namespace ferry::ssh {

void Transport::Implementation::rekey() {
  if (may_begin_exchange()) begin_exchange();
}

bool Transport::Implementation::may_begin_exchange() const {
  // RFC 4253 section 9 allows it during authentication, too, but OpenSSH's client takes it for an attack
  // there. The limits on packets before login bound what goes under the first keys.
  return std::holds_alternative<Settled>(stage_) && phase_ == Phase::open;
}

void Transport::Implementation::begin_exchange() {
  ByteVector own_init =
      make_kexinit(options_.role, options_.algorithms, options_.host_keys.get(), exchange_, random_);
  out_.send(own_init);
  exchange_started_at_ = now_;
  stage_ = InitSent{std::move(own_init)};
}

void Transport::Implementation::narrow_offer(Bytes peer_kexinit) {
  const auto peer = decode_kexinit(peer_kexinit);
  if (!peer) return;
  const Wares wares{options_.algorithms, options_.current_algorithms, options_.host_keys.get()};
  options_.algorithms = offer_for(*peer, wares, random_);
}

void Transport::Implementation::begin_exchange_if_due() {
  if (!may_begin_exchange()) return;
  const bool due = volume_reached(in_.bytes_under_key(), in_.packets_under_key(), cipher_in_) ||
                   volume_reached(out_.bytes_under_key(), out_.packets_under_key(), cipher_out_);
  if (due) begin_exchange();
}

bool Transport::Implementation::volume_reached(std::uint64_t bytes, std::uint64_t packets,
                                               const CipherRow* cipher) const {
  const bool short_block = cipher->mode == PacketMode::stream && cipher->block_size < 16;
  if (short_block && bytes >= most_bytes_per_short_block_key) return true;
  return bytes >= options_.rekey.bytes || packets >= options_.rekey.packets;
}

void Transport::Implementation::on_kexinit(const Inbound::Packet& packet) {
  if (std::holds_alternative<Listening>(stage_)) narrow_offer(packet.payload);
  if (!std::holds_alternative<InitSent>(stage_)) begin_exchange();
  ByteVector own_init = std::move(std::get<InitSent>(stage_).own_init);
  const auto own = decode_kexinit(own_init);
  const auto peer = decode_kexinit(packet.payload);
  if (!peer) return fail(peer.error());
  const auto agreement = negotiate(options_.role, own.value(), *peer);
  if (!agreement) return fail(agreement.error());
  if (exchange_ == Exchange::first) strict_ = agreement->peer_strict;
  // draft-ietf-sshm-strict-kex: under the strict rules KEXINIT is the very first packet.
  if (exchange_ == Exchange::first && strict_ && packet.sequence != 0) {
    return fail({Fault::misbehaved, DisconnectReason::protocol_error, "KEXINIT is not the first packet"});
  }

  stage_ = Exchanging{.exchange = KeyExchange{{.role = options_.role,
                                               .agreement = *agreement,
                                               .transcript = transcript(std::move(own_init), packet.payload),
                                               .host_keys = options_.host_keys,
                                               .minimum_group_bits = options_.minimum_group_bits}},
                      .drop_guess = agreement->drop_guess};
  follow(std::get<Exchanging>(stage_).exchange.start());
}

Transcript Transport::Implementation::transcript(ByteVector own_kexinit, Bytes peer_kexinit) const {
  ByteVector peer{peer_kexinit.begin(), peer_kexinit.end()};
  if (options_.role == Role::client) {
    return {own_identification_, peer_identification_, std::move(own_kexinit), std::move(peer)};
  }
  return {peer_identification_, own_identification_, std::move(peer), std::move(own_kexinit)};
}

void Transport::Implementation::on_exchange_message(Bytes payload) {
  auto step = std::get<Exchanging>(stage_).exchange.receive(payload);
  if (!step) return fail(step.error());
  follow(std::move(*step));
}

void Transport::Implementation::follow(KeyExchange::Step step) {
  if (step.send) out_.send(*step.send);
  if (step.compute) events_.push_back(ComputationNeeded{std::move(step.compute)});
}

void Transport::Implementation::computed(std::unique_ptr<KexComputation> computation) {
  if (is_ended()) return;
  auto* exchanging = std::get_if<Exchanging>(&stage_);
  if (exchanging == nullptr || exchanging->exchange.expects()) {
    throw std::logic_error("no key exchange computation was asked for");
  }
  auto outcome = exchanging->exchange.finish(*computation);
  if (!outcome) return fail(outcome.error());
  const Agreement agreement = exchanging->exchange.agreement();
  const bool client = options_.role == Role::client;
  if (client && outcome->host_key != trusted_host_key_) {
    events_.push_back(HostKeyOffered{outcome->host_key});
    stage_ = AwaitingVerdict{agreement, std::move(*outcome)};
    return;
  }
  if (!client) out_.send(outcome->reply);
  finish_exchange(agreement, *outcome);
}

void Transport::Implementation::host_key_verdict(bool trusted) {
  if (is_ended()) return;
  auto* awaiting = std::get_if<AwaitingVerdict>(&stage_);
  if (awaiting == nullptr) throw std::logic_error("no verdict on a host key was asked for");
  if (!trusted) {
    return fail({Fault::refused, DisconnectReason::host_key_not_verifiable, "the host key is not trusted"});
  }
  const AwaitingVerdict done = std::move(*awaiting);
  trusted_host_key_ = done.outcome.host_key;
  // The question may have waited for a person, and nobody has told us the time since.
  restart_exchange_clock_ = true;
  finish_exchange(done.agreement, done.outcome);
}

/// Both sides know the secret: our NEWKEYS goes out, and what we send from now on is protected by the new
/// keys.
void Transport::Implementation::finish_exchange(const Agreement& agreement,
                                                const KeyExchange::Outcome& outcome) {
  const bool server = options_.role == Role::server;
  const auto& algorithms_out = server ? agreement.server_to_client : agreement.client_to_server;
  const auto& algorithms_in = server ? agreement.client_to_server : agreement.server_to_client;
  const Role peer = server ? Role::client : Role::server;
  if (session_id_.empty()) session_id_ = outcome.keys.hash;
  const auto derive = [&](Role sender, const Agreement::Direction& algorithms) {
    return derive_keys(agreement.kex->hash, outcome.keys, session_id_, sender, algorithms);
  };

  out_.send(wire::encode(NewKeys{}));
  out_.use(make_sealer(*algorithms_out.cipher, algorithms_out.mac, derive(options_.role, algorithms_out)),
           sequence_after_newkeys());
  stage_ =
      AwaitingNewKeys{make_opener(*algorithms_in.cipher, algorithms_in.mac, derive(peer, algorithms_in))};
  compression_out_ = algorithms_out.compression->kind;
  compression_in_ = algorithms_in.compression->kind;
  // RFC 4253 section 6.2: each exchange of keys begins a new stream.
  if (compresses_) out_.use(compression_out_);
  cipher_out_ = algorithms_out.cipher;
  cipher_in_ = algorithms_in.cipher;
  note_agreement(agreement);
  if (server && exchange_ == Exchange::first && agreement.peer_reads_extensions) {
    // RFC 8308 section 2.4: the next packet after the first NEWKEYS.
    out_.send(make_ext_info(signature_names(options_.algorithms.public_key)));
  }
  flush_kept();
}

void Transport::Implementation::note_agreement(const Agreement& agreement) {
  const bool server = options_.role == Role::server;
  const auto& out = server ? agreement.server_to_client : agreement.client_to_server;
  const auto& in = server ? agreement.client_to_server : agreement.server_to_client;
  const auto mac_name = [](const MacRow* mac) { return mac == nullptr ? std::string_view{} : mac->name; };
  negotiated_ = {.kex = agreement.kex->name,
                 .host_key = agreement.host_key->name,
                 .encryption_in = in.cipher->name,
                 .encryption_out = out.cipher->name,
                 .mac_in = mac_name(in.mac),
                 .mac_out = mac_name(out.mac),
                 .compression_in = in.compression->name,
                 .compression_out = out.compression->name,
                 .strict = strict_};
}

void Transport::Implementation::on_newkeys(Bytes payload) {
  if (payload.size() != 1) {
    return fail({Fault::malformed, DisconnectReason::protocol_error, "malformed NEWKEYS"});
  }
  in_.use(std::move(std::get<AwaitingNewKeys>(stage_).opener), sequence_after_newkeys());
  if (compresses_) in_.use(compression_in_);
  stage_ = Settled{};
  keys_changed_at_ = now_;
  const bool first = std::exchange(exchange_, Exchange::later) == Exchange::first;
  keys_are_fresh_ = first;
  events_.push_back(KeysChanged{first ? KeysChanged::Which::first : KeysChanged::Which::rekey});
}

}  // namespace ferry::ssh
