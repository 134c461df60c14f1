#include "terminal/edit_buffer.h"

#include <algorithm>
#include <utility>

#include "base/bytes.h"
#include "base/secret.h"
#include "terminal/utf8.h"

namespace ferry::terminal {
namespace {

constexpr std::string_view blanks = " \t";

char to_upper(char letter) {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

char to_lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

EditBuffer::~EditBuffer() {
  if (keeps_ == Keeps::nothing) wipe_text();
}

void EditBuffer::begin(Keeps keeps) {
  if (keeps_ == Keeps::nothing) wipe_text();
  keeps_ = keeps;
  replace({});
  // A text that grows would leave copies behind.
  if (keeps_ == Keeps::nothing) text_.reserve(longest_);
}

void EditBuffer::replace(std::string text) {
  text_ = std::move(text);
  cursor_ = text_.size();
  recall_.reset();
}

std::string EditBuffer::take() {
  std::string taken = text_;
  if (keeps_ == Keeps::nothing) wipe_text();
  replace({});
  return taken;
}

bool EditBuffer::insert(std::string_view text) {
  recall_.reset();
  if (text.size() > longest_ - std::min(longest_, text_.size())) return false;
  text_.insert(cursor_, text);
  cursor_ += text.size();
  leave_character();
  return true;
}

bool EditBuffer::apply(Key key) {
  const auto recalled = std::exchange(recall_, std::nullopt);
  switch (key) {
    case Key::erase_left:
      return erase(left_of(cursor_), cursor_);
    case Key::erase_right:
    case Key::erase_right_or_end:
      return erase(cursor_, right_of(cursor_));
    case Key::erase_word_left:
      return cut(start_of_word(), cursor_);
    case Key::erase_word_right:
      return cut(cursor_, end_of_word());
    case Key::erase_to_start:
      return cut(0, cursor_);
    case Key::erase_to_end:
      return cut(cursor_, text_.size());
    case Key::capitalise:
    case Key::lower_case:
    case Key::upper_case:
      return change_word(key);
    case Key::transpose:
      return transpose();
    case Key::recall_erased:
      return recall(std::nullopt);
    case Key::recall_next_erased:
      return recall(recalled);
    default:
      return move(key);
  }
}

bool EditBuffer::move(Key key) {
  switch (key) {
    case Key::left:
      return move_to(left_of(cursor_));
    case Key::right:
      return move_to(right_of(cursor_));
    case Key::word_left:
      return move_to(start_of_word());
    case Key::word_right:
      return move_to(end_of_word());
    case Key::to_start:
      cursor_ = 0;
      return true;
    case Key::to_end:
      cursor_ = text_.size();
      return true;
    default:
      return false;
  }
}

bool EditBuffer::move_to(std::size_t position) {
  return std::exchange(cursor_, position) != position;
}

bool EditBuffer::erase(std::size_t begin, std::size_t end) {
  if (begin == end) return false;
  text_.erase(begin, end - begin);
  cursor_ = begin;
  leave_character();
  return true;
}

bool EditBuffer::cut(std::size_t begin, std::size_t end) {
  if (begin < end && keeps_ == Keeps::what_is_erased) {
    erased_.push_front(text_.substr(begin, end - begin));
    if (erased_.size() > most_erased) erased_.pop_back();
  }
  return erase(begin, end);
}

/// From the cursor to the end of the word; only letters of ASCII have another case.
bool EditBuffer::change_word(Key key) {
  const std::size_t begin = text_.find_first_not_of(blanks, cursor_);
  if (begin == std::string::npos) return false;
  const std::size_t end = end_of_word();
  const std::size_t changed_to = key == Key::capitalise ? begin + 1 : end;
  for (std::size_t at = begin; at < changed_to; ++at) {
    text_[at] = key == Key::lower_case ? to_lower(text_[at]) : to_upper(text_[at]);
  }
  cursor_ = end;
  return true;
}

/// The characters on both sides of the cursor change places; at the end of the line, the last two.
bool EditBuffer::transpose() {
  const std::size_t middle = is_at_end() ? left_of(cursor_) : cursor_;
  const std::size_t begin = left_of(middle);
  const std::size_t end = right_of(middle);
  if (begin == middle || middle == end) return false;
  std::rotate(text_.begin() + static_cast<std::ptrdiff_t>(begin),
              text_.begin() + static_cast<std::ptrdiff_t>(middle),
              text_.begin() + static_cast<std::ptrdiff_t>(end));
  cursor_ = end;
  leave_character();
  return true;
}

bool EditBuffer::recall(const std::optional<Recall>& last) {
  if (erased_.empty() || keeps_ == Keeps::nothing) return false;
  const std::size_t begin = last ? last->begin : cursor_;
  const std::size_t size = last ? last->size : 0;
  const std::size_t index = last ? (last->index + 1) % erased_.size() : 0;
  const std::string& text = erased_[index];
  if (text_.size() - size + text.size() > longest_) return false;
  text_.replace(begin, size, text);
  cursor_ = begin + text.size();
  leave_character();
  recall_ = Recall{.index = index, .begin = begin, .size = text.size()};
  return true;
}

std::size_t EditBuffer::left_of(std::size_t position) const {
  if (position == 0) return 0;
  return position - last_character_size(std::string_view{text_}.substr(0, position));
}

std::size_t EditBuffer::right_of(std::size_t position) const {
  if (position == text_.size()) return position;
  return position + character_size(std::string_view{text_}.substr(position));
}

std::size_t EditBuffer::start_of_word() const {
  const std::string_view before = std::string_view{text_}.substr(0, cursor_);
  const std::size_t last = before.find_last_not_of(blanks);
  return last == std::string_view::npos ? 0 : before.find_last_of(blanks, last) + 1;
}

std::size_t EditBuffer::end_of_word() const {
  const std::size_t begin = text_.find_first_not_of(blanks, cursor_);
  return begin == std::string::npos ? text_.size()
                                    : std::min(text_.find_first_of(blanks, begin), text_.size());
}

/// Bytes that are no character by themselves may have become one around the cursor.
void EditBuffer::leave_character() {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, cursor_); ++back) {
    const std::size_t size = character_size(std::string_view{text_}.substr(cursor_ - back));
    if (size > back) cursor_ += size - back;
  }
}

void EditBuffer::wipe_text() {
  text_.resize(text_.capacity());  // what was erased stands behind the end
  wipe({reinterpret_cast<Byte*>(text_.data()), text_.size()});
  text_.clear();
}

}  // namespace ferry::terminal
