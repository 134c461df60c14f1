#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace ferry::terminal {

/// What a key does, whatever bytes a terminal sends for it. The keys of IOS and of Emacs.
enum class Key : std::uint8_t {
  enter,               // CR, LF, CR LF, CR NUL: once
  tab,                 // TAB
  erase_left,          // BS, DEL
  erase_right,         // ^D, Delete
  to_start,            // ^A, Home
  to_end,              // ^E, End
  left,                // ^B, arrow
  right,               // ^F, arrow
  word_left,           // Esc b, Ctrl-arrow
  word_right,          // Esc f, Ctrl-arrow
  erase_word_left,     // ^W, Esc DEL
  erase_word_right,    // Esc d
  capitalise,          // Esc c
  lower_case,          // Esc l
  upper_case,          // Esc u
  erase_to_start,      // ^U, ^X
  erase_to_end,        // ^K
  recall_erased,       // ^Y
  recall_next_erased,  // Esc y
  transpose,           // ^T
  previous,            // ^P, arrow up
  next,                // ^N, arrow down
  redisplay,           // ^R, ^L
  literal,             // ^V: the next key is taken as it is
  interrupt,           // ^C
  suspend,             // ^Z
  abort,               // ^^ (0x1e), also as the first half of ^^ x
  unknown,             // an escape sequence that means nothing here
};

/// One character as its bytes: UTF-8, or a single byte that is none.
struct Character {
  std::string bytes;
  bool operator==(const Character&) const = default;
};

using KeyPress = std::variant<Key, Character>;

/// Makes keys of the bytes that a terminal sends, which may be cut anywhere. A lone NUL is nothing. A
/// sequence that does not end within `longest_sequence` bytes is dropped. Sans-IO.
class KeyDecoder {
 public:
  static constexpr std::size_t longest_sequence = 32;

  /// Takes bytes from the front of `input` until a key is complete; nothing if more bytes are needed.
  [[nodiscard]] std::optional<KeyPress> take(std::string_view& input);
  /// The bytes that it has taken and that are no key yet, such as a lone Esc: forgotten.
  void forget();

 private:
  std::string sequence_;
  bool after_return_ = false;
};

}  // namespace ferry::terminal
