#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "commands/aaa_methods.h"
#include "commands/joined.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::AaaConfig;
using config::AccountingAction;
using config::AccountingConfig;
using config::AccountingList;
using config::AccountingLists;
using config::Config;
using config::LineAccounting;
using config::LineVty;

constexpr unsigned most_groups = 4;
constexpr unsigned highest_level = 15;

constexpr std::array<std::pair<std::string_view, AccountingAction>, 4> actions{
    {{"none", AccountingAction::none},
     {"start-stop", AccountingAction::start_stop},
     {"stop-only", AccountingAction::stop_only},
     {"wait-start", AccountingAction::wait_start}}};

Path accounting() {
  return aaa_word() / word("accounting", "Tell AAA servers who did what");
}

Path default_list() {
  return key(word("default", "The list of the device"));
}

Path to_groups(Path when) {
  return std::move(when) / maybe(word("broadcast", "To every group, not to the first that answers")) /
         repeated(group_method(), most_groups);
}

/// What stands behind the name of a list.
Path what_to_send() {
  return one_of(
      word("none", "Nothing"),
      to_groups(one_of(word("start-stop", "A record when it begins and one when it ends"),
                       word("stop-only", "A record when it ends"),
                       word("wait-start", "As start-stop, and it begins when a server has the record"))));
}

std::expected<AccountingList, Complaint> read_list(Edit&, const Match& match) {
  AccountingList list;
  const auto typed = match.words();
  for (std::size_t index = match.command().path().subject_length(); index < typed.size(); ++index) {
    if (typed[index].name == "group") {
      list.groups.push_back(typed[++index].text);
      continue;
    }
    if (typed[index].name == "broadcast") list.broadcast = true;
    for (const auto& [name, action] : actions) {
      if (typed[index].name == name) list.action = action;
    }
  }
  return list;
}

std::string write_list(const AccountingList& list) {
  const auto action =
      std::ranges::find(actions, list.action, &std::pair<std::string_view, AccountingAction>::second);
  std::string text{action->first};
  if (list.broadcast) text += " broadcast";
  for (const std::string& group : list.groups) text += " group " + group;
  return text;
}

// Where RADIUS is asked it has no record for them; that a server has none is seen only when it is too late.
std::expected<AccountingList, Complaint> read_command_list(Edit& edit, const Match& match) {
  auto list = read_list(edit, match);
  const auto is_radius = [&](const std::string& group) {
    return group == "radius" || edit.config.radius.groups.contains(group);
  };
  if (list && std::ranges::any_of(list->groups, is_radius))
    edit.notices.emplace_back("% Commands are not accounted by RADIUS servers");
  return list;
}

Command commands_list() {
  Path path = accounting() / word("commands", "Commands of one privilege level") /
              key(number("level", 0, highest_level, "Privilege level")) / list_name() / what_to_send();
  return kept_for_each_level<AccountingList>(keyed(std::move(path)), read_command_list, write_list,
                                             &Config::aaa, &AaaConfig::accounting,
                                             &AccountingConfig::commands)
      .examples({"aaa accounting commands 15 default stop-only group tacacs+",
                 "aaa accounting commands 1 VTY start-stop group tacacs+"});
}

Path update_words() {
  return accounting() / word("update", "Records of sessions that go on");
}

Path periodic() {
  return word("periodic", "From time to time") / number("minutes", 1, 71582, "Minutes");
}

EditResult set_updates(Edit& edit, const Match& match) {
  AccountingConfig& accounting = edit.config.aaa.accounting;
  accounting.update_news = match.has("newinfo");
  accounting.update_period.reset();
  if (const auto minutes = match.number("minutes")) accounting.update_period = std::chrono::minutes{*minutes};
  return {};
}

EditResult clear_updates(Edit& edit, const Match&) {
  edit.config.aaa.accounting.update_news = false;
  edit.config.aaa.accounting.update_period.reset();
  return {};
}

