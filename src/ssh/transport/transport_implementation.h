#pragma once

#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ssh/state_table.h"
#include "ssh/transport/identification.h"
#include "ssh/transport/inbound.h"
#include "ssh/transport/key_exchange.h"
#include "ssh/transport/outbound.h"
#include "ssh/transport/transport.h"

namespace ferry::ssh {

/// Transport, behind its header. One file per topic: transport.cpp (the calls from outside and time),
/// transport_receive.cpp (packets in) and transport_exchange.cpp (key exchanges).
class Transport::Implementation {
 public:
  Implementation(TransportOptions options, Random& random, TimePoint now);

  MutableBytes input_space();
  void received(std::size_t size, TimePoint now);
  [[nodiscard]] bool wants_input() const;
  std::optional<TransportEvent> next_event();
  void computed(std::unique_ptr<KexComputation> computation);
  void host_key_verdict(bool trusted);

  void send(Bytes payload);
  void send_batch(std::uint32_t recipient_channel, std::unique_ptr<DataBatch> batch);
  [[nodiscard]] bool ready_for_data() const;
  void unimplemented(std::uint32_t sequence);
  void disconnect(const Failure& failure);
  void phase(Phase phase);
  void rekey();
  [[nodiscard]] TimePoint deadline() const;
  void tick(TimePoint now);

  OutputQueue& output() { return out_.queue(); }
  [[nodiscard]] const OutputQueue& output() const { return out_.queue(); }
  [[nodiscard]] Bytes session_id() const { return session_id_; }
  [[nodiscard]] const NegotiatedAlgorithms& negotiated() const { return negotiated_; }
  [[nodiscard]] std::string_view peer_identification() const { return peer_identification_shown_; }
  [[nodiscard]] const std::vector<std::string>& peer_signature_algorithms() const {
    return peer_signature_algorithms_;
  }
  [[nodiscard]] std::size_t memory() const;

 private:
  // How far the connection and the current key exchange are.
  struct Identifying {
    IdentificationReader reader;
  };
  /// Server: the client is known to speak first, so its KEXINIT is waited for.
  struct Listening {};
  /// No exchange is open.
  struct Settled {};
  /// Our KEXINIT has gone, the peer's has not come.
  struct InitSent {
    ByteVector own_init;
  };
  struct Exchanging {
    KeyExchange exchange;
    bool drop_guess = false;
  };
  /// Client: the exchange is done; is the key that signed it the server's?
  struct AwaitingVerdict {
    Agreement agreement;
    KeyExchange::Outcome outcome;
  };
  /// Our NEWKEYS has gone, the peer's has not come.
  struct AwaitingNewKeys {
    std::unique_ptr<PacketOpener> opener;
  };
  struct Ended {};
  using Stage = std::variant<Identifying, Listening, Settled, InitSent, Exchanging, AwaitingVerdict,
                             AwaitingNewKeys, Ended>;

  // transport_receive.cpp
  bool identify();
  [[nodiscard]] bool may_listen() const;
  std::optional<TransportEvent> take(const Inbound::Packet& packet);
  std::optional<TransportEvent> act_on(const Inbound::Packet& packet);
  bool over_packet_limits();
  [[nodiscard]] Situation situation() const;
  [[nodiscard]] Situation phase_situation() const;
  [[nodiscard]] Strictness strictness() const;
  void on_disconnect(Bytes payload);
  void on_ext_info(Bytes payload);
  void on_ping(Bytes payload);
  bool reads_its_answers();
  void refuse_message(std::uint8_t number);

  // transport_exchange.cpp
  [[nodiscard]] bool may_begin_exchange() const;
  void begin_exchange();
  /// Before our KEXINIT goes.
  void narrow_offer(Bytes peer_kexinit);
  void on_kexinit(const Inbound::Packet& packet);
  [[nodiscard]] Transcript transcript(ByteVector own_kexinit, Bytes peer_kexinit) const;
  void on_exchange_message(Bytes payload);
  void follow(KeyExchange::Step step);
  void finish_exchange(const Agreement& agreement, const KeyExchange::Outcome& outcome);
  void on_newkeys(Bytes payload);
  void note_agreement(const Agreement& agreement);
  void begin_exchange_if_due();
  [[nodiscard]] bool volume_reached(std::uint64_t bytes, std::uint64_t packets,
                                    const CipherRow* cipher) const;
  [[nodiscard]] Sequence sequence_after_newkeys() const {
    return strict_ ? Sequence::starts_again : Sequence::goes_on;
  }

  [[nodiscard]] bool is_ended() const { return std::holds_alternative<Ended>(stage_); }
  [[nodiscard]] bool awaits_caller() const;
  /// Puts a packet on the wire.
  void seal(Bytes payload);
  /// The login has succeeded: from here on both directions are compressed, if that was agreed.
  void start_compression();
  void keep(Bytes payload);
  void flush_kept();
  void fail(Failure failure);
  void say_goodbye(const Failure& failure);
  void end_with(TransportEvent event);
  void drop_input();

  TransportOptions options_;
  Random& random_;
  TimePoint now_;
  Inbound in_;
  Outbound out_;
  Stage stage_;
  Phase phase_ = Phase::service_request;
  std::deque<TransportEvent> events_;  // to be handed out before anything else is read

  std::string own_identification_;
  std::string peer_identification_;
  std::string peer_identification_shown_;
  ByteVector session_id_;
  ByteVector trusted_host_key_;  // client: what the caller has approved
  NegotiatedAlgorithms negotiated_;
  const CipherRow* cipher_in_ = nullptr;
  const CipherRow* cipher_out_ = nullptr;
  bool compresses_ = false;  // once the login has succeeded
  Compression compression_in_ = Compression::none, compression_out_ = Compression::none;
  std::vector<std::string> peer_signature_algorithms_;

  Exchange exchange_ = Exchange::first;  // the one that is open or would be next
  bool strict_ = false;
  bool keys_are_fresh_ = false;       // the next packet is the first after the first NEWKEYS
  bool success_must_follow_ = false;  // client: EXT_INFO came during authentication
  std::uint32_t packets_before_login_ = 0;

  std::vector<ByteVector> kept_;  // payloads that wait for the end of a key exchange
  std::size_t kept_bytes_ = 0;

  TimePoint keys_changed_at_;
  TimePoint exchange_started_at_;
  bool restart_exchange_clock_ = false;
};

}  // namespace ferry::ssh
