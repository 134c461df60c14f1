#include "aaa/local_users.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "crypto/password_hash.h"

namespace ferry::aaa {
namespace {

using config::Password;
using config::PasswordType;

/// The type for `crypto`, which knows the one-way ones only.
crypto::SecretType one_way(PasswordType type) {
  switch (type) {
    case PasswordType::md5:
      return crypto::SecretType::md5;
    case PasswordType::sha256:
      return crypto::SecretType::sha256;
    case PasswordType::scrypt:
      return crypto::SecretType::scrypt;
    case PasswordType::clear:
    case PasswordType::reversible:
      break;
  }
  std::unreachable();
}

bool can_be_read_back(PasswordType type) {
  return type == PasswordType::clear || type == PasswordType::reversible;
}

Result<void> check_clear(Bytes password) {
  if (password.empty()) return failure(ErrorCode::invalid, "a password cannot be empty");
  if (password.size() > max_password_bytes) {
    return failure(ErrorCode::invalid,
                   fmt::format("a password has at most {} characters", max_password_bytes));
  }
  if (std::ranges::find(password, Byte{0}) != password.end())
    return failure(ErrorCode::invalid, "a password cannot hold a NUL");
  return {};
}

}  // namespace

const config::User* find_user(const config::Config& config, std::string_view name, NameCase name_case) {
  const auto exact = config.users.find(std::string{name});
  if (exact != config.users.end()) return &exact->second;
  if (name_case == NameCase::exact) return nullptr;
  const auto same = [&](const auto& entry) { return equal_ignoring_case(entry.first, name); };
  const auto found = std::ranges::find_if(config.users, same);
  return found == config.users.end() ? nullptr : &found->second;
}

bool password_matches(const Password& stored, const Secret& typed) {
  if (!check_clear(typed.reveal())) return false;
  if (!can_be_read_back(stored.type)) {
    return crypto::password_matches(one_way(stored.type), stored.text, typed);
  }
  const auto clear = reveal(stored);
  return clear && equal_secrets(*clear, typed);
}

Password make_secret(const Secret& clear, Random& random) {
  return {.is_secret = true,
          .type = PasswordType::scrypt,
          .text = crypto::hash_password(crypto::SecretType::scrypt, clear, random)};
}

Password make_reversible(const Secret& clear, Random& random) {
  // IOS starts at one of the first 16 places of its key.
  constexpr unsigned offsets = 16;
  std::array<Byte, 1> drawn{};
  random.fill(drawn);
  return {.is_secret = false,
          .type = PasswordType::reversible,
          .text = crypto::encode_type7(clear, drawn[0] % offsets)};
}

Result<Secret> reveal(const Password& password) {
  if (password.type == PasswordType::clear) return Secret{password.text};
  if (password.type == PasswordType::reversible) return crypto::decode_type7(password.text);
  return failure(ErrorCode::unsupported,
                 fmt::format("a type {} secret cannot be read back", std::to_underlying(password.type)));
}

Result<void> check_form(const Password& password) {
  if (!can_be_read_back(password.type)) return crypto::check_hash_form(one_way(password.type), password.text);
  const auto clear = reveal(password);
  if (!clear) return std::unexpected(clear.error());
  return check_clear(clear->reveal());
}

}  // namespace ferry::aaa
