#include "commands/alias.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;

constexpr std::size_t longest_name = 20;

/// What every IOS device has.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> built_in{{{"h", "help"},
                                                                                 {"lo", "logout"},
                                                                                 {"p", "ping"},
                                                                                 {"r", "resume"},
                                                                                 {"s", "show"},
                                                                                 {"u", "undebug"},
                                                                                 {"un", "undebug"},
                                                                                 {"w", "where"}}};

std::map<std::string, std::string, std::less<>> all_aliases(const Config& config) {
  std::map<std::string, std::string, std::less<>> all{config.exec_aliases.begin(), config.exec_aliases.end()};
  for (const auto& [name, meaning] : built_in) all.try_emplace(std::string{name}, meaning);
  return all;
}

bool is_alias_name(std::string_view name) {
  return name.size() <= longest_name &&
         std::ranges::none_of(name, [](char character) { return character == '|'; });
}

EditResult set_alias(Edit& edit, const Match& match) {
  edit.config.exec_aliases.insert_or_assign(match.text("name"), std::string{trim(match.text("command"))});
  return {};
}

EditResult clear_alias(Edit& edit, const Match& match) {
  edit.config.exec_aliases.erase(match.text("name"));
  return {};
}

void show_configured(const Config& config, Lines& lines) {
  for (const auto& [name, meaning] : config.exec_aliases)
    lines.add(fmt::format("alias exec {} {}", name, meaning));
}

net::Task<Status> show_aliases(Session& session, Match) {
  const auto config = session.services().running.snapshot();
  std::string text = "Exec mode aliases:\n";
  for (const auto& [name, meaning] : all_aliases(*config)) text += fmt::format("  {:<22}{}\n", name, meaning);
  co_await session.write(std::move(text));
  co_return Status::done;
}

}  // namespace

std::string expand_alias(const Config& config, std::string_view line) {
  const auto typed = words(line);
  if (typed.empty()) return std::string{line};
  const auto configured = config.exec_aliases.find(std::string{typed.front()});
  const auto known =
      std::ranges::find(built_in, typed.front(), [](const auto& entry) { return entry.first; });
  std::string_view meaning;
  if (configured != config.exec_aliases.end()) {
    meaning = configured->second;
  } else if (known != built_in.end()) {
    meaning = known->second;
  } else {
    return std::string{line};
  }
  const auto behind = static_cast<std::size_t>(typed.front().data() - line.data()) + typed.front().size();
  return std::string{meaning} + std::string{line.substr(behind)};
}

const CommandTable& alias_table() {
  static const CommandTable table{
      setting(word("alias", "Short words for long commands") / word("exec", "For commands of exec mode") /
              key(text("name", "The short word", is_alias_name)) / rest("command", "What it stands for"))
          .sets(set_alias)
          .clears(clear_alias)
          .shows(show_configured)
          .examples({"alias exec sib show ip ssh", "alias exec s show running-config | include username"}),
  };
  return table;
}

const CommandTable& show_aliases_table() {
  static const CommandTable table{
      action(show_word() / word("aliases", "Short words for long commands"))
          .needs(privilege::user)
          .runs(show_aliases),
  };
  return table;
}

}  // namespace ferry::commands
