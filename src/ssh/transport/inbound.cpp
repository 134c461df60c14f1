#include "ssh/transport/inbound.h"

#include <algorithm>
#include <utility>

namespace ferry::ssh {
namespace {

constexpr std::size_t length_size = 4;
constexpr std::size_t header_size = 5;  // the length and the padding length

std::unexpected<Failure> mac_error() {
  return std::unexpected(
      Failure{Fault::malformed, DisconnectReason::mac_error, "a packet was altered on its way"});
}

std::unexpected<Failure> malformed(std::string message) {
  return std::unexpected(Failure{Fault::malformed, DisconnectReason::protocol_error, std::move(message)});
}

std::unexpected<Failure> compression_error(std::string message) {
  return std::unexpected(Failure{Fault::malformed, DisconnectReason::compression_error, std::move(message)});
}

}  // namespace

Result<std::optional<Inbound::Packet>> Inbound::next() {
  if (hiding_) return hide();
  const MutableBytes unread = buffer_.unread();
  const PacketShape& shape = opener_->shape();
  if (!length_) {
    if (unread.size() < shape.head_size) return std::nullopt;
    length_ = opener_->length(sequence_, unread.first(shape.head_size));
    if (!acceptable(*length_)) return refuse("a packet has an impossible length");
  }
  if (unread.size() < length_size + *length_ + shape.tag_size) return std::nullopt;
  return open(*length_);
}

bool Inbound::acceptable(std::size_t length) const {
  const PacketShape& shape = opener_->shape();
  if (length < smallest_packet_length || length > largest_) return false;
  // RFC 4253 section 6: a whole number of blocks, which also means at least the one that has been read.
  return (length + (shape.aligns_length ? length_size : 0)) % shape.block_size == 0;
}

Result<std::optional<Inbound::Packet>> Inbound::open(std::size_t length) {
  const MutableBytes unread = buffer_.unread();
  const std::size_t size = length_size + length;
  const std::size_t tag_size = opener_->shape().tag_size;
  const MutableBytes packet = unread.first(size);
  if (opener_->open(sequence_, packet, unread.subspan(size, tag_size)) != crypto::Verdict::genuine) {
    return refuse("");
  }
  const std::size_t padding = packet[length_size];
  if (padding < smallest_padding) return malformed("a packet has too little padding");
  if (padding + 1 >= length) return malformed("a packet has no payload");
  buffer_.consume(size + tag_size);
  length_.reset();
  bytes_ += size + tag_size;
  ++packets_;
  const Bytes payload = packet.subspan(header_size, length - 1 - padding);
  if (inflater_ != nullptr) return inflate(payload);
  return Packet{.payload = payload, .sequence = sequence_++};
}

/// Unpacks no further than one byte beyond what a packet may hold, whatever the packet stands for.
Result<std::optional<Inbound::Packet>> Inbound::inflate(Bytes packed) {
  for (bool is_done = false; !is_done;) {
    const std::size_t allowed = largest_ + 1 - inflated_.unread().size();
    const MutableBytes space = inflated_.space();
    const MutableBytes room = space.first(std::min(space.size(), allowed));
    const auto filled = inflater_->fill(room, packed);
    if (!filled) return compression_error(filled.error().message);
    is_done = *filled < room.size();
    inflated_.received(*filled);
    if (inflated_.unread().size() > largest_) return compression_error("a packet unpacks to too much");
  }
  const Bytes payload = inflated_.unread();
  inflated_.consume(payload.size());
  if (payload.empty()) return malformed("a packet has no payload");
  return Packet{.payload = payload, .sequence = sequence_++};
}

Result<std::optional<Inbound::Packet>> Inbound::refuse(std::string_view why) {
  if (!opener_->shape().hides_length) {
    if (why.empty()) return mac_error();
    return malformed(std::string{why});
  }
  hiding_ = length_size + largest_ + opener_->shape().tag_size;
  return hide();
}

Result<std::optional<Inbound::Packet>> Inbound::hide() {
  const std::size_t part = std::min(*hiding_, buffer_.unread().size());
  buffer_.consume(part);
  *hiding_ -= part;
  if (*hiding_ > 0) return std::nullopt;
  return mac_error();
}

void Inbound::use(std::unique_ptr<PacketOpener> opener, Sequence sequence) {
  opener_ = std::move(opener);
  if (sequence == Sequence::starts_again) sequence_ = 0;
  bytes_ = 0;
  packets_ = 0;
}

void Inbound::use(Compression compression) {
  inflater_ = compression == Compression::delayed ? std::make_unique<compress::Inflater>() : nullptr;
}

void Inbound::rest() {
  buffer_.rest();
  inflated_.rest();
}

}  // namespace ferry::ssh
