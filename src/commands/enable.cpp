#include <fmt/format.h>

#include "base/text.h"
#include "commands/passwords.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::Password;
using ByLevel = std::map<unsigned, Password>;

Path enable_word() {
  return word("enable", "Passwords for higher privilege levels");
}

Path level_path() {
  return key(maybe(word("level", "For a level below 15") / number("level", 1, 15, "Privilege level")));
}

unsigned level_of(const Match& match) {
  return static_cast<unsigned>(match.number("level").value_or(privilege::enable));
}

EditResult set_secret(Edit& edit, const Match& match) {
  auto secret = read_secret(edit, match);
  if (!secret) return std::unexpected(std::move(secret.error()));
  edit.config.enable_secrets.insert_or_assign(level_of(match), std::move(*secret));
  return {};
}

EditResult clear_secret(Edit& edit, const Match& match) {
  edit.config.enable_secrets.erase(level_of(match));
  return {};
}

EditResult set_password(Edit& edit, const Match& match) {
  auto password = read_password(edit, match);
  if (!password) return std::unexpected(std::move(password.error()));
  edit.config.enable_passwords.insert_or_assign(level_of(match), std::move(*password));
  return {};
}

EditResult clear_password(Edit& edit, const Match& match) {
  edit.config.enable_passwords.erase(level_of(match));
  return {};
}

/// "secret 9 $9$..." with the level behind its first word.
std::string with_level(unsigned level, std::string text) {
  if (level == privilege::enable) return text;
  return text.insert(text.find(' '), fmt::format(" level {}", level));
}

void show_secrets(const Config& config, Lines& lines) {
  for (const auto& [level, secret] : config.enable_secrets)
    lines.add("enable " + with_level(level, with_type(secret)));
}

/// Would the beginning of this password be taken for the keyword, or for a beginning of it?
bool looks_like_level(std::string_view password) {
  constexpr std::string_view keyword = "level";
  const auto first = words(password);
  return !first.empty() && equal_ignoring_case(first.front(), keyword.substr(0, first.front().size()));
}

void show_passwords(const Config& config, Lines& lines) {
  for (const auto& [level, password] : config.enable_passwords) {
    const bool plain = level == privilege::enable && !looks_like_level(password.text);
    lines.add("enable " + with_level(level, plain ? with_type_if_needed(password) : with_type(password)));
  }
}

}  // namespace

const CommandTable& enable_table() {
  static const CommandTable table{
      setting(enable_word() / word("secret", "Kept as a hash, goes before the password") / level_path() /
              secret_path())
          .sets(set_secret)
          .clears(clear_secret)
          .shows(show_secrets)
          .examples(
              {"enable secret 9 $9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM",
               "enable secret level 7 9 $9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM"}),
      setting(enable_word() / word("password", "Kept readable") / level_path() / password_path())
          .sets(set_password)
          .clears(clear_password)
          .shows(show_passwords)
          .examples({"enable password lab", "enable password 7 094F471A1A0A", "enable password 0 7 up",
                     "enable password level 7 0 seven", "enable password 0 level 7 seven",
                     "enable password 0 le"}),
  };
  return table;
}

}  // namespace ferry::commands
