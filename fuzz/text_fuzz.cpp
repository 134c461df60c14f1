// rooms: base
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.h"

using namespace ferry;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

/// What was written is read again, and what is shown can do nothing to a terminal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes{data, size};
  const auto text = as_text(bytes);
  check(from_hex(to_hex(bytes)) == ByteVector(data, data + size));
  check(from_base64(to_base64(bytes)) == ByteVector(data, data + size));
  if (const auto decoded = from_hex(text)) check(equal_ignoring_case(to_hex(*decoded), text));
  if (const auto decoded = from_base64(text)) check(decoded->size() <= size);
  const auto shown = printable(text);
  check(printable(shown) == shown);
  for (const char character : shown) check(static_cast<Byte>(character) >= 0x20 && character != 0x7f);
  for (const auto word : words(text)) check(!word.empty() && word.find_first_of(" \t") == word.npos);
  for (const auto line : lines(text)) check(!line.contains('\n'));
  check(!trim(text).starts_with(' ') && !trim(text).ends_with('\n'));
  return 0;
}
