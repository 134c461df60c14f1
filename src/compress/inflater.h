#pragma once

#include <cstddef>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"

namespace ferry::compress {

/// The other end of a `Deflater`, whoever wrote it: what comes in is the peer's. Holds some 40 KiB.
class Inflater {
 public:
  Inflater();
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Takes bytes off the front of `packed` and fills `into` with what they stand for; says how much of it.
  /// Less than all of it: nothing is left of `packed`, and all it stands for has been given. An error
  /// (`invalid`): this is no such stream, or it is at its end; then there is nothing more.
  [[nodiscard]] Result<std::size_t> fill(MutableBytes into, Bytes& packed);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace ferry::compress
