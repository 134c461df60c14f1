#include <fmt/format.h>

#include "base/ipv4.h"
#include "commands/access_list.h"
#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::AccessEntry;

// A rule with wildcard bits says so in more words than the configuration.
std::string rule_line(const AccessEntry& entry) {
  std::string text = entry_text(entry);
  const std::string wildcard = " " + ipv4_text(entry.wildcard);
  if (const std::size_t at = text.find(wildcard); entry.wildcard != 0 && at != std::string::npos) {
    text.insert(at, ", wildcard bits");
  }
  return fmt::format("    {} {}\n", entry.sequence, text);
}

std::string list_text(const std::string& name, const std::vector<AccessEntry>& list) {
  std::string text = fmt::format("Standard IP access list {}\n", name);
  for (const AccessEntry& entry : list) {
    if (entry.remark.empty()) text += rule_line(entry);
  }
  return text;
}

net::Task<Status> show_access_lists(Session& session, Match match) {
  const auto config = session.services().running.snapshot();
  const std::string wanted = match.text("list");
  std::string text;
  for (const auto& [name, list] : config->access_lists) {
    if (wanted.empty() || wanted == name) text += list_text(name, list);
  }
  if (!text.empty()) co_await session.write(std::move(text));
  co_return Status::done;
}

Path lists() {
  return word("access-lists", "Rules about who may come, by address") /
         maybe(text("list", "Name or number of one list", is_list_name));
}

}  // namespace

const CommandTable& show_access_lists_table() {
  static const CommandTable table{
      action(show_word() / lists()).runs(show_access_lists),
      action(show_word() / word("ip", "IP services of the device") / lists()).runs(show_access_lists),
  };
  return table;
}

}  // namespace ferry::commands
