#include "compress/deflater.h"

#include <zlib.h>

#include <array>
#include <new>

namespace ferry::compress {
namespace {

/// The least work for each byte: what waits for it is the event loop of other connections, too, and the
/// higher levels make configurations and images hardly smaller.
constexpr int level = Z_BEST_SPEED;

}  // namespace

struct Deflater::Stream {
  z_stream z{};
};

Deflater::Deflater() : stream_(std::make_unique<Stream>()) {
  if (::deflateInit(&stream_->z, level) != Z_OK) throw std::bad_alloc{};
}

Deflater::~Deflater() {
  ::deflateEnd(&stream_->z);
}

void Deflater::add(Bytes text, ByteVector& into) {
  z_stream& z = stream_->z;
  z.next_in = const_cast<Byte*>(text.data());  // zlib only reads it
  z.avail_in = static_cast<uInt>(text.size());
  std::array<Byte, 4096> room;
  do {
    z.next_out = room.data();
    z.avail_out = room.size();
    // Without progress to make it says Z_BUF_ERROR, which is no mistake; others cannot happen.
    ::deflate(&z, Z_PARTIAL_FLUSH);
    into.insert(into.end(), room.data(), room.data() + (room.size() - z.avail_out));
  } while (z.avail_out == 0);
}

}  // namespace ferry::compress
