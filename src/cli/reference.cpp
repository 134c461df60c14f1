#include "cli/reference.h"

#include <fmt/format.h>

#include <array>

namespace ferry::cli {
namespace {

constexpr std::array all_modes{
    Mode::exec,          Mode::global_config,    Mode::line_config, Mode::pubkey_chain,  Mode::pubkey_user,
    Mode::pubkey_server, Mode::pubkey_authority, Mode::access_list, Mode::tacacs_server, Mode::tacacs_group,
    Mode::radius_server, Mode::radius_group,     Mode::unmodelled,  Mode::archive,       Mode::archive_log};
static_assert(all_modes.size() == mode_count);

struct PartSyntax {
  std::string operator()(const Token& token) const {
    if (token.kind == TokenKind::keyword) return token.text;
    return token.kind == TokenKind::name ? token.text + "-name" : token.label;
  }
  std::string operator()(const Optional& part) const { return fmt::format("[{}]", syntax(part.path)); }
  std::string operator()(const OneOf& part) const {
    std::string text;
    for (const Path& path : part.paths) text += (text.empty() ? "" : " | ") + syntax(path);
    return fmt::format("{{{}}}", text);
  }
  std::string operator()(const Repeated& part) const { return fmt::format("{} ...", syntax(part.path)); }
};

struct LastKeyword {
  std::string help;

  void visit(const Path& path) {
    for (const Element& element : path.elements()) {
      const auto* token = std::get_if<Token>(&element.part);
      if (token != nullptr && token->kind == TokenKind::keyword) help = token->help;
    }
  }
};

}  // namespace

std::string syntax(const Path& path) {
  std::string text;
  for (const Element& element : path.elements()) {
    if (!text.empty()) text += ' ';
    text += std::visit(PartSyntax{}, element.part);
  }
  return text;
}

std::vector<CommandReference> reference(const Grammar& grammar) {
  std::vector<CommandReference> all;
  for (const Mode mode : all_modes) {
    for (const GrammarRow& row : grammar.rows(mode)) {
      if (row.form != Form::plain) continue;
      LastKeyword last;
      last.visit(row.command->path());
      all.push_back({.mode = mode,
                     .privilege = row.command->privilege(),
                     .syntax = syntax(row.command->path()),
                     .help = std::move(last.help),
                     .has_no_form = row.command->can_be_negated()});
    }
  }
  return all;
}

std::string_view mode_name(Mode mode) {
  switch (mode) {
    case Mode::exec:
      return "exec";
    case Mode::global_config:
      return "global configuration";
    case Mode::line_config:
      return "line configuration";
    case Mode::pubkey_chain:
      return "public key chain";
    case Mode::pubkey_user:
      return "public keys of a user";
    case Mode::pubkey_server:
      return "public keys of a server";
    case Mode::pubkey_authority:
      return "authority of users or servers";
    case Mode::access_list:
      return "standard access list";
    case Mode::tacacs_server:
      return "TACACS+ server";
    case Mode::tacacs_group:
      return "TACACS+ server group";
    case Mode::radius_server:
      return "RADIUS server";
    case Mode::radius_group:
      return "RADIUS server group";
    case Mode::unmodelled:
      return "section";
    case Mode::archive:
      return "archive";
    case Mode::archive_log:
      return "log of the configuration";
  }
  return "";
}

}  // namespace ferry::cli
