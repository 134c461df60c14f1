#include "terminal/pager.h"

#include <utility>

#include "base/bytes.h"

namespace ferry::terminal {
namespace {

constexpr unsigned tab_size = 8;

constexpr bool is_inside_character(char byte) {
  return (static_cast<Byte>(byte) & 0xc0U) == 0x80;  // RFC 3629 section 3
}

Filter::Kind kind_of_search(char kind) {
  if (kind == '/') return Filter::Kind::begin;
  return kind == '+' ? Filter::Kind::include : Filter::Kind::exclude;
}

}  // namespace

std::string Pager::next() {
  std::string screen;
  // Looks for more even when the screen is full, because only then it pauses.
  while (shown_ < ready_.size() || refill()) {
    if (is_full()) break;
    show_until_full(screen);
  }
  return screen;
}

bool Pager::refill() {
  ready_.clear();
  shown_ = 0;
  if (drops_line_) drop_rest_of_line();
  if (filter_) return refill_through_filter();
  if (looked_at_ == 0) {
    ready_.swap(waiting_);
  } else {
    ready_ = waiting_.substr(std::exchange(looked_at_, 0));
    waiting_.clear();
  }
  return !ready_.empty();
}

/// One line after the other, so that a later search begins behind what was shown.
bool Pager::refill_through_filter() {
  while (ready_.empty() && looked_at_ < waiting_.size()) {
    const std::string_view rest = std::string_view{waiting_}.substr(looked_at_, Filter::longest_line);
    const std::size_t end = rest.find('\n');
    const bool is_piece = end == std::string_view::npos;
    if (is_piece && rest.size() < Filter::longest_line && !finished_) break;
    const std::string_view line = rest.substr(0, is_piece ? rest.size() : end + 1);
    ready_ = filter_->feed(line);
    looked_at_ += line.size();
  }
  if (ready_.empty() && finished_) ready_ = filter_->finish();
  if (looked_at_ * 2 > waiting_.size()) waiting_.erase(0, std::exchange(looked_at_, 0));
  return !ready_.empty();
}

void Pager::show_until_full(std::string& screen) {
  const std::size_t begin = shown_;
  if (page_ == 0) {
    shown_ = ready_.size();
  } else {
    while (shown_ < ready_.size() && !is_full() && has_room_for(ready_[shown_])) ++shown_;
  }
  screen.append(ready_, begin, shown_ - begin);
  if (shown_ > begin) in_line_ = ready_[shown_ - 1] != '\n';
}

/// Counts the character; it is not shown now if it begins a screen line behind the last one.
bool Pager::has_room_for(char character) {
  if (character == '\n') {
    ++used_;
    column_ = 0;
  } else if (character == '\r') {
    column_ = 0;
  } else if (character == '\b') {
    column_ -= column_ > 0 ? 1 : 0;
  } else if (character == '\t') {
    // A tab does not leave its line.
    column_ = (column_ / tab_size + 1) * tab_size;
    if (width_ != 0) column_ = std::min(column_, width_ - 1);
  } else if (static_cast<Byte>(character) >= 0x20 && !is_inside_character(character)) {
    if (width_ != 0 && column_ >= width_) {
      ++used_;
      column_ = 0;
      if (is_full()) return false;
    }
    ++column_;
  }
  return true;
}

void Pager::start_screen() {
  used_ = 0;
  column_ = 0;
}

Pager::Answer Pager::on_key(char key) {
  const bool after_return = std::exchange(after_return_, key == '\r');
  switch (key) {
    case '\0':
      return Answer::ignored;
    case ' ':
      used_ = 0;
      return Answer::go_on;
    case '\n':
      if (after_return) return Answer::ignored;
      [[fallthrough]];
    case '\r':
      used_ = page_ - 1;
      return Answer::go_on;
    case '\t':
      page_ = 0;
      return Answer::go_on;
    case '/':
    case '+':
    case '-':
      return Answer::search;
    default:
      waiting_.clear();
      looked_at_ = 0;
      ready_.clear();
      shown_ = 0;
      return Answer::stop;
  }
}

void Pager::search(char kind, Pattern pattern) {
  waiting_.replace(0, looked_at_, ready_, shown_);
  looked_at_ = 0;
  ready_.clear();
  shown_ = 0;
  drops_line_ = in_line_;
  in_line_ = false;
  filter_.emplace(kind_of_search(kind), std::move(pattern));
  start_screen();
}

void Pager::drop_rest_of_line() {
  const std::size_t end = waiting_.find('\n', looked_at_);
  drops_line_ = end == std::string::npos;
  waiting_.erase(0, drops_line_ ? waiting_.size() : end + 1);
  looked_at_ = 0;
}

}  // namespace ferry::terminal
