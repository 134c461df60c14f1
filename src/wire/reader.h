#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"

namespace ferry::wire {

/// What is wrong with bytes that do not parse.
enum class WireError { none, truncated, bytes_left_over, wrong_message, bad_value };

std::string_view describe(WireError error);

/// The rest of a packet, whose meaning depends on an earlier field. Borrowed.
struct Rest {
  Bytes bytes;
};

/// An SSH mpint (RFC 4251 section 5) as its magnitude: big-endian, no leading zeros. Negative numbers are
/// refused, since no message of ours has one. Borrowed.
struct Mpint {
  Bytes magnitude;
};

/// A name-list (RFC 4251 section 5) as it stands on the wire. Borrowed; `names()` splits it.
struct NameList {
  std::string_view text;
};

/// Whether `text` is a list of names as RFC 4251 section 5 has them: US-ASCII without blanks, none of them
/// empty.
[[nodiscard]] bool is_name_list(std::string_view text);

class Reader;

/// A field that knows how it is read: what does not fit one of the types of RFC 4251.
template <class Field>
concept ReadsItself = requires(Field& field, Reader& in) { field.read_from(in); };

/// Reads fields from a packet in wire order (RFC 4251 section 5). It remembers the first error and gives
/// zeros afterwards, so that callers check once, with `finish`. Everything it hands out borrows from the
/// packet.
class Reader {
 public:
  explicit Reader(Bytes bytes) : left_(bytes) {}

  void read(std::uint8_t& value) { value = static_cast<std::uint8_t>(integer<1>()); }
  void read(std::uint16_t& value) { value = static_cast<std::uint16_t>(integer<2>()); }
  void read(std::uint32_t& value) { value = static_cast<std::uint32_t>(integer<4>()); }
  void read(std::uint64_t& value) { value = integer<8>(); }
  void read(bool& value) { value = integer<1>() != 0; }
  void read(std::string_view& value) { value = as_text(string()); }
  void read(Bytes& value) { value = string(); }
  void read(Rest& value) { value.bytes = take(left_.size()); }
  void read(NameList& value);
  void read(Mpint& value);
  template <class Id>
    requires std::is_enum_v<Id>
  void read(Id& value) {
    std::underlying_type_t<Id> number{};
    read(number);
    value = static_cast<Id>(number);
  }
  void read(ReadsItself auto& value) { value.read_from(*this); }

  /// `size` bytes without a length in front, such as a cookie.
  Bytes take(std::size_t size);
  /// A string: a 32-bit length and that many bytes.
  Bytes string();
  /// Fails with `wrong_message` unless the next byte is `number`.
  void expect(std::uint8_t number);
  /// Records an error that the caller found in a value.
  void fail(WireError error) {
    if (error_ == WireError::none) error_ = error;
    left_ = {};
  }

  [[nodiscard]] std::size_t left() const { return left_.size(); }
  [[nodiscard]] WireError error() const { return error_; }
  /// The first error, or `bytes_left_over`, or none: call it when every field has been read.
  [[nodiscard]] WireError finish() const {
    if (error_ != WireError::none) return error_;
    return left_.empty() ? WireError::none : WireError::bytes_left_over;
  }

 private:
  template <std::size_t Size>
  std::uint64_t integer() {
    std::uint64_t value = 0;
    for (const Byte byte : take(Size)) value = value << 8 | byte;
    return value;
  }

  Bytes left_;
  WireError error_ = WireError::none;
};

}  // namespace ferry::wire
