#include "sftp/open_files.h"

#include <algorithm>
#include <cassert>

#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::sftp {

std::string OpenFiles::add(OpenThing thing) {
  assert(!is_full());
  auto slot = std::ranges::find_if(slots_, [](const Slot& one) { return !one.thing; });
  if (slot == slots_.end()) slot = slots_.emplace(slots_.end());
  slot->thing = std::move(thing);
  ++slot->generation;
  ++used_;
  ByteVector handle;
  wire::Writer out{handle};
  out.write(static_cast<std::uint32_t>(slot - slots_.begin()));
  out.write(slot->generation);
  return std::string{as_text(handle)};
}

OpenFiles::Slot* OpenFiles::slot_of(std::string_view handle) {
  wire::Reader in{as_bytes(handle)};
  std::uint32_t index = 0;
  std::uint32_t generation = 0;
  in.read(index);
  in.read(generation);
  const bool is_ours = in.finish() == wire::WireError::none && index < slots_.size();
  if (!is_ours || slots_[index].generation != generation || !slots_[index].thing) return nullptr;
  return &slots_[index];
}

OpenThing* OpenFiles::find(std::string_view handle) {
  Slot* const slot = slot_of(handle);
  return slot == nullptr ? nullptr : &*slot->thing;
}

void OpenFiles::remove(std::string_view handle) {
  Slot* const slot = slot_of(handle);
  if (slot == nullptr) return;
  slot->thing.reset();
  --used_;
}

}  // namespace ferry::sftp
