#include "cli/command.h"

#include <algorithm>
#include <cassert>

namespace ferry::cli {

Command Command::in(Mode mode) && {
  mode_ = mode;
  return std::move(*this);
}

Command Command::needs(unsigned privilege) && {
  privilege_ = privilege;
  return std::move(*this);
}

Command Command::only_if(bool (*condition)(const config::Config&)) && {
  condition_ = condition;
  return std::move(*this);
}

Command Command::runs(Handler handler) && {
  handler_ = handler;
  return std::move(*this);
}

Command Command::sets(Change change) && {
  set_ = std::move(change);
  return std::move(*this);
}

Command Command::clears(Change change) && {
  clear_ = std::move(change);
  return std::move(*this);
}

Command Command::restores(Change change) && {
  restore_ = std::move(change);
  return std::move(*this);
}

Command Command::shows(Show show) && {
  show_ = std::move(show);
  return std::move(*this);
}

Command Command::shows_in_line(ShowLine show) && {
  show_line_ = std::move(show);
  return std::move(*this);
}

Command Command::examples(std::vector<std::string> lines) && {
  examples_ = std::move(lines);
  return std::move(*this);
}

EditResult Command::change(Edit& edit, const Match& match) const {
  switch (match.form()) {
    case Form::plain:
      assert(set_);
      return set_(edit, match);
    case Form::no:
      return clear_(edit, match);
    case Form::restore:
      return restore_ ? restore_(edit, match) : clear_(edit, match);
  }
  return {};
}

void Command::show(const config::Config& config, Lines& lines) const {
  if (show_) show_(config, lines);
}

void Command::show(const config::LineVty& line, const config::LineVty& untouched, Lines& lines) const {
  if (show_line_) show_line_(line, untouched, lines);
}

std::string key_of(const Match& match) {
  const std::vector<Element>& elements = match.command().path().elements();
  const auto element = std::ranges::find_if(elements, &Element::key);
  const auto index = static_cast<std::size_t>(element - elements.begin());
  assert(index < match.words().size());
  return match.words()[index].text;
}

SelectedLines selected_lines(Edit& edit) {
  SelectedLines selected;
  const auto* place = std::get_if<InLine>(&edit.position);
  assert(place != nullptr);
  if (place->kind == InLine::Kind::console) {
    selected.lines.push_back(&edit.config.console);
    selected.untouched = config::Config{}.console;
    return selected;
  }
  for (config::LineVty& line : edit.config.vty) {
    if (line.first >= place->first && line.last <= place->last) selected.lines.push_back(&line);
  }
  return selected;
}

}  // namespace ferry::cli
