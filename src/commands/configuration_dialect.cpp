#include "commands/configuration_dialect.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "commands/configuration_line.h"
#include "commands/render.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

std::string_view without_no(std::string_view line) {
  constexpr std::string_view no = "no ";
  return line.starts_with(no) ? line.substr(no.size()) : line;
}

}  // namespace

ConfigurationDialect::ConfigurationDialect(const config::Config& like, ApplyContext& context)
    : context_(context) {
  base_.aaa.new_model = like.aaa.new_model;
  base_.unmodelled.accepted = like.unmodelled.accepted;
}

void ConfigurationDialect::type(Trial& trial, std::string_view text) const {
  cli::Edit edit{.config = trial.config, .position = trial.position, .hasher = context_.hasher};
  for (const std::string_view line : lines(text)) {
    const LineOutcome outcome = enter_line(edit, line, context_.vocabulary);
    trial.taken = trial.taken && std::holds_alternative<LineTaken>(outcome);
  }
}

ConfigurationDialect::Trial ConfigurationDialect::try_lines(
    diff::Place place, const std::vector<std::string_view>& lines) const {
  Trial trial{.config = base_};
  std::size_t depth = 0;
  for (const std::string_view head : place) type(trial, diff::indented(depth++, head));
  const cli::Position section = trial.position;
  for (const std::string_view line : lines) {
    trial.position = section;
    type(trial, diff::indented(depth, line));
  }
  return trial;
}

std::string ConfigurationDialect::undo(diff::Place place, std::string_view line) {
  const Trial without = try_lines(place, {});
  const Trial with = try_lines(place, {line});
  std::string usual = Dialect::undo(place, line);
  if (!with.taken) return usual;
  // What has no effect needs not be taken back: it is what the section is like without it.
  if (with.config == without.config) return {};
  const std::string_view first = without_no(line.substr(0, line.find('\n')));
  bool can_be_typed = false;
  for (const std::string& candidate : {usual, fmt::format("default {}", first)}) {
    const Trial undone = try_lines(place, {line, candidate});
    if (undone.taken && undone.config == without.config) return candidate;
    can_be_typed = can_be_typed || undone.taken;
  }
  // Lines vty 0 to 4 are always there: only what stands below them can go.
  return can_be_typed ? usual : std::string{};
}

std::string ConfigurationDialect::subject(diff::Place place, std::string_view line) {
  const Trial trial = try_lines(place, {});
  const auto mode = mode_of(trial.position);
  if (!mode) return {};
  const cli::Scope scope{.mode = *mode,
                         .privilege = cli::privilege::enable,
                         .config = trial.config,
                         .vocabulary = context_.vocabulary};
  const auto match = grammar().match(scope, line.substr(0, line.find('\n')));
  if (!match) return {};
  const std::size_t length = std::min(match->command().path().subject_length(), match->words().size());
  std::string text;
  for (const cli::MatchedWord& word : match->words().first(length)) text += word.text + ' ';
  return text;
}

bool ConfigurationDialect::replaces(diff::Place place, std::string_view before, std::string_view after) {
  const Trial both = try_lines(place, {before, after});
  const Trial alone = try_lines(place, {after});
  return both.taken && alone.taken && both.config == alone.config;
}

std::vector<std::string> commands_between(const config::Config& before, const config::Config& after,
                                          ApplyContext& context) {
  ConfigurationDialect dialect{before, context};
  return diff::command_list(diff::parse(render(before)), diff::parse(render(after)), dialect);
}

}  // namespace ferry::commands