void show_updates(const Config& config, Lines& lines) {
  const AccountingConfig& accounting = config.aaa.accounting;
  if (!accounting.update_news && !accounting.update_period) return;
  std::string line = "aaa accounting update";
  if (accounting.update_news) line += " newinfo";
  if (accounting.update_period) line += fmt::format(" periodic {}", accounting.update_period->count());
  lines.add(line);
}

void show_suppressed(const Config& config, Lines& lines) {
  if (config.aaa.accounting.suppress_null_username) lines.add("aaa accounting suppress null-username");
}

Command general_list(std::string_view what, std::string help, Path name,
                     AccountingLists AccountingConfig::* member, std::vector<std::string> examples) {
  return keyed(accounting() / word(std::string{what}, std::move(help)) / std::move(name) / what_to_send())
      .only_if(under_new_model)
      .kept_in<AccountingList>(read_list, write_list, &Config::aaa, &AaaConfig::accounting, member)
      .examples(std::move(examples));
}

CommandTable general_rows() {
  return {
      setting(accounting() / word("suppress", "What is not recorded") /
              word("null-username", "What is done by nobody in particular"))
          .only_if(under_new_model)
          .stored_at(&Config::aaa, &AaaConfig::accounting, &AccountingConfig::suppress_null_username)
          .shows(show_suppressed)
          .examples({"aaa accounting suppress null-username"}),
      setting(update_words() / word("newinfo", "When the privilege level of a user has changed") /
              maybe(periodic()))
          .only_if(under_new_model)
          .sets(set_updates)
          .clears(clear_updates)
          .shows(show_updates)
          .examples({"aaa accounting update newinfo", "aaa accounting update newinfo periodic 5"}),
      // One line, whatever stands in it: the row above shows it.
      setting(update_words() / periodic())
          .only_if(under_new_model)
          .sets(set_updates)
          .clears(clear_updates)
          .examples({"aaa accounting update periodic 5"}),
  };
}

CommandTable list_rows() {
  return {
      general_list("exec", "Sessions", list_name(), &AccountingConfig::exec,
                   {"aaa accounting exec default start-stop group tacacs+",
                    "aaa accounting exec CONSOLE wait-start broadcast group radius group MINE",
                    "aaa accounting exec QUIET none"}),
      commands_list(),
      general_list("connection", "Files that come and go", list_name(), &AccountingConfig::connection,
                   {"aaa accounting connection default stop-only group tacacs+ group radius"}),
      general_list("network", "Connections of networks, of which this device has none", list_name(),
                   &AccountingConfig::network, {"aaa accounting network default start-stop group radius"}),
      general_list("system", "Starts and ends of the device", default_list(), &AccountingConfig::system,
                   {"aaa accounting system default start-stop group radius"}),
  };
}

// On lines.

Path line_accounting_word() {
  return word("accounting", "What is recorded of users of the line");
}

}  // namespace

CommandTable aaa_accounting_commands() {
  return joined({general_rows(), list_rows()});
}

const CommandTable& line_accounting_table() {
  static const CommandTable table{
      list_for_each_level(line_accounting_word() / word("commands", "Commands of one privilege level"),
                          "Privilege level", &LineVty::accounting, &LineAccounting::commands)
          .examples({"aaa new-model\nline vty 0 4\n accounting commands 15 VTY"}),
      setting(line_accounting_word() / word("connection", "Files that come and go") /
              text("list", "Name of the list"))
          .in(Mode::line_config)
          .only_if(under_new_model)
          .stored_at(&LineVty::accounting, &LineAccounting::connection)
          .examples({"aaa new-model\nline vty 0 4\n accounting connection VTY"}),
      setting(line_accounting_word() / word("exec", "Sessions") / text("list", "Name of the list"))
          .in(Mode::line_config)
          .only_if(under_new_model)
          .stored_at(&LineVty::accounting, &LineAccounting::exec)
          .examples({"aaa new-model\nline con 0\n accounting exec CONSOLE"}),
  };
  return table;
}

}  // namespace ferry::commands
