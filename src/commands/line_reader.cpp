#include "commands/line_reader.h"

#include <algorithm>
#include <utility>

namespace ferry::commands {
namespace {

constexpr char control_c = '\x03';
constexpr char control_d = '\x04';
constexpr char backspace = '\x08';
constexpr char control_u = '\x15';
constexpr char control_z = '\x1a';
constexpr char rubout = '\x7f';

bool continues_character(char character) {
  return (static_cast<unsigned char>(character) & 0xc0U) == 0x80U;
}

}  // namespace

LineReader::Event LineReader::read(std::string_view& input) {
  while (!input.empty()) {
    const char character = input.front();
    input.remove_prefix(1);
    const Event event = take(character);
    if (event != Event::nothing) return event;
  }
  return Event::nothing;
}

LineReader::Event LineReader::take(char character) {
  const bool after_return = std::exchange(after_return_, character == '\r');
  if (character == '\0') return Event::nothing;
  if (character == '\n' && after_return) return Event::nothing;
  if (character == '\r' || character == '\n') return Event::line;
  if (source_ == Source::terminal) return edit(character);
  add(character);
  return Event::nothing;
}

LineReader::Event LineReader::edit(char character) {
  switch (character) {
    case control_c:
      line_.clear();
      return Event::interrupt;
    case control_z:
      line_.clear();
      return Event::suspend;
    case control_d:
      return line_.empty() ? Event::end_of_input : Event::nothing;
    case control_u:
      erase(line_.size());
      return Event::nothing;
    case backspace:
    case rubout:
      erase(1);
      return Event::nothing;
    default:
      if (static_cast<unsigned char>(character) >= ' ') add(character);
      return Event::nothing;
  }
}

void LineReader::add(char character) {
  if (line_.size() > longest_) return;
  line_ += character;
  if (visible_) echo_ += character;
}

// A character of several bytes has one cell on the screen.
void LineReader::erase(std::size_t count) {
  while (count > 0 && !line_.empty()) {
    const bool was_continuation = continues_character(line_.back());
    line_.pop_back();
    --count;
    if (was_continuation) {
      ++count;
      continue;
    }
    if (visible_) echo_ += "\b \b";
  }
}

std::string LineReader::take_line() {
  return std::exchange(line_, {});
}

std::string LineReader::take_echo() {
  return std::exchange(echo_, {});
}

}  // namespace ferry::commands
