#include "commands/unmodelled_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "base/text.h"
#include "commands/tables.h"
#include "commands/text_block.h"
#include "commands/unmodelled_edit.h"

namespace ferry::commands {
namespace {

using namespace cli;
using Level = InUnmodelled::Level;
using Rule = UnmodelledRule;

// A tab counts as one blank: what matters is which line is indented more.
std::size_t indentation(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

bool accepts(const Edit& edit) {
  return edit.config.unmodelled.accepted && edit.privilege >= privilege::enable;
}

LineOutcome refused_at(std::size_t column) {
  return LineRefused{.mistake = {.kind = Mistake::Kind::invalid, .column = column, .hint = {}},
                     .complaint = {}};
}

LineOutcome refused(Complaint complaint) {
  return LineRefused{.mistake = {}, .complaint = std::move(complaint.text)};
}

/// The lines below `levels`; null when somebody has removed a section meanwhile.
config::UnmodelledLines* lines_below(config::Config& config, const std::vector<Level>& levels) {
  config::UnmodelledLines* lines = &config.unmodelled.lines.write();
  for (const Level& level : levels) {
    config::UnmodelledLine* line = lines->find(level.key);
    if (line == nullptr) return nullptr;
    lines = &line->below.write();
  }
  return lines;
}

std::string_view parent_of(const std::vector<Level>& levels) {
  return levels.empty() ? std::string_view{} : levels.back().key;
}

/// Where the first character stands that cannot be part of a line that is kept: terminals would obey it.
std::optional<std::size_t> find_unprintable(std::string_view text) {
  if (printable(text) == text) return std::nullopt;
  std::size_t good = 0;
  while (printable(text.substr(0, good + 1)) == text.substr(0, good + 1) ||
         printable(text.substr(0, good + 2)) == text.substr(0, good + 2) ||
         printable(text.substr(0, good + 3)) == text.substr(0, good + 3))
    ++good;
  return good;
}

// Every line of IOS begins so. What does not is a page of the Web, a program or a letter.
bool begins_like_a_line(std::string_view text) {
  return std::isalnum(static_cast<unsigned char>(text.front())) != 0;
}

/// Blanks for tabs: whatever shows the line later, a tab would be as wide as it likes.
std::string without_tabs(std::string_view text) {
  std::string plain{text};
  std::ranges::replace(plain, '\t', ' ');
  return plain;
}

LineOutcome begin_text_block(Edit& edit, InUnmodelled above, std::string head) {
  edit.position = InTextBlock{.above = std::move(above), .head = std::move(head), .text = {}, .size = 0};
  return LineTaken{};
}

/// Takes `line` into the section that `place` ends at, and goes there.
LineOutcome take(Edit& edit, InUnmodelled& place, std::string_view line, std::size_t indent) {
  const std::string plain = without_tabs(line);
  if (const auto column = find_unprintable(plain)) return refused_at(indent + *column);
  if (!begins_like_a_line(plain)) return refused_at(indent);
  if (place.levels.size() == deepest_unmodelled)
    return refused({fmt::format("% Sections are kept {} levels deep.", deepest_unmodelled), {}, {}});
  config::UnmodelledLines* lines = lines_below(edit.config, place.levels);
  if (lines == nullptr) return refused({"% The section has been removed meanwhile.", {}, {}});
  const std::string_view parent = parent_of(place.levels);
  std::string full = in_full(parent, plain);
  if (full.starts_with("interface range "))
    return refused({"% Ranges of interfaces are not kept: configure one after the other.", {}, {}});
  if (begins_text_block(parent, full)) return begin_text_block(edit, std::move(place), std::move(full));
  UnmodelledSection section{*lines, parent, edit.config.unmodelled.size};
  auto kept = section.enter(full);
  if (!kept) return refused(std::move(kept.error()));
  if (parent.empty() && full.starts_with("default interface "))
    edit.notices.push_back(fmt::format("Interface {} set to default configuration",
                                       without_negation(full).substr(std::string_view{"interface "}.size())));
  for (Level& level : place.levels) level.is_section = true;
  const LineTaken taken{.changed = true, .command = std::string(place.levels.size(), ' ') + full};
  if (kept->key.empty()) return taken;
  const bool is_section =
      kept->rule != nullptr && kept->rule->kind == Rule::Kind::section && !full.starts_with("no ");
  place.levels.push_back({.key = std::move(kept->key), .indent = indent, .is_section = is_section});
  return taken;
}

/// Goes up until `count` levels are left.
void go_up(InUnmodelled& place, std::size_t count) {
  place.levels.resize(count);
}

void leave_lines(InUnmodelled& place) {
  while (!place.levels.empty() && !place.levels.back().is_section) place.levels.pop_back();
}

bool is_known_line(const std::vector<Level>& levels) {
  const std::string_view parent =
      levels.size() == 1 ? std::string_view{} : std::string_view{levels[levels.size() - 2].key};
  const std::string& key = levels.back().key;
  const Rule* rule = parent.empty() ? global_rule(key) : section_rule(parent, key);
  return rule != nullptr && rule->kind == Rule::Kind::line;
}

std::optional<LineOutcome> take_indented(Edit& edit, InUnmodelled& place, std::string_view text,
                                         std::size_t indent) {
  while (place.levels.size() > 1 && place.levels.back().indent >= indent) place.levels.pop_back();
  // Nothing belongs to a `description`, however somebody has indented the line below it.
  while (!place.levels.empty() && !place.levels.back().is_section && is_known_line(place.levels))
    place.levels.pop_back();
  if (place.levels.empty()) return std::nullopt;
  place.style = InUnmodelled::Style::indented;
  return take(edit, place, text, indent);
}

struct Home {
  const Rule* rule = nullptr;
  std::size_t levels = 0;
};

/// The section, from the innermost outwards, that is known to have lines like `setting`.
Home home_of(const InUnmodelled& place, std::string_view setting) {
  for (std::size_t depth = place.levels.size(); depth > 0; --depth) {
    const std::string& parent = place.levels[depth - 1].key;
    const Rule* rule = section_rule(parent, spelled_out(parent, setting));
    const bool is_innermost = depth == place.levels.size();
    if (rule != nullptr && (is_innermost || !rule->within.empty())) return {rule, depth};
  }
  return {};
}

std::size_t length_of(const Rule* rule, std::string_view line) {
  return rule == nullptr ? 0 : matched(rule->words, line).value_or(0);
}

bool is_command(const Edit& edit, std::string_view line, Mode mode, const Vocabulary& vocabulary) {
  const Scope scope{
      .mode = mode, .privilege = edit.privilege, .config = edit.config, .vocabulary = vocabulary};
  return grammar().match(scope, line).has_value();
}

/// A line without indentation belongs into the section unless something says that it is one of the top level.
std::optional<LineOutcome> take_flat(Edit& edit, InUnmodelled& place, std::string_view text,
                                     const Vocabulary& vocabulary) {
  using enum InUnmodelled::Style;
  const bool is_separated = std::exchange(place.is_separated, false);
  InUnmodelled at = place;
  leave_lines(at);
  if (at.levels.empty()) return std::nullopt;
  // Of a section that nothing is known of only what is indented is known to belong to it.
  if (global_rule(at.levels.front().key) == nullptr) return std::nullopt;
  const std::string setting{without_negation(text)};
  const Home home = home_of(at, setting);
  const std::string global = home.rule == nullptr ? spelled_out({}, setting) : setting;
  const Rule* const elsewhere = global_rule(global);
  if (elsewhere != nullptr && length_of(elsewhere, global) > length_of(home.rule, setting))
    return std::nullopt;
  if (home.rule == nullptr) {
    for (const Mode mode : {Mode::unmodelled, Mode::global_config}) {
      if (is_command(edit, text, mode, vocabulary)) return std::nullopt;
    }
    // `show clock` without `do` is a slip; one word alone, such as `enable`, may well be a line of the
    // section.
    if (text.contains(' ') && is_command(edit, text, Mode::exec, vocabulary)) return std::nullopt;
    const bool may_be_over = is_separated || place.style == indented;
    if (may_be_over) return std::nullopt;
  } else {
    go_up(at, home.levels);
  }
  const std::size_t indent = at.levels.front().indent;
  LineOutcome outcome = take(edit, at, text, indent);
  if (!std::holds_alternative<LineTaken>(outcome)) return outcome;
  if (at.style == unknown) at.style = flat;
  if (!std::holds_alternative<InTextBlock>(edit.position)) edit.position = std::move(at);
  return outcome;
}

/// `exit-address-family`
bool close_section(InUnmodelled& place, std::string_view text) {
  if (!text.starts_with("exit-")) return false;
  for (std::size_t depth = place.levels.size(); depth > 1; --depth) {
    const Rule* rule = section_rule(place.levels[depth - 2].key, place.levels[depth - 1].key);
    if (rule == nullptr || rule->closing != text) continue;
    go_up(place, depth - 1);
    return true;
  }
  return false;
}

bool is_for_every_place(std::string_view text) {
  return equal_ignoring_case(text, "end") || text.starts_with("do ");
}

/// A line below a block of lines that people log in on.
LineOutcome keep_in_line(Edit& edit, std::string_view text) {
  const std::string plain = without_tabs(text);
  if (const auto column = find_unprintable(plain)) return refused_at(*column);
  for (config::LineVty* line : selected_lines(edit).lines) {
    config::UnmodelledLines& lines = line->unmodelled.write();
    config::UnmodelledSize size = size_of(lines);
    UnmodelledSection section{lines, "line", size};
    auto kept = section.enter(in_full("line", plain));
    if (!kept) return refused(std::move(kept.error()));
  }
  return LineTaken{.changed = true, .command = " " + in_full("line", plain)};
}

/// Whether `beginning` says which command is meant: it names an entry of a list, or a setting that has a
/// value.
bool says_the_command(const Scope& scope, std::string_view beginning) {
  const auto match = grammar().match(scope, fmt::format("no {}", beginning));
  if (!match) return false;
  const Path& path = match->command().path();
  return match->value() != nullptr || path.elements().size() > path.subject_length();
}

/// Whether `line` is a command, or would be one if something behind the words that name it were not wrong:
/// such a line must be right. One that exists only at times counts as well.
bool means_a_command(const Edit& edit, std::string_view line, const Vocabulary& vocabulary) {
  static const config::Config with_every_command = [] {
    config::Config config;
    config.aaa.new_model = true;
    return config;
  }();
  const Scope scope{.mode = Mode::global_config,
                    .privilege = edit.privilege,
                    .config = with_every_command,
                    .vocabulary = vocabulary};
  const auto match = grammar().match(scope, line);
  if (match || match.error().kind != Mistake::Kind::invalid) return true;
  const std::string_view right = line.substr(0, std::min(match.error().column, line.size()));
  const std::string_view setting = without_negation(trim(right));
  for (std::size_t end = setting.find(' '); end < setting.size(); end = setting.find(' ', end + 1)) {
    if (says_the_command(scope, setting.substr(0, end))) return true;
  }
  const bool is_in_word = !right.empty() && right.back() != ' ' && right.back() != '\t';
  return !is_in_word && says_the_command(scope, setting);
}

/// `description` and the like mean nothing on the top level.
bool belongs_below(std::string_view text) {
  const std::string_view setting = without_negation(text);
  const Rule* below = section_rule({}, setting);
  return below != nullptr && length_of(below, setting) > length_of(global_rule(setting), setting);
}

LineOutcome keep_on_top_level(Edit& edit, std::string_view text, std::size_t indent) {
  if (belongs_below(text)) return refused_at(indent);
  InUnmodelled place{.levels = {}, .style = InUnmodelled::Style::unknown, .is_separated = false};
  LineOutcome outcome = take(edit, place, text, indent);
  if (!std::holds_alternative<LineTaken>(outcome)) return outcome;
  if (std::holds_alternative<InTextBlock>(edit.position)) return outcome;
  if (place.levels.empty()) {
    edit.position = InGlobal{};
  } else {
    edit.position = std::move(place);
  }
  return outcome;
}

}  // namespace

std::optional<LineOutcome> enter_unmodelled(Edit& edit, std::string_view line, const Vocabulary& vocabulary) {
  if (!accepts(edit)) return std::nullopt;
  auto& place = std::get<InUnmodelled>(edit.position);
  const std::string_view text = trim(line);
  if (is_for_every_place(text)) return std::nullopt;
  if (close_section(place, text)) return LineTaken{};
  const std::size_t indent = indentation(line);
  if (indent <= place.levels.front().indent) return take_flat(edit, place, text, vocabulary);
  place.is_separated = false;
  if (equal_ignoring_case(text, "exit")) {
    leave_section(edit.position);
    return LineTaken{};
  }
  return take_indented(edit, place, text, indent);
}

std::optional<LineOutcome> keep_unmodelled(Edit& edit, std::string_view line, const Vocabulary& vocabulary) {
  const std::string_view text = trim(line);
  if (!accepts(edit) || text == "no" || text == "default") return std::nullopt;
  const Rule* rule = global_rule(spelled_out({}, without_negation(text)));
  if (rule == nullptr && std::holds_alternative<InLine>(edit.position)) return keep_in_line(edit, text);
  const bool is_on_top =
      std::holds_alternative<InGlobal>(edit.position) || std::holds_alternative<InUnmodelled>(edit.position);
  if (rule == nullptr && !is_on_top) return std::nullopt;
  if (means_a_command(edit, line, vocabulary)) return std::nullopt;
  if (rule == nullptr && is_command(edit, text, Mode::exec, vocabulary)) return std::nullopt;
  return keep_on_top_level(edit, text, indentation(line));
}

std::optional<LineOutcome> keep_known(Edit& edit, std::string_view line) {
  if (!accepts(edit)) return std::nullopt;
  // Which rules are about words that no command begins with.
  static const std::vector<bool> is_free = [] {
    std::vector<bool> all;
    for (const Rule& rule : global_rules())
      all.push_back(!grammar().may_begin(Mode::global_config, words(rule.words)));
    return all;
  }();
  const std::string_view text = trim(line);
  const Rule* rule = global_rule(without_negation(text));
  if (rule == nullptr || !is_free[static_cast<std::size_t>(rule - global_rules().data())])
    return std::nullopt;
  return keep_on_top_level(edit, text, indentation(line));
}

LineOutcome enter_text_block(Edit& edit, std::string_view line) {
  auto& block = std::get<InTextBlock>(edit.position);
  const std::string_view parent = parent_of(block.above.levels);
  TextBlockLine read = read_text_block_line(parent, block.head, block.above.levels.size(), line);
  if (find_unprintable(without_tabs(read.text))) return refused_at(0);
  block.size += read.text.size();
  if (block.size > longest_text_block) return refused({"% The text is too long.", {}, {}});
  block.text.push_back(std::move(read.text));
  if (!read.is_last) return LineTaken{};
  InTextBlock done = std::move(block);
  edit.position = InGlobal{};
  config::UnmodelledLines* lines = lines_below(edit.config, done.above.levels);
  if (lines == nullptr) return refused({"% The section has been removed meanwhile.", {}, {}});
  UnmodelledSection section{*lines, parent_of(done.above.levels), edit.config.unmodelled.size};
  auto kept = section.enter_block(done.head, std::move(done.text));
  if (!done.above.levels.empty()) edit.position = std::move(done.above);
  if (!kept) return refused(std::move(kept.error()));
  return LineTaken{.changed = true};
}

void leave_section(Position& position) {
  auto& place = std::get<InUnmodelled>(position);
  leave_lines(place);
  if (!place.levels.empty()) place.levels.pop_back();
  leave_lines(place);
  if (place.levels.empty()) position = InGlobal{};
}

bool is_in_section(const InUnmodelled& place) {
  return std::ranges::any_of(place.levels, &Level::is_section);
}

std::string_view section_prompt(const InUnmodelled& place) {
  for (std::size_t depth = place.levels.size(); depth > 0; --depth) {
    if (!place.levels[depth - 1].is_section) continue;
    const std::string& key = place.levels[depth - 1].key;
    const Rule* rule = depth == 1 ? global_rule(key) : section_rule(place.levels[depth - 2].key, key);
    if (rule != nullptr && !rule->prompt.empty()) return rule->prompt;
    if (depth == 1) return "config-sub";
  }
  return "config";
}

}  // namespace ferry::commands
