#include "terminal/filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ferry::terminal {
namespace {

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

}  // namespace

std::string Filter::feed(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t room = longest_line - partial_.size();
    const std::size_t end = text.substr(0, room).find('\n');
    const std::size_t size = end == std::string_view::npos ? std::min(room, text.size()) : end + 1;
    const std::string_view piece = text.substr(0, size);
    text.remove_prefix(size);
    if (end == std::string_view::npos && size < room) {
      partial_ += piece;
    } else if (partial_.empty()) {
      look_at(piece, shown);
    } else {
      partial_ += piece;
      look_at(std::exchange(partial_, {}), shown);
    }
  }
  return shown;
}

std::string Filter::finish() {
  std::string shown;
  if (!partial_.empty()) look_at(std::exchange(partial_, {}), shown);
  if (kind_ == Kind::count) return fmt::format("Number of lines which match regexp = {}\n", count_);
  return shown;
}

/// `piece` is a line with its end, or the part of one that is too long or that nothing ends.
void Filter::look_at(std::string_view piece, std::string& shown) {
  const bool is_start = std::exchange(at_line_start_, piece.ends_with('\n'));
  if (is_start) line_is_shown_ = false;
  if (wants(piece, is_start)) {
    if (kind_ == Kind::count) {
      count_ += line_is_shown_ ? 0 : 1;
    } else {
      shown += piece;
    }
    line_is_shown_ = true;
  } else if (line_is_shown_ && at_line_start_ && kind_ != Kind::count) {
    shown += '\n';  // of the line whose earlier pieces were shown
  }
}

bool Filter::wants(std::string_view piece, bool is_start) {
  const std::string_view line = piece.substr(0, piece.find_last_not_of("\r\n") + 1);
  switch (kind_) {
    case Kind::include:
    case Kind::count:
      return pattern_.matches(line);
    case Kind::exclude:
      return !pattern_.matches(line);
    case Kind::begin:
      begun_ = begun_ || pattern_.matches(line);
      return begun_;
    case Kind::section:
      return is_in_section(line, is_start);
  }
  return false;
}

bool Filter::is_in_section(std::string_view line, bool is_start) {
  if (is_start) line_indent_ = indent_of(line);
  if (in_section_ && (!is_start || line_indent_ > section_indent_)) return true;
  in_section_ = pattern_.matches(line);
  section_indent_ = line_indent_;
  return in_section_;
}

}  // namespace ferry::terminal
