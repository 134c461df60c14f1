#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/random.h"
#include "compress/deflater.h"
#include "ssh/algorithms.h"
#include "ssh/transport/inbound.h"
#include "ssh/transport/output_queue.h"
#include "ssh/transport/packet_protection.h"

namespace ferry::ssh {

/// Random bytes for padding, drawn many at a time.
class PaddingSource {
 public:
  explicit PaddingSource(Random& random) : random_(random) {}
  void fill(MutableBytes into);

 private:
  Random& random_;
  std::array<Byte, 512> bytes_;
  std::size_t used_ = sizeof bytes_;
};

/// The sending half of the packet protocol (RFC 4253 section 6): payloads in, sealed packets in the output
/// queue.
class Outbound {
 public:
  explicit Outbound(Random& random) : sealer_(make_plain_sealer()), padding_(random) {}

  /// Puts `text` on the wire as it is: the identification.
  void send_raw(Bytes text);
  void send(Bytes payload);
  /// Seals the filled slots as SSH_MSG_CHANNEL_DATA, in place.
  void send_batch(std::uint32_t recipient_channel, std::unique_ptr<DataBatch> batch);

  void use(std::unique_ptr<PacketSealer> sealer, Sequence sequence);
  /// What is sent from now on is compressed, as one new stream, or not.
  void use(Compression compression);

  [[nodiscard]] OutputQueue& queue() { return queue_; }
  [[nodiscard]] const OutputQueue& queue() const { return queue_; }
  [[nodiscard]] std::uint64_t bytes_under_key() const { return bytes_; }
  [[nodiscard]] std::uint64_t packets_under_key() const { return packets_; }

 private:
  void put(Bytes payload);
  void seal(MutableBytes whole, std::size_t payload_size, std::size_t padding);

  OutputQueue queue_;
  std::unique_ptr<PacketSealer> sealer_;
  std::unique_ptr<compress::Deflater> deflater_;  // null: nothing is compressed
  ByteVector deflated_;
  PaddingSource padding_;
  std::uint32_t sequence_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t packets_ = 0;
};

}  // namespace ferry::ssh
