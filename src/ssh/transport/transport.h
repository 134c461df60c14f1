#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "ssh/algorithms.h"
#include "ssh/error.h"
#include "ssh/keys.h"
#include "ssh/transport/buffers.h"

namespace ferry::ssh {

/// When this side starts a new key exchange; whichever comes first (RFC 4253 section 9, RFC 4344 section 3).
struct RekeyLimits {
  std::uint64_t bytes = std::uint64_t{64} << 30;
  std::uint64_t packets = std::uint64_t{1} << 31;
  Duration time = std::chrono::hours{1};
};

struct TransportOptions {
  Role role = Role::server;
  /// After "SSH-2.0-"; printable ASCII without blanks or minus signs.
  std::string software = "Ferry_0.1";
  AlgorithmLists algorithms = AlgorithmLists::defaults();
  /// Server: the lists that are shown in place of `algorithms` to a client that chooses nothing else anyway,
  /// as far as it speaks first (offer.h).
  AlgorithmLists current_algorithms = AlgorithmLists::defaults();
  /// The server's keys; offered host key algorithms are those of `algorithms` that some key here can serve.
  std::shared_ptr<const HostKeys> host_keys;
  RekeyLimits rekey;
  /// `ip ssh dh min size`: the smallest group that group exchange may use.
  unsigned minimum_group_bits = 2048;
};

/// How far the layers above have come; the state table (state_table.h) says what a peer may send in each.
enum class Phase {
  service_request,  // keys stand, no service has been asked for
  authentication,   // ssh-userauth was granted
  open,             // the user is authenticated
};

/// The costly part of one key exchange: the shared secret and, on a server, the signature. Touches nothing
/// but itself, so it may run on another thread between `next_event` and `computed`.
class KexComputation {
 public:
  virtual ~KexComputation() = default;
  virtual void run() = 0;
  /// True when `run` takes more than a fraction of a millisecond (RSA, finite-field groups).
  [[nodiscard]] virtual bool expensive() const = 0;
};

/// `run()` this, here or elsewhere, and give it to `computed`. No packet is processed before.
struct ComputationNeeded {
  std::unique_ptr<KexComputation> computation;
};
/// Client only: is this the server's key, or a certificate for it? Whoever signed the exchange owns that key,
/// and a certificate is signed by the authority that it names. Answer with `host_key_verdict`. Nothing is
/// sent before.
struct HostKeyOffered {
  ByteVector blob;
};
/// NEWKEYS has gone and come. `first` is the first exchange of the connection, `rekey` a later one.
struct KeysChanged {
  enum class Which { first, rekey } which;
};
/// A packet for the layers above, decrypted. `payload` lies in `block`; valid until the next call unless
/// `block` is held.
struct PayloadReceived {
  Bytes payload;
  std::uint32_t sequence = 0;  // for SSH_MSG_UNIMPLEMENTED
  BlockRef block;
};
/// The peer said goodbye.
struct PeerDisconnected {
  DisconnectReason reason{};
  std::string message;  // printable
};
/// The connection is over by our decision; SSH_MSG_DISCONNECT stands in the output.
struct Failed {
  Failure failure;
};
using TransportEvent =
    std::variant<ComputationNeeded, HostKeyOffered, KeysChanged, PayloadReceived, PeerDisconnected, Failed>;

/// What was negotiated, for logs and `show ssh`. Views into the algorithm tables.
struct NegotiatedAlgorithms {
  std::string_view kex, host_key;
  std::string_view encryption_in, encryption_out;
  std::string_view mac_in, mac_out;  // empty with an AEAD cipher
  std::string_view compression_in, compression_out;
  bool strict = false;
};

/// The SSH transport layer (RFC 4253): identification, key exchange and rekeying, packet protection. Sans-IO:
/// bytes and times in, events and bytes out. Handles DISCONNECT, IGNORE, DEBUG, UNIMPLEMENTED, EXT_INFO and
/// all key exchange messages itself; everything else that the state table allows comes out as
/// PayloadReceived. One thread at a time.
class Transport {
 public:
  Transport(TransportOptions options, Random& random, TimePoint now);
  ~Transport();

  /// Where the socket should receive to: never empty. Grows under load, shrinks when idle.
  [[nodiscard]] MutableBytes input_space();
  /// False while nothing can be done with more bytes: during a computation, before a verdict, and at the end.
  /// A caller that goes on receiving regardless ends the connection when the input is full.
  [[nodiscard]] bool wants_input() const;
  /// `size` bytes have been put at the front of `input_space()`.
  void received(std::size_t size, TimePoint now);
  /// What happened next; nothing when more bytes, a `computed` or a `host_key_verdict` are needed. After
  /// Failed or PeerDisconnected there is nothing more.
  [[nodiscard]] std::optional<TransportEvent> next_event();

  void computed(std::unique_ptr<KexComputation> computation);
  void host_key_verdict(bool trusted);

  /// Seals `payload` as one packet. While a key exchange is under way it is kept, in order, and sent after it
  /// (RFC 4253 section 7.1).
  void send(Bytes payload);
  /// Seals the filled slots of `batch` as SSH_MSG_CHANNEL_DATA to `recipient_channel`, in place. Only when
  /// `ready_for_data()`.
  void send_batch(std::uint32_t recipient_channel, std::unique_ptr<DataBatch> batch);
  /// False during a key exchange: callers hold their data back.
  [[nodiscard]] bool ready_for_data() const;
  /// Sends SSH_MSG_UNIMPLEMENTED for the packet `sequence`.
  void unimplemented(std::uint32_t sequence);
  /// Sends SSH_MSG_IGNORE, which every peer must take at any time (RFC 4253 section 11.2).
  void send_ignore();
  /// Starts a new key exchange, unless one is open or the user is not authenticated yet.
  void rekey();
  /// Sends SSH_MSG_DISCONNECT and ends; the Failed event with this failure follows.
  void disconnect(const Failure& failure);
  /// Says how far the layers above have come. Starts at `service_request`; only ever moves on.
  void phase(Phase phase);
  /// Tells the transport that user authentication succeeded: `phase(Phase::open)`, and the larger packet
  /// limits hold from now on.
  void authenticated() { phase(Phase::open); }

  /// The bytes to put on the wire, in order, as pieces for one gathering write. Valid until `output_sent`.
  [[nodiscard]] std::vector<Bytes> output(std::size_t most_pieces = 64) const;
  [[nodiscard]] std::size_t output_size() const;
  void output_sent(std::size_t size);

  /// When `tick` should be called next (rekeying by time, exchanges that do not end).
  [[nodiscard]] TimePoint deadline() const;
  void tick(TimePoint now);

  /// Bytes of memory held for input and output, for tests and `show`.
  [[nodiscard]] std::size_t buffer_memory() const;
  /// The hash of the first exchange (RFC 4253 section 7.2); empty before.
  [[nodiscard]] Bytes session_id() const;
  [[nodiscard]] const NegotiatedAlgorithms& negotiated() const;
  /// The peer's identification string without line end; empty before it came. Printable.
  [[nodiscard]] std::string_view peer_identification() const;
  /// The server-sig-algs that the peer announced (RFC 8308); empty if it did not.
  [[nodiscard]] const std::vector<std::string>& peer_signature_algorithms() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace ferry::ssh
