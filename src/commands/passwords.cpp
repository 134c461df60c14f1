#include "commands/passwords.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "commands/shared_keys.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using config::Password;
using config::PasswordType;

constexpr std::array<std::pair<std::string_view, PasswordType>, 5> types{{{"0", PasswordType::clear},
                                                                          {"5", PasswordType::md5},
                                                                          {"7", PasswordType::reversible},
                                                                          {"8", PasswordType::sha256},
                                                                          {"9", PasswordType::scrypt}}};

Password typed(const cli::Match& match, bool is_secret) {
  Password password{
      .is_secret = is_secret, .type = PasswordType::clear, .text = std::string{trim(match.text("password"))}};
  for (const auto& [digit, type] : types) {
    if (match.has(digit)) password.type = type;
  }
  return password;
}

void encrypt(cli::Edit& edit, Password& password) {
  if (password.is_secret || password.type != PasswordType::clear) return;
  password = edit.hasher.make_reversible(Secret{password.text});
}

void encrypt(cli::Edit& edit, std::optional<Password>& password) {
  if (password) encrypt(edit, *password);
}

/// The keys of the servers of one protocol, wherever they are configured.
template <class Servers>
void encrypt_server_keys(cli::Edit& edit, Servers& config) {
  using Server = decltype(config.servers)::value_type;
  encrypt_key(edit, config.key);
  for (Server& server : config.servers) {
    encrypt_key(edit, server.key);
    encrypt_key(edit, server.tls.psk);
  }
  for (Server& server : config.hosts) encrypt_key(edit, server.key);
  for (auto& group : config.groups | std::views::values) {
    for (auto& member : group.members) {
      if (auto* const server = std::get_if<Server>(&member)) encrypt_key(edit, server->key);
    }
  }
}

cli::EditResult set_encryption(cli::Edit& edit, const cli::Match&) {
  config::Config& config = edit.config;
  config.services.password_encryption = true;
  for (Password& password : config.enable_passwords | std::views::values) encrypt(edit, password);
  for (config::User& user : config.users | std::views::values) encrypt(edit, user.password);
  for (config::LineVty& line : config.vty) encrypt(edit, line.password);
  encrypt(edit, config.console.password);
  encrypt_server_keys(edit, edit.config.tacacs);
  encrypt_server_keys(edit, edit.config.radius);
  encrypt(edit, config.remote.scp.password);
  encrypt(edit, config.remote.sftp.password);
  encrypt(edit, config.remote.ftp.password);
  encrypt(edit, config.remote.http.password);
  return {};
}

// What is encrypted already stays so, as in IOS.
cli::EditResult clear_encryption(cli::Edit& edit, const cli::Match&) {
  edit.config.services.password_encryption = false;
  return {};
}

void show_encryption(const config::Config& config, cli::Lines& lines) {
  if (config.services.password_encryption) lines.add("service password-encryption");
}

std::expected<Password, cli::Complaint> checked(cli::Edit& edit, Password password) {
  const Result<void> right = edit.hasher.check(password);
  if (!right) return cli::complain("ERROR: " + right.error().message);
  return password;
}

}  // namespace

cli::Path password_path() {
  return cli::one_of(
      cli::word("0", "The password follows in clear") / cli::rest("password", "The password in clear"),
      cli::word("7", "The password follows in its readable encryption") /
          cli::rest("password", "The encrypted password"),
      cli::rest("password", "The password in clear"));
}

cli::Path secret_path() {
  return cli::one_of(
      cli::word("0", "The secret follows in clear") / cli::rest("password", "The secret in clear"),
      cli::word("5", "An MD5 hash follows") / cli::rest("password", "The hash"),
      cli::word("8", "A PBKDF2 hash follows") / cli::rest("password", "The hash"),
      cli::word("9", "A scrypt hash follows") / cli::rest("password", "The hash"),
      cli::rest("password", "The secret in clear"));
}

std::expected<Password, cli::Complaint> read_password(cli::Edit& edit, const cli::Match& match) {
  auto password = checked(edit, typed(match, false));
  if (password && edit.config.services.password_encryption) encrypt(edit, *password);
  return password;
}

std::expected<Password, cli::Complaint> read_secret(cli::Edit& edit, const cli::Match& match) {
  auto secret = checked(edit, typed(match, true));
  if (!secret || secret->type != PasswordType::clear) return secret;
  return edit.hasher.make_secret(Secret{secret->text});
}

std::string with_type(const Password& password) {
  return fmt::format("{} {} {}", password.is_secret ? "secret" : "password",
                     std::to_underlying(password.type), password.text);
}

std::string with_type_if_needed(const Password& password) {
  const auto first = words(password.text);
  const bool looks_typed = !first.empty() && std::ranges::any_of(types, [&](const auto& entry) {
    return entry.first == first.front();
  });
  if (password.type != PasswordType::clear || looks_typed) return with_type(password);
  return "password " + password.text;
}

const cli::CommandTable& password_encryption_table() {
  static const cli::CommandTable table{
      cli::setting(cli::word("service", "Services of the device") /
                   cli::word("password-encryption", "Keep no password in clear: type 7 in place of 0"))
          .sets(set_encryption)
          .clears(clear_encryption)
          .shows(show_encryption)
          .examples({"service password-encryption",
                     "service password-encryption\nno service password-encryption",
                     "service password-encryption\nenable password lab"}),
  };
  return table;
}

}  // namespace ferry::commands
