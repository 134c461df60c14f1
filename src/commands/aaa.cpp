#include <array>
#include <string_view>
#include <utility>

#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::AaaConfig;
using config::Config;
using config::Method;
using config::MethodKind;
using config::MethodList;

constexpr unsigned most_methods = 4;

constexpr std::array<std::pair<std::string_view, MethodKind>, 6> plain_methods{
    {{"local", MethodKind::local},
     {"local-case", MethodKind::local_case},
     {"enable", MethodKind::enable},
     {"line", MethodKind::line},
     {"none", MethodKind::none},
     {"if-authenticated", MethodKind::if_authenticated}}};

bool under_new_model(const Config& config) {
  return config.aaa.new_model;
}

Path aaa_word() {
  return word("aaa", "Authentication, authorization and accounting");
}
Path authentication() {
  return aaa_word() / word("authentication", "How users prove who they are");
}
Path authorization() {
  return aaa_word() / word("authorization", "What users may do");
}

Path list_name(std::string default_help, std::string named_help) {
  return key(one_of(word("default", std::move(default_help)), text("list", std::move(named_help))));
}

Path group_method() {
  return word("group", "Ask a group of AAA servers") / one_of(word("radius", "All RADIUS servers"),
                                                              word("tacacs+", "All TACACS+ servers"),
                                                              text("group", "Name of a server group"));
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

Path exec_methods() {
  return repeated(one_of(group_method(), word("if-authenticated", "Allow whoever has logged in"),
                         word("local", "The local user names"), word("none", "Allow everybody")),
                  most_methods);
}

Method read_group(const MatchedWord& group) {
  if (group.kind != TokenKind::keyword) return {MethodKind::group_named, group.text};
  return {group.name == "radius" ? MethodKind::group_radius : MethodKind::group_tacacs, {}};
}

std::expected<MethodList, Complaint> read_methods(Edit&, const Match& match) {
  MethodList list;
  const auto typed = match.words();
  for (std::size_t index = match.command().path().subject_length(); index < typed.size(); ++index) {
    if (typed[index].name == "group" && typed[index].kind == TokenKind::keyword) {
      list.push_back(read_group(typed[++index]));
      continue;
    }
    for (const auto& [name, kind] : plain_methods) {
      if (typed[index].name == name) list.push_back({kind, {}});
    }
  }
  return list;
}

std::string write_method(const Method& method) {
  for (const auto& [name, kind] : plain_methods) {
    if (method.kind == kind) return std::string{name};
  }
  if (method.kind == MethodKind::group_radius) return "group radius";
  if (method.kind == MethodKind::group_tacacs) return "group tacacs+";
  return "group " + method.group;
}

std::string write_methods(const MethodList& list) {
  std::string text;
  for (const Method& method : list) text += (text.empty() ? "" : " ") + write_method(method);
  return text;
}

// IOS ends lines about authorization with a blank, and what reads its configurations has learned to expect
// it.
std::string write_authorization(const MethodList& list) {
  return write_methods(list) + " ";
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

}  // namespace

// Server groups stand between this and the lists that name them.
const CommandTable& aaa_new_model_table() {
  static const CommandTable table{
      setting(aaa_word() /
              word("new-model", "Log in by AAA method lists, in place of the settings of each line"))
          .sets(set_new_model)
          .clears(clear_new_model)
          .shows(show_new_model)
          .examples({"aaa new-model", "no aaa new-model"}),
  };
  return table;
}

const CommandTable& aaa_table() {
  static const CommandTable table{
      keyed(authentication() / word("login", "Method list for logins") /
            list_name("The list for lines that name no other", "Name of the list") / login_methods())
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
      keyed(authorization() / word("exec", "For starting a session, and its privilege level") /
            list_name("The list for lines that name no other", "Name of the list") / exec_methods())
          .only_if(under_new_model)
          .kept_in<MethodList>(read_methods, write_authorization, &Config::aaa, &AaaConfig::exec)
          .examples({"aaa authorization exec default local ", "aaa authorization exec default group tacacs+ ",
                     "aaa authorization exec VTY group tacacs+ if-authenticated none "}),
      setting(aaa_word() / word("session-id", "Identifiers of AAA sessions") /
              word("common", "One identifier for all services of a session"))
          .only_if(under_new_model)
          .sets(accept)
          .shows(show_session_id)
          .examples({"aaa session-id common"}),
  };
  return table;
}

}  // namespace ferry::commands
