#include <string_view>
#include <utility>

#include "commands/aaa_methods.h"
#include "commands/joined.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::AaaConfig;
using config::Config;
using config::MethodList;

Path authentication() {
  return aaa_word() / word("authentication", "How users prove who they are");
}

Path login_methods() {
  return repeated(
      one_of(group_method(), word("enable", "The enable secret or password"),
             word("line", "The password of the line"), word("local", "The local user names"),
             word("local-case", "The local user names, case-sensitive"), word("none", "Let everybody in")),
      most_methods);
}

Path enable_methods() {
  return repeated(one_of(group_method(), word("enable", "The enable secret or password"),
                         word("line", "The password of the line"), word("none", "Let everybody in")),
                  most_methods);
}

// The lines of a router know either the one way to log in or the other; what belongs to the other is gone.
EditResult set_new_model(Edit& edit, const Match&) {
  if (edit.config.aaa.new_model) return {};
  edit.config.aaa.new_model = true;
  const Config untouched;
  for (config::LineVty& line : edit.config.vty) {
    line.login = config::LineVty{}.login;
    line.login_local = false;
  }
  edit.config.console.login = untouched.console.login;
  edit.config.console.login_local = false;
  return {};
}

void forget_lists(config::LineVty& line) {
  line.login_list = config::LineVty{}.login_list;
  line.exec_list = config::LineVty{}.exec_list;
  line.command_lists.clear();
  line.accounting = config::LineVty{}.accounting;
}

EditResult clear_new_model(Edit& edit, const Match&) {
  edit.config.aaa = {};
  for (config::LineVty& line : edit.config.vty) forget_lists(line);
  forget_lists(edit.config.console);
  return {};
}

EditResult accept(Edit&, const Match&) {
  return {};
}

void show_new_model(const Config& config, Lines& lines) {
  lines.add(config.aaa.new_model ? "aaa new-model" : "no aaa new-model");
}

void show_session_id(const Config& config, Lines& lines) {
  if (!config.aaa.new_model) return;
  lines.separate();
  lines.add("aaa session-id common");
}

CommandTable new_model_commands() {
  return {
      setting(aaa_word() /
              word("new-model", "Log in by AAA method lists, in place of the settings of each line"))
          .sets(set_new_model)
          .clears(clear_new_model)
          .shows(show_new_model)
          .examples({"aaa new-model", "no aaa new-model"}),
  };
}

CommandTable authentication_commands() {
  return {
      keyed(authentication() / word("login", "Method list for logins") / list_name() / login_methods())
          .only_if(under_new_model)
          .kept_in<MethodList>(read_methods, write_methods, &Config::aaa, &AaaConfig::login)
          .examples({"aaa authentication login default local",
                     "aaa authentication login default group tacacs+",
                     "aaa authentication login CONSOLE group radius group MINE local-case enable",
                     "aaa authentication login default line none"}),
      keyed(authentication() / word("enable", "Method list for the enable command") /
            key(word("default", "The list for lines that name no other")) / enable_methods())
          .only_if(under_new_model)
          .kept_in<MethodList>(read_methods, write_methods, &Config::aaa, &AaaConfig::enable)
          .examples({"aaa authentication enable default group tacacs+ enable"}),
  };
}

CommandTable session_id_commands() {
  return {
      setting(aaa_word() / word("session-id", "Identifiers of AAA sessions") /
              word("common", "One identifier for all services of a session"))
          .only_if(under_new_model)
          .sets(accept)
          .shows(show_session_id)
          .examples({"aaa session-id common"}),
  };
}

}  // namespace

// Server groups stand between this and the lists that name them.
const CommandTable& aaa_new_model_table() {
  static const CommandTable table = joined({new_model_commands(), aaa_local_commands()});
  return table;
}

const CommandTable& aaa_table() {
  static const CommandTable table = joined({authentication_commands(), aaa_authorization_commands(),
                                            aaa_accounting_commands(), session_id_commands()});
  return table;
}

}  // namespace ferry::commands
