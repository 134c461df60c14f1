#include "commands/configuration_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "transfer/url.h"

namespace ferry::commands {
namespace {

constexpr std::string_view hidden = "*";
/// Longer lines are cut: a banner is one line here.
constexpr std::size_t longest_entry = 512;

/// Words that a secret stands behind.
constexpr std::array<std::string_view, 7> heralds = {"password", "secret",         "key",      "key-string",
                                                     "md5",      "pre-shared-key", "community"};

bool is_herald(std::string_view word) {
  return std::ranges::find_if(heralds, [=](auto herald) { return equal_ignoring_case(herald, word); }) !=
         heralds.end();
}

/// 5, 8 and 9 are one-way, 7 and everything else can be read back.
bool is_one_way(std::string_view type) {
  return type == "5" || type == "8" || type == "9";
}

bool is_type(std::string_view word) {
  return word.size() == 1 && std::isdigit(static_cast<unsigned char>(word.front())) != 0;
}

}  // namespace

std::string without_secrets(std::string_view command, const config::ConfigurationLogging& settings) {
  const std::vector<std::string_view> all = words(command.substr(0, command.find('\n')));
  std::string shown;
  for (std::size_t index = 0; index < all.size(); ++index) {
    if (index > 0) shown += ' ';
    shown += transfer::masked(all[index]);
    if (!is_herald(all[index]) || index + 1 == all.size()) continue;
    const bool has_type = is_type(all[index + 1]) && index + 2 < all.size();
    if (has_type) shown += fmt::format(" {}", all[index + 1]);
    if (has_type && is_one_way(all[index + 1]) && !settings.hide_keys) {
      ++index;
      continue;
    }
    // Behind it nothing is shown: a secret may hold blanks.
    return printable(fmt::format("{} {}", shown, hidden));
  }
  return printable(std::string_view{shown}.substr(0, longest_entry));
}

std::string ConfigurationLog::Who::text() const {
  const bool is_console = line.kind == LineId::Kind::console;
  const std::string place = is_console ? "console" : fmt::format("vty{}", line.number);
  return fmt::format("{}@{}", user.empty() ? "console" : printable(user), place);
}

void ConfigurationLog::begin_session(LineId line) {
  const std::lock_guard lock{mutex_};
  sessions_[line] = ++last_session_;
}

std::string ConfigurationLog::add(const config::ConfigurationLogging& settings, const Who& who,
                                  std::size_t depth, std::string_view command) {
  std::string shown = without_secrets(command, settings);
  const std::lock_guard lock{mutex_};
  unsigned& session = sessions_[who.line];
  if (session == 0) session = ++last_session_;
  entries_.push_back(
      {.index = ++last_index_, .session = session, .who = who.text(), .depth = depth, .command = shown});
  while (entries_.size() > settings.size) entries_.pop_front();
  return shown;
}

std::vector<ConfigurationLog::Entry> ConfigurationLog::entries() const {
  const std::lock_guard lock{mutex_};
  return {entries_.begin(), entries_.end()};
}

void ConfigurationLog::clear() {
  const std::lock_guard lock{mutex_};
  entries_.clear();
}

}  // namespace ferry::commands
