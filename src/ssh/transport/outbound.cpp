#include "ssh/transport/outbound.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "ssh/limits.h"
#include "ssh/message_number.h"

namespace ferry::ssh {
namespace {

constexpr std::size_t length_size = 4;
constexpr std::size_t header_size = 5;               // the length and the padding length
constexpr std::size_t data_header_size = 1 + 4 + 4;  // RFC 4254 section 5.2
static_assert(DataBatch::headroom == header_size + data_header_size);

void store(std::size_t value, Byte* at) {
  for (int shift = 24; shift >= 0; shift -= 8) *at++ = static_cast<Byte>(value >> shift);
}

}  // namespace

void PaddingSource::fill(MutableBytes into) {
  if (into.size() > bytes_.size() - used_) {
    random_.fill(bytes_);
    used_ = 0;
  }
  std::memcpy(into.data(), bytes_.data() + used_, into.size());
  used_ += into.size();
}

void Outbound::send_raw(Bytes text) {
  std::ranges::copy(text, queue_.append(text.size()).begin());
}

void Outbound::send(Bytes payload) {
  if (payload.empty() || payload.size() > largest_packet)
    throw std::logic_error("no such packet can be sent");
  if (deflater_ == nullptr) return put(payload);
  deflated_.clear();
  deflater_->add(payload, deflated_);
  put(deflated_);
}

void Outbound::put(Bytes payload) {
  const PacketShape& shape = sealer_->shape();
  const std::size_t padding = padding_size(shape, payload.size());
  const MutableBytes whole = queue_.append(header_size + payload.size() + padding + shape.tag_size);
  std::memcpy(whole.data() + header_size, payload.data(), payload.size());
  seal(whole, payload.size(), padding);
}

void Outbound::send_batch(std::uint32_t recipient_channel, std::unique_ptr<DataBatch> batch) {
  const PacketShape& shape = sealer_->shape();
  std::size_t left = batch->filled();
  if (left > batch->capacity()) throw std::logic_error("a batch is filled beyond its room");
  for (const MutableBytes slot : batch->slots()) {
    if (left == 0) break;
    const std::size_t data = std::min(left, slot.size());
    left -= data;
    Byte* const start = slot.data() - DataBatch::headroom;
    start[header_size] = std::to_underlying(MessageNumber::channel_data);
    store(recipient_channel, start + header_size + 1);
    store(data, start + header_size + 5);
    const std::size_t payload = data_header_size + data;
    if (deflater_ != nullptr) {
      send({start + header_size, payload});
      continue;
    }
    const std::size_t padding = padding_size(shape, payload);
    const MutableBytes whole{start, header_size + payload + padding + shape.tag_size};
    seal(whole, payload, padding);
    queue_.append(whole, left == 0 ? std::move(batch) : nullptr);
    if (left == 0) return;
  }
}

void Outbound::seal(MutableBytes whole, std::size_t payload_size, std::size_t padding) {
  const std::size_t size = header_size + payload_size + padding;
  store(size - length_size, whole.data());
  whole[length_size] = static_cast<Byte>(padding);
  padding_.fill(whole.subspan(header_size + payload_size, padding));
  sealer_->seal(sequence_++, whole.first(size), whole.subspan(size));
  bytes_ += whole.size();
  ++packets_;
}

void Outbound::use(std::unique_ptr<PacketSealer> sealer, Sequence sequence) {
  sealer_ = std::move(sealer);
  if (sequence == Sequence::starts_again) sequence_ = 0;
  bytes_ = 0;
  packets_ = 0;
}

void Outbound::use(Compression compression) {
  deflater_ = compression == Compression::delayed ? std::make_unique<compress::Deflater>() : nullptr;
  deflated_ = {};
}

}  // namespace ferry::ssh
