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
  erase_right,         // Delete
  erase_right_or_end,  // ^D: on an empty line nothing more will be typed
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
  literal,             // ^V, Esc q: the next key is taken as it is
  interrupt,           // ^C
  suspend,             // ^Z
  abort,               // ^^ (0x1e), also as the first half of ^^ x
  unknown,             // a control character or an escape sequence that means nothing here
};

/// One character as its bytes: UTF-8, or a single byte that is none.
struct Character {
  std::string bytes;
  bool operator==(const Character&) const = default;
};

using KeyPress = std::variant<Key, Character>;

/// Makes keys of the bytes that a terminal sends, which may be cut anywhere. A lone NUL is nothing. A
/// sequence that does not end within `longest_sequence` bytes is dropped, and one that a control character
/// breaks off, so that no Enter is ever lost. Sans-IO.
class KeyDecoder {
 public:
  static constexpr std::size_t longest_sequence = 32;

  /// Takes bytes from the front of `input` until a key is complete; nothing if more bytes are needed.
  [[nodiscard]] std::optional<KeyPress> take(std::string_view& input);
  /// The same for the key behind ^V: control characters are characters, except the ends of a line and NUL.
  [[nodiscard]] std::optional<KeyPress> take_literal(std::string_view& input);
  /// The bytes that it has taken and that are no key yet, such as a lone Esc: forgotten.
  void forget();

 private:
  /// What one byte, or none where it says so, has led to.
  using Step = std::optional<KeyPress>;
  [[nodiscard]] Step start(char byte);
  [[nodiscard]] Step go_on_with_character(std::string_view& input);
  [[nodiscard]] Step go_on_with_sequence(std::string_view& input);

  std::string sequence_;  // of an escape sequence or a UTF-8 character
  bool after_return_ = false;
};

}  // namespace ferry::terminal
