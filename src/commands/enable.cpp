#include "commands/passwords.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;

Path enable_word() {
  return word("enable", "Password for privileged EXEC mode");
}

EditResult set_secret(Edit& edit, const Match& match) {
  auto secret = read_secret(edit, match);
  if (!secret) return std::unexpected(std::move(secret.error()));
  edit.config.enable_secrets.insert_or_assign(15, std::move(*secret));
  return {};
}

EditResult clear_secret(Edit& edit, const Match&) {
  edit.config.enable_secrets.erase(15);
  return {};
}

EditResult set_password(Edit& edit, const Match& match) {
  auto password = read_password(edit, match);
  if (!password) return std::unexpected(std::move(password.error()));
  edit.config.enable_passwords.insert_or_assign(15, std::move(*password));
  return {};
}

EditResult clear_password(Edit& edit, const Match&) {
  edit.config.enable_passwords.erase(15);
  return {};
}

}  // namespace

const CommandTable& enable_table() {
  static const CommandTable table{
      setting(enable_word() / word("secret", "Kept as a hash, goes before the password") / secret_path())
          .sets(set_secret)
          .clears(clear_secret)
          .shows([](const Config& config, Lines& lines) {
            for (const auto& [level, secret] : config.enable_secrets) lines.add("enable " + with_type(secret));
          })
          .examples({"enable secret 9 $9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM"}),
      setting(enable_word() / word("password", "Kept readable") / password_path())
          .sets(set_password)
          .clears(clear_password)
          .shows([](const Config& config, Lines& lines) {
            for (const auto& [level, password] : config.enable_passwords)
              lines.add("enable " + with_type_if_needed(password));
          })
          .examples({"enable password lab", "enable password 7 094F471A1A0A", "enable password 0 7 up"}),
  };
  return table;
}

}  // namespace ferry::commands
