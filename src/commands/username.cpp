#include <fmt/format.h>

#include "commands/passwords.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::Password;
using config::User;

std::expected<std::optional<Password>, Complaint> typed_password(Edit& edit, const Match& match) {
  if (match.has("secret")) return read_secret(edit, match);
  if (match.has("password")) return read_password(edit, match);
  return std::nullopt;
}

EditResult set_user(Edit& edit, const Match& match) {
  const std::string name = match.text("name");
  const auto found = edit.config.users.find(name);
  User user = found == edit.config.users.end() ? User{} : found->second;
  auto password = typed_password(edit, match);
  if (!password) return std::unexpected(std::move(password.error()));
  if (*password) {
    if (user.password && user.password->is_secret != (*password)->is_secret) {
      return complain(
          "ERROR: Can not have both a user password and a user secret.\nPlease choose one or the other.");
    }
    user.password = std::move(*password);
  }
  if (const auto level = match.number("level")) user.privilege = static_cast<unsigned>(*level);
  edit.config.users.insert_or_assign(name, std::move(user));
  edit.changed_users.push_back(name);
  return {};
}

EditResult remove_user(Edit& edit, const Match& match) {
  const auto user = edit.config.users.find(match.text("name"));
  if (user == edit.config.users.end()) return {};
  if (edit.confirmation == Confirmation::wanted) {
    // The words that tools wait for.
    return ask_first(
        "This operation will remove all username related configurations with same name."
        "Do you want to continue? [confirm]");
  }
  edit.config.users.erase(user);
  return {};
}

void show_users(const Config& config, Lines& lines) {
  for (const auto& [name, user] : config.users) {
    const std::string privilege = user.privilege == 1 ? "" : fmt::format(" privilege {}", user.privilege);
    const std::string password = user.password ? " " + with_type(*user.password) : "";
    lines.add(fmt::format("username {}{}{}", name, privilege, password));
  }
}

}  // namespace

const CommandTable& username_table() {
  static const CommandTable table{
      keyed(word("username", "Local users") / key(text("name", "User name")) /
            maybe(word("privilege", "Privilege level after login") /
                  number("level", 0, 15, "1 for user EXEC, 15 for everything")) /
            maybe(one_of(word("password", "Password that is kept readable") / password_path(),
                         word("secret", "Password that is kept as a hash") / secret_path())))
          .sets(set_user)
          .clears(remove_user)
          .shows(show_users)
          .examples({"username user1 privilege 15 password 0 lab", "username a password 7 094F471A1A0A",
                     "username b privilege 15", "username c", "username privilege privilege 0",
                     "username d secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0"}),
  };
  return table;
}

}  // namespace ferry::commands
