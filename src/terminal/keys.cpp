#include "terminal/keys.h"

#include <algorithm>
#include <array>
#include <utility>

#include "terminal/utf8.h"

namespace ferry::terminal {
namespace {

constexpr char escape = '\x1b';
constexpr char bell = '\a';
constexpr char erase = '\x7f';

constexpr bool is_control(char byte) {
  return static_cast<Byte>(byte) < 0x20 || byte == erase;
}

constexpr bool is_between(char byte, char first, char last) {
  return byte >= first && byte <= last;
}

// By their codes: ^A is 1. Those that are no key of their own (NUL, Esc) never get here.
constexpr std::array<Key, 0x20> control_keys{
    Key::unknown,       Key::to_start,       Key::left,      Key::interrupt,       Key::erase_right_or_end,
    Key::to_end,        Key::right,          Key::unknown,   Key::erase_left,      Key::tab,
    Key::enter,         Key::erase_to_end,   Key::redisplay, Key::enter,           Key::next,
    Key::unknown,       Key::previous,       Key::unknown,   Key::redisplay,       Key::unknown,
    Key::transpose,     Key::erase_to_start, Key::literal,   Key::erase_word_left, Key::erase_to_start,
    Key::recall_erased, Key::suspend,        Key::unknown,   Key::unknown,         Key::unknown,
    Key::abort,         Key::unknown,
};

/// What a terminal sends behind Esc, and the key that it is; nothing: a sequence without any meaning that is
/// left out in silence.
struct SequenceRow {
  std::string_view bytes;
  std::optional<Key> key;
};

constexpr std::array sequence_rows{
    // Emacs
    SequenceRow{"b", Key::word_left},
    SequenceRow{"f", Key::word_right},
    SequenceRow{"d", Key::erase_word_right},
    SequenceRow{"c", Key::capitalise},
    SequenceRow{"l", Key::lower_case},
    SequenceRow{"u", Key::upper_case},
    SequenceRow{"y", Key::recall_next_erased},
    SequenceRow{"q", Key::literal},
    SequenceRow{"\x7f", Key::erase_word_left},
    SequenceRow{"\b", Key::erase_word_left},
    // Arrows: ANSI, vt100 in application mode, xterm with modifiers (2 shift, 3 alt, 5 ctrl), rxvt, PuTTY
    SequenceRow{"[A", Key::previous},
    SequenceRow{"[B", Key::next},
    SequenceRow{"[C", Key::right},
    SequenceRow{"[D", Key::left},
    SequenceRow{"OA", Key::previous},
    SequenceRow{"OB", Key::next},
    SequenceRow{"OC", Key::right},
    SequenceRow{"OD", Key::left},
    SequenceRow{"[1;2C", Key::right},
    SequenceRow{"[1;2D", Key::left},
    SequenceRow{"[1;3C", Key::word_right},
    SequenceRow{"[1;3D", Key::word_left},
    SequenceRow{"[1;5C", Key::word_right},
    SequenceRow{"[1;5D", Key::word_left},
    SequenceRow{"[5C", Key::word_right},
    SequenceRow{"[5D", Key::word_left},
    SequenceRow{"[c", Key::right},
    SequenceRow{"[d", Key::left},
    SequenceRow{"Oc", Key::word_right},
    SequenceRow{"Od", Key::word_left},
    // Home and End: xterm, its application mode, vt220 and Linux, rxvt, with ctrl
    SequenceRow{"[H", Key::to_start},
    SequenceRow{"[F", Key::to_end},
    SequenceRow{"OH", Key::to_start},
    SequenceRow{"OF", Key::to_end},
    SequenceRow{"[1~", Key::to_start},
    SequenceRow{"[4~", Key::to_end},
    SequenceRow{"[7~", Key::to_start},
    SequenceRow{"[8~", Key::to_end},
    SequenceRow{"[1;5H", Key::to_start},
    SequenceRow{"[1;5F", Key::to_end},
    // Delete, with ctrl, and the Enter of a number pad
    SequenceRow{"[3~", Key::erase_right},
    SequenceRow{"[3;5~", Key::erase_word_right},
    SequenceRow{"OM", Key::enter},
    // Around what is pasted; when a window gets and loses the focus
    SequenceRow{"[200~", std::nullopt},
    SequenceRow{"[201~", std::nullopt},
    SequenceRow{"[I", std::nullopt},
    SequenceRow{"[O", std::nullopt},
};

std::optional<KeyPress> meaning(std::string_view sequence) {
  const auto* const row = std::ranges::find(sequence_rows, sequence.substr(1), &SequenceRow::bytes);
  if (row == sequence_rows.end()) return Key::unknown;
  if (!row->key) return std::nullopt;
  return *row->key;
}

enum class Reach : std::uint8_t {
  broken,  // the byte does not belong to the sequence
  open,    // it does, and more follow
  closed,  // it is the last one
};

// ECMA-48 5.4: parameters and intermediate bytes, then one final byte.
Reach reach_of_csi(std::string_view sequence, char byte) {
  // The function keys of Linux: Esc [ [ A.
  if (sequence.size() == 3 && sequence.back() == '[') return is_control(byte) ? Reach::broken : Reach::closed;
  if (sequence.size() == 2 && byte == '[') return Reach::open;
  if (is_between(byte, 0x20, 0x3f)) return Reach::open;
  return is_between(byte, 0x40, 0x7e) ? Reach::closed : Reach::broken;
}

// ECMA-48 5.6: what a terminal answers in so many words ends in Esc \, or in BEL as xterm has it.
Reach reach_of_string(std::string_view sequence, char byte) {
  if (sequence.back() == escape) return byte == '\\' ? Reach::closed : Reach::broken;
  if (byte == bell) return Reach::closed;
  return byte == escape || !is_control(byte) ? Reach::open : Reach::broken;
}

/// Does `byte` belong behind `sequence`, which begins with Esc?
Reach reach(std::string_view sequence, char byte) {
  if (sequence.size() == 1) {
    if (byte == erase || byte == '\b') return Reach::closed;
    if (is_control(byte) || static_cast<Byte>(byte) >= 0x80) return Reach::broken;
    return std::string_view{"[O]P^_X"}.contains(byte) ? Reach::open : Reach::closed;
  }
  if (sequence[1] == '[') return reach_of_csi(sequence, byte);
  if (sequence[1] == 'O') return is_between(byte, 0x20, 0x7e) ? Reach::closed : Reach::broken;
  return reach_of_string(sequence, byte);
}

}  // namespace

std::optional<KeyPress> KeyDecoder::take(std::string_view& input) {
  while (!input.empty()) {
    Step step;
    if (sequence_.empty()) {
      step = start(input.front());
      input.remove_prefix(1);
    } else {
      step = sequence_.front() == escape ? go_on_with_sequence(input) : go_on_with_character(input);
    }
    if (step) return step;
  }
  return std::nullopt;
}

std::optional<KeyPress> KeyDecoder::take_literal(std::string_view& input) {
  while (input.starts_with('\0')) input.remove_prefix(1);
  if (!sequence_.empty() || input.empty()) return take(input);
  const char byte = input.front();
  if (!is_control(byte) || byte == '\r' || byte == '\n') return take(input);
  input.remove_prefix(1);
  after_return_ = false;
  return Character{std::string{byte}};
}

void KeyDecoder::forget() {
  sequence_.clear();
}

KeyDecoder::Step KeyDecoder::start(char byte) {
  const bool after_return = std::exchange(after_return_, byte == '\r');
  if (byte == '\0' || (byte == '\n' && after_return)) return std::nullopt;
  if (byte == escape || utf8_form(byte) != nullptr) {
    sequence_ = byte;
    return std::nullopt;
  }
  if (byte == erase) return Key::erase_left;
  if (is_control(byte)) return control_keys[static_cast<Byte>(byte)];
  return Character{std::string{byte}};
}

/// A byte that does not fit stays in `input`: what was taken so far is no UTF-8 and goes out byte by byte
/// first.
KeyDecoder::Step KeyDecoder::go_on_with_character(std::string_view& input) {
  const Utf8Form* const form = utf8_form(sequence_.front());
  if (form == nullptr || !form->allows(sequence_.size(), input.front())) {
    Character stray{sequence_.substr(0, 1)};
    sequence_.erase(0, 1);
    return stray;
  }
  sequence_ += input.front();
  input.remove_prefix(1);
  if (sequence_.size() < form->size) return std::nullopt;
  return Character{std::exchange(sequence_, {})};
}

KeyDecoder::Step KeyDecoder::go_on_with_sequence(std::string_view& input) {
  const char byte = input.front();
  if (byte == '\0') {
    input.remove_prefix(1);
    return std::nullopt;
  }
  const Reach reached = reach(sequence_, byte);
  if (reached == Reach::broken) {
    sequence_.clear();
    return std::nullopt;
  }
  sequence_ += byte;
  input.remove_prefix(1);
  if (reached == Reach::closed) return meaning(std::exchange(sequence_, {}));
  if (sequence_.size() >= longest_sequence) sequence_.clear();
  return std::nullopt;
}

}  // namespace ferry::terminal
