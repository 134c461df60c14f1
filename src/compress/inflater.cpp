#include "compress/inflater.h"

#include <zlib.h>

#include <new>

namespace ferry::compress {

struct Inflater::Stream {
  z_stream z{};
};

Inflater::Inflater() : stream_(std::make_unique<Stream>()) {
  if (::inflateInit(&stream_->z) != Z_OK) throw std::bad_alloc{};
}

Inflater::~Inflater() {
  ::inflateEnd(&stream_->z);
}

Result<std::size_t> Inflater::fill(MutableBytes into, Bytes& packed) {
  z_stream& z = stream_->z;
  z.next_in = const_cast<Byte*>(packed.data());  // zlib only reads it
  z.avail_in = static_cast<uInt>(packed.size());
  z.next_out = into.data();
  z.avail_out = static_cast<uInt>(into.size());
  const int outcome = ::inflate(&z, Z_SYNC_FLUSH);
  packed = packed.last(z.avail_in);
  // Z_BUF_ERROR: there was nothing left to do.
  if (outcome == Z_OK || outcome == Z_BUF_ERROR) return into.size() - z.avail_out;
  if (outcome == Z_STREAM_END) return failure(ErrorCode::invalid, "the compressed stream has an end");
  return failure(ErrorCode::invalid, "the compressed stream is damaged");
}

}  // namespace ferry::compress
