#include "wire/reader.h"

#include <algorithm>

namespace ferry::wire {

std::string_view describe(WireError error) {
  switch (error) {
    case WireError::none:
      return "no error";
    case WireError::truncated:
      return "cut off";
    case WireError::bytes_left_over:
      return "bytes left over";
    case WireError::wrong_message:
      return "another message than expected";
    case WireError::bad_value:
      return "a value that is not allowed";
  }
  return "unknown error";
}

bool is_name_list(std::string_view text) {
  const auto bad = [](char c) { return static_cast<Byte>(c) <= ' ' || static_cast<Byte>(c) >= 0x7f; };
  return !text.starts_with(',') && !text.ends_with(',') && text.find(",,") == std::string_view::npos &&
         std::ranges::none_of(text, bad);
}

Bytes Reader::take(std::size_t size) {
  if (size > left_.size()) {
    fail(WireError::truncated);
    return {};
  }
  const Bytes taken = left_.first(size);
  left_ = left_.subspan(size);
  return taken;
}

Bytes Reader::string() {
  const auto size = integer<4>();
  return take(static_cast<std::size_t>(size));
}

void Reader::expect(std::uint8_t number) {
  std::uint8_t actual = 0;
  read(actual);
  if (error_ == WireError::none && actual != number) fail(WireError::wrong_message);
}

void Reader::read(NameList& value) {
  value.text = as_text(string());
  if (!is_name_list(value.text)) {
    value.text = {};
    fail(WireError::bad_value);
  }
}

void Reader::read(Mpint& value) {
  Bytes bytes = string();
  const bool negative = !bytes.empty() && (bytes[0] & 0x80) != 0;
  // RFC 4251 section 5: unnecessary leading zero bytes must not be there.
  const bool padded = !bytes.empty() && bytes[0] == 0 && (bytes.size() == 1 || (bytes[1] & 0x80) == 0);
  if (negative || padded) {
    fail(WireError::bad_value);
    bytes = {};
  }
  if (!bytes.empty() && bytes[0] == 0) bytes = bytes.subspan(1);
  value.magnitude = bytes;
}

}  // namespace ferry::wire
