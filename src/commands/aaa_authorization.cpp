#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "commands/aaa_methods.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::AaaConfig;
using config::Config;
using config::MethodKind;
using config::MethodList;

Path authorization() {
  return aaa_word() / word("authorization", "What users may do");
}

// IOS ends lines about authorization with a blank, and what reads its configurations has learned to expect
// it.
std::string write_authorization(const MethodList& list) {
  return write_methods(list) + " ";
}

bool asks_radius(const Config& config, const MethodList& list) {
  return std::ranges::any_of(list, [&](const config::Method& method) {
    return method.kind == MethodKind::group_radius ||
           (method.kind == MethodKind::group_named && config.radius.groups.contains(method.group));
  });
}

std::expected<MethodList, Complaint> read_command_methods(Edit& edit, const Match& match) {
  auto list = read_methods(edit, match);
  if (list && asks_radius(edit.config, *list))
    edit.notices.emplace_back("% RADIUS authorizes no commands: the methods behind it decide");
  return list;
}

Command commands_list() {
  Path path = authorization() / word("commands", "For the commands of one privilege level") /
              key(number("level", 0, 15, "Level that the commands need")) / list_name() /
              authorization_methods();
  return kept_for_each_level<MethodList>(keyed(std::move(path)), read_command_methods, write_authorization,
                                         &Config::aaa, &AaaConfig::commands)
      .examples({"aaa authorization commands 15 default group tacacs+ ",
                 "aaa authorization commands 1 VTY group tacacs+ if-authenticated \n"
                 "aaa authorization commands 15 VTY group tacacs+ local none "});
}

}  // namespace

CommandTable aaa_authorization_commands() {
  return {
      setting(authorization() / word("console", "For the console, too"))
          .only_if(under_new_model)
          .stored_at(&Config::aaa, &AaaConfig::console)
          .examples({"aaa authorization console"}),
      setting(authorization() / word("config-commands", "For the commands of configuration mode, too"))
          .only_if(under_new_model)
          .stored_at(&Config::aaa, &AaaConfig::config_commands)
          .examples({"aaa authorization config-commands"}),
      keyed(authorization() / word("exec", "For starting a session, and its privilege level") / list_name() /
            authorization_methods())
          .only_if(under_new_model)
          .kept_in<MethodList>(read_methods, write_authorization, &Config::aaa, &AaaConfig::exec)
          .examples({"aaa authorization exec default local ", "aaa authorization exec default group tacacs+ ",
                     "aaa authorization exec VTY group tacacs+ if-authenticated none "}),
      commands_list(),
  };
}

}  // namespace ferry::commands
