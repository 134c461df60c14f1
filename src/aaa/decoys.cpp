#include "aaa/decoys.h"

#include <set>
#include <string>

#include "aaa/local_users.h"
#include "crypto/password_hash.h"

namespace ferry::aaa {
namespace {

using config::Password;
using config::PasswordType;

/// `size` characters of the alphabet that password hashes are written in.
std::string random_text(std::size_t size, Random& random) {
  constexpr std::string_view alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  ByteVector bytes(size);
  random.fill(bytes);
  std::string text;
  for (const Byte byte : bytes) text.push_back(alphabet[byte % alphabet.size()]);
  return text;
}

/// A hash that never was computed: no password is known to lead to it, and making it costs nothing.
std::string random_hash(std::string_view prefix, std::size_t salt_size, std::size_t digest_size,
                        Random& random) {
  const auto salt = random_text(salt_size, random);
  return std::string{prefix} + salt + "$" + random_text(digest_size, random);
}

}  // namespace

Decoys::Decoys(Random& random) {
  constexpr std::size_t clear_size = 16;
  const auto add = [&](PasswordType type, std::string text) {
    by_type_[type] = Password{true, type, std::move(text)};
  };
  add(PasswordType::clear, random_text(clear_size, random));
  add(PasswordType::reversible, crypto::encode_type7(Secret{random_text(clear_size, random)}, 0));
  add(PasswordType::md5, random_hash("$1$", 4, 22, random));
  add(PasswordType::sha256, random_hash("$8$", 14, 43, random));
  add(PasswordType::scrypt, random_hash("$9$", 14, 43, random));
}

VerificationPlan plan_verification(const config::Config& config, const Password* real, const Decoys& decoys) {
  std::set<PasswordType> types;
  for (const auto& [name, user] : config.users) {
    if (user.password) types.insert(user.password->type);
  }
  if (real != nullptr) types.insert(real->type);
  VerificationPlan plan{.checks = {}, .real = real};
  for (const PasswordType type : types) {
    const bool in_place = real != nullptr && real->type == type;
    plan.checks.push_back(in_place ? real : &decoys.of(type));
  }
  return plan;
}

bool matches(const VerificationPlan& plan, const Secret& typed) {
  bool opened = false;
  for (const Password* password : plan.checks) {
    const bool same = password_matches(*password, typed);
    if (password == plan.real) opened = same;
  }
  return opened;
}

}  // namespace ferry::aaa
