#include "vfs/memory_buffer.h"

#include <algorithm>

#include "vfs/vectored.h"

namespace ferry::vfs {

MemoryContent share(Bytes bytes) {
  return std::make_shared<const ByteVector>(bytes.begin(), bytes.end());
}

Result<void> MemoryBuffer::write_at(std::uint64_t offset, std::span<const Bytes> pieces,
                                    std::uint64_t limit) {
  const std::size_t total = total_size(pieces);
  if (offset > limit || total > limit - offset) return failure(ErrorCode::no_space);
  if (bytes_.size() < offset + total) bytes_.resize(offset + total);
  auto at = bytes_.begin() + static_cast<std::ptrdiff_t>(offset);
  for (const Bytes piece : pieces) at = std::ranges::copy(piece, at).out;
  return {};
}

Result<std::size_t> MemoryReader::read_at(std::uint64_t offset, std::span<const MutableBytes> into) {
  Bytes rest{*content_};
  rest = rest.subspan(std::min<std::uint64_t>(offset, rest.size()));
  std::size_t done = 0;
  for (const MutableBytes piece : into) {
    const Bytes part = rest.first(std::min(piece.size(), rest.size()));
    std::ranges::copy(part, piece.begin());
    rest = rest.subspan(part.size());
    done += part.size();
  }
  return done;
}

}  // namespace ferry::vfs
