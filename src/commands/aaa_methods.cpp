#include "commands/aaa_methods.h"

#include <array>
#include <string_view>
#include <utility>

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::Method;
using config::MethodKind;
using config::MethodList;

constexpr std::array<std::pair<std::string_view, MethodKind>, 6> plain_methods{
    {{"local", MethodKind::local},
     {"local-case", MethodKind::local_case},
     {"enable", MethodKind::enable},
     {"line", MethodKind::line},
     {"none", MethodKind::none},
     {"if-authenticated", MethodKind::if_authenticated}}};

Method read_group(const MatchedWord& group) {
  if (group.kind != TokenKind::keyword) return {MethodKind::group_named, group.text};
  return {group.name == "radius" ? MethodKind::group_radius : MethodKind::group_tacacs, {}};
}

std::string write_method(const Method& method) {
  for (const auto& [name, kind] : plain_methods) {
    if (method.kind == kind) return std::string{name};
  }
  if (method.kind == MethodKind::group_radius) return "group radius";
  if (method.kind == MethodKind::group_tacacs) return "group tacacs+";
  return "group " + method.group;
}

}  // namespace

bool under_new_model(const Config& config) {
  return config.aaa.new_model;
}

Path aaa_word() {
  return word("aaa", "Authentication, authorization and accounting");
}

Path list_name() {
  return key(
      one_of(word("default", "The list for lines that name no other"), text("list", "Name of the list")));
}

std::string list_of(const Match& match) {
  const MatchedWord* const named = match.find("list");
  return named == nullptr ? "default" : named->text;
}

Path group_method() {
  return word("group", "Ask a group of AAA servers") / one_of(word("radius", "All RADIUS servers"),
                                                              word("tacacs+", "All TACACS+ servers"),
                                                              text("group", "Name of a server group"));
}

Path authorization_methods() {
  return repeated(one_of(group_method(), word("if-authenticated", "Allow whoever has logged in"),
                         word("local", "The local user names"), word("none", "Allow everybody")),
                  most_methods);
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

std::string write_methods(const MethodList& list) {
  std::string text;
  for (const Method& method : list) text += (text.empty() ? "" : " ") + write_method(method);
  return text;
}

}  // namespace ferry::commands
