#pragma once

#include <memory>

#include "base/bytes.h"

namespace ferry::compress {

/// One direction of a connection on its way out: a stream as RFC 1950 and RFC 1951 have it, in pieces that
/// can each be read as soon as they are there. Holds some 260 KiB.
class Deflater {
 public:
  Deflater();
  ~Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  /// Appends to `into` what `text` becomes: enough that the other side can restore all of it at once.
  void add(Bytes text, ByteVector& into);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace ferry::compress
