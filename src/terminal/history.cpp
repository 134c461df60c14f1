#include "terminal/history.h"

#include <algorithm>

namespace ferry::terminal {

void History::resize(std::size_t size) {
  size_ = size;
  while (lines_.size() > size_) lines_.pop_front();
  position_ = lines_.size();
}

void History::add(std::string_view line) {
  const bool is_blank = line.find_first_not_of(" \t") == std::string_view::npos;
  const bool is_withheld = is_secret_ != nullptr && is_secret_(line);
  if (!is_blank && !is_withheld && size_ > 0 && (lines_.empty() || lines_.back() != line)) {
    if (lines_.size() == size_) lines_.pop_front();
    lines_.emplace_back(line);
  }
  position_ = lines_.size();
  typed_.clear();
}

std::optional<std::string> History::previous(std::string_view current) {
  if (position_ == 0) return std::nullopt;
  if (position_ == lines_.size()) typed_ = current;
  return lines_[--position_];
}

std::optional<std::string> History::next() {
  if (position_ == lines_.size()) return std::nullopt;
  ++position_;
  return position_ == lines_.size() ? typed_ : lines_[position_];
}

}  // namespace ferry::terminal
