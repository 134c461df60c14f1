#include "terminal/line_editor.h"

#include <utility>

#include "base/bytes.h"

namespace ferry::terminal {
namespace {

/// U+0080 to U+009F: terminals obey them like control characters.
bool is_wide_control(std::string_view character) {
  return character.size() == 2 && character[0] == '\xc2' && static_cast<Byte>(character[1]) < 0xa0;
}

}  // namespace

void LineEditor::begin(std::string_view prompt, Echo echo, Questions questions, History* history) {
  echo_ = echo;
  questions_ = questions;
  history_ = echo == Echo::visible ? history : nullptr;
  takes_literally_ = false;
  buffer_.begin(echo == Echo::visible ? EditBuffer::Keeps::what_is_erased : EditBuffer::Keeps::nothing);
  view_.begin(prompt);
  if (history_ != nullptr) history_->add({});  // goes back to the newest
}

LineEditor::Event LineEditor::feed(std::string_view& input) {
  while (const auto press = next_press(input)) {
    const Key* const key = std::get_if<Key>(&*press);
    const Event event = key != nullptr ? on_key(*key) : on_character(std::get<Character>(*press).bytes);
    if (event != Event::nothing) return event;
  }
  show();
  return Event::nothing;
}

std::string LineEditor::take_echo() {
  return std::exchange(echoed_, {});
}

std::string LineEditor::take_text() {
  std::string text = buffer_.take();
  view_.forget_text();
  return text;
}

void LineEditor::insert(std::string_view text) {
  type(text);
  show();
}

std::string LineEditor::redisplay() const {
  return view_.redisplay();
}

std::string LineEditor::leave_line() {
  show_whole(text());
  return take_echo();
}

std::optional<KeyPress> LineEditor::next_press(std::string_view& input) {
  return takes_literally_ ? decoder_.take_literal(input) : decoder_.take(input);
}

LineEditor::Event LineEditor::on_key(Key key) {
  takes_literally_ = key == Key::literal;
  switch (key) {
    case Key::enter:
      return end_line();
    case Key::interrupt:
      return give_up(Event::interrupt);
    case Key::suspend:
      return give_up(Event::suspend);
    case Key::abort:
      return give_up(Event::abort);
    case Key::erase_right_or_end:
      if (empty()) return give_up(Event::end);
      break;
    case Key::tab:
      if (questions_ == Questions::typed) return on_character("\t");
      show();
      return Event::complete;
    case Key::previous:
      recall(history_ == nullptr ? std::nullopt : history_->previous(text()));
      return Event::nothing;
    case Key::next:
      recall(history_ == nullptr ? std::nullopt : history_->next());
      return Event::nothing;
    case Key::redisplay:
      redisplays_ = true;
      return Event::nothing;
    case Key::literal:
      return Event::nothing;
    default:
      break;
  }
  if (!buffer_.apply(key)) rings_ = true;
  return Event::nothing;
}

LineEditor::Event LineEditor::on_character(const std::string& bytes) {
  const bool is_literal = std::exchange(takes_literally_, false);
  if (bytes == "?" && questions_ == Questions::asked && !is_literal) return ask();
  type(bytes);
  return Event::nothing;
}

LineEditor::Event LineEditor::end_line() {
  show();
  show_whole(text());
  echoed_ += '\n';
  if (history_ != nullptr) history_->add(text());
  return Event::line;
}

LineEditor::Event LineEditor::give_up(Event why) {
  show();
  show_whole(text());
  // Ctrl-Z ends a text of many lines, and what was typed in front of it belongs to that.
  if (why != Event::suspend) (void)take_text();
  if (history_ != nullptr) history_->add({});
  return why;
}

/// The `?` is seen where it was typed, with the cursor behind the whole line: below comes the answer.
LineEditor::Event LineEditor::ask() {
  show();
  std::string asked = text();
  asked.insert(buffer_.cursor(), 1, '?');
  show_whole(asked);
  return Event::help;
}

void LineEditor::type(std::string_view text) {
  if (is_wide_control(text) || !buffer_.insert(text)) rings_ = true;
}

void LineEditor::recall(std::optional<std::string> line) {
  if (line) {
    buffer_.replace(std::move(*line));
  } else {
    rings_ = true;
  }
}

void LineEditor::show() {
  const bool rings = std::exchange(rings_, false);
  const bool redisplays = std::exchange(redisplays_, false);
  if (echo_ == Echo::hidden) return;
  echoed_ += view_.show(text(), buffer_.cursor());
  if (redisplays) {
    show_whole(text());
    echoed_ += '\n' + view_.redisplay();
  }
  if (rings) echoed_ += '\a';
}

/// Leaves the screen line behind `text`; what comes next begins below, or with `redisplay`.
void LineEditor::show_whole(std::string_view text) {
  if (echo_ == Echo::hidden) return;
  echoed_ += view_.show(text, text.size());
  (void)view_.show(this->text(), buffer_.cursor());
}

}  // namespace ferry::terminal
