#include "ssh/transport/buffers.h"

#include <algorithm>
#include <stdexcept>

namespace ferry::ssh {

DataBatch::DataBatch(std::size_t slot_size, std::size_t slot_count) {
  if (slot_size == 0 || slot_count == 0) throw std::logic_error("a batch without room");
  const std::size_t stride = headroom + slot_size + tailroom;
  memory_ = std::make_unique_for_overwrite<Byte[]>(stride * slot_count);
  slots_.reserve(slot_count);
  for (std::size_t i = 0; i < slot_count; ++i) {
    slots_.emplace_back(memory_.get() + i * stride + headroom, slot_size);
  }
}

std::size_t DataBatch::capacity() const {
  return slots_.size() * slots_.front().size();
}

}  // namespace ferry::ssh
