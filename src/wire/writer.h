#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/bytes.h"
#include "wire/reader.h"

namespace ferry::wire {

class Writer;

/// A field that knows how it is written.
template <class Field>
concept WritesItself = requires(const Field& field, Writer& out) { field.write_to(out); };

/// Appends fields in wire order (RFC 4251 section 5) to a buffer that the caller owns and that must outlive
/// it.
class Writer {
 public:
  explicit Writer(ByteVector& into) : into_(into) {}

  void write(std::uint8_t value) { into_.push_back(value); }
  void write(std::uint16_t value) { integer(value, 2); }
  void write(std::uint32_t value) { integer(value, 4); }
  void write(std::uint64_t value) { integer(value, 8); }
  void write(bool value) { into_.push_back(value ? 1 : 0); }
  void write(std::string_view value) { string(as_bytes(value)); }
  void write(Bytes value) { string(value); }
  void write(Rest value) { raw(value.bytes); }
  void write(NameList value) { string(as_bytes(value.text)); }
  void write(Mpint value);
  template <class Id>
    requires std::is_enum_v<Id>
  void write(Id value) {
    write(std::to_underlying(value));
  }
  void write(const WritesItself auto& value) { value.write_to(*this); }

  /// A string: a 32-bit length and `value`.
  void string(Bytes value);
  /// `value` without a length in front.
  void raw(Bytes value) { into_.insert(into_.end(), value.begin(), value.end()); }

 private:
  void integer(std::uint64_t value, int size) {
    for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
      into_.push_back(static_cast<Byte>(value >> shift));
  }

  ByteVector& into_;
};

}  // namespace ferry::wire
