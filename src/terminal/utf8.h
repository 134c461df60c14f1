#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace ferry::terminal {

/// The bytes that may follow one another in a character of UTF-8 (RFC 3629 section 4): how long the character
/// is that begins with one of `lead`, and which bytes may stand second. Those behind are always 80..bf.
struct Utf8Form {
  struct Range {
    Byte first, last;
    [[nodiscard]] constexpr bool has(char byte) const {
      return static_cast<Byte>(byte) >= first && static_cast<Byte>(byte) <= last;
    }
  };
  std::size_t size;
  Range lead, second;

  [[nodiscard]] constexpr bool allows(std::size_t position, char byte) const {
    return (position == 1 ? second : Range{0x80, 0xbf}).has(byte);
  }
};

inline constexpr std::array utf8_forms{
    Utf8Form{2, {0xc2, 0xdf}, {0x80, 0xbf}}, Utf8Form{3, {0xe0, 0xe0}, {0xa0, 0xbf}},
    Utf8Form{3, {0xe1, 0xec}, {0x80, 0xbf}}, Utf8Form{3, {0xed, 0xed}, {0x80, 0x9f}},
    Utf8Form{3, {0xee, 0xef}, {0x80, 0xbf}}, Utf8Form{4, {0xf0, 0xf0}, {0x90, 0xbf}},
    Utf8Form{4, {0xf1, 0xf3}, {0x80, 0xbf}}, Utf8Form{4, {0xf4, 0xf4}, {0x80, 0x8f}},
};

/// Null if no character of several bytes begins so.
[[nodiscard]] constexpr const Utf8Form* utf8_form(char lead) {
  const auto* const form =
      std::ranges::find_if(utf8_forms, [lead](const Utf8Form& each) { return each.lead.has(lead); });
  return form == utf8_forms.end() ? nullptr : form;
}

/// The size of the character at the front of `text`, which is not empty; a byte that belongs to none is one.
[[nodiscard]] constexpr std::size_t character_size(std::string_view text) {
  const Utf8Form* const form = utf8_form(text.front());
  if (form == nullptr || text.size() < form->size) return 1;
  for (std::size_t position = 1; position < form->size; ++position) {
    if (!form->allows(position, text[position])) return 1;
  }
  return form->size;
}

/// The size of the character at the end of `text`, which is not empty.
[[nodiscard]] constexpr std::size_t last_character_size(std::string_view text) {
  for (std::size_t size = 2; size <= std::min<std::size_t>(4, text.size()); ++size) {
    if (character_size(text.substr(text.size() - size)) == size) return size;
  }
  return 1;
}

}  // namespace ferry::terminal
