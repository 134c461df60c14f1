#include "crypto/password_hash.h"

#include <crypt.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>

#include "crypto/openssl.h"

namespace ferry::crypto {
namespace {

/// Both crypt(3) and Cisco's types 8 and 9 use this alphabet; types 8 and 9 pack bits as RFC 4648 does.
constexpr std::string_view alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

constexpr std::size_t derived_size = 32;
constexpr int sha256_rounds = 20000;
constexpr std::uint64_t scrypt_cost = 16384;
constexpr std::uint64_t scrypt_block = 1;
constexpr std::uint64_t scrypt_parallel = 1;

struct Form {
  SecretType type;
  std::string_view prefix;
  std::size_t fresh_salt_size;
  std::size_t minimum_salt_size;
  std::size_t maximum_salt_size;
  std::size_t digest_size;
};

constexpr Form forms[] = {
    {SecretType::md5, "$1$", 4, 1, 8, 22},
    {SecretType::sha256, "$8$", 14, 14, 14, 43},
    {SecretType::scrypt, "$9$", 14, 14, 14, 43},
};

const Form& form_of(SecretType type) {
  for (const auto& form : forms) {
    if (form.type == type) return form;
  }
  throw std::invalid_argument("no such type of secret");
}

bool is_encoded(std::string_view text) {
  return text.find_first_not_of(alphabet) == std::string_view::npos;
}

std::string encode(Bytes bytes) {
  std::string text;
  unsigned group = 0;
  unsigned bits = 0;
  for (const Byte byte : bytes) {
    group = group << 8 | byte;
    for (bits += 8; bits >= 6; bits -= 6) text.push_back(alphabet[group >> (bits - 6) & 63]);
  }
  if (bits > 0) text.push_back(alphabet[group << (6 - bits) & 63]);
  return text;
}

std::string fresh_salt(std::size_t size, Random& random) {
  ByteVector bytes(size);
  random.fill(bytes);
  std::string salt;
  for (const Byte byte : bytes) salt.push_back(alphabet[byte & 63]);
  return salt;
}

/// The salt in a hash of the right form; nothing for another form.
std::optional<std::string_view> salt_of(const Form& form, std::string_view hash) {
  if (!hash.starts_with(form.prefix)) return std::nullopt;
  const auto rest = hash.substr(form.prefix.size());
  const auto end = rest.find('$');
  if (end == std::string_view::npos) return std::nullopt;
  const auto salt = rest.substr(0, end);
  const auto digest = rest.substr(end + 1);
  const bool sized = salt.size() >= form.minimum_salt_size && salt.size() <= form.maximum_salt_size &&
                     digest.size() == form.digest_size;
  if (!sized || !is_encoded(salt) || !is_encoded(digest)) return std::nullopt;
  return salt;
}

std::string md5_crypt(const Secret& password, std::string_view salt) {
  ByteVector phrase(password.reveal().begin(), password.reveal().end());
  phrase.push_back(0);
  const Secret terminated{std::move(phrase)};
  const auto state = std::make_unique<crypt_data>();
  const auto setting = fmt::format("$1${}", salt);
  const char* result =
      crypt_r(reinterpret_cast<const char*>(terminated.reveal().data()), setting.c_str(), state.get());
  std::string hash = result == nullptr ? "" : result;
  wipe({reinterpret_cast<Byte*>(state.get()), sizeof(crypt_data)});
  if (!hash.starts_with(setting)) throw std::runtime_error("the C library cannot make an MD5 password hash");
  return hash;
}

std::string pbkdf2(const Secret& password, std::string_view salt) {
  Byte derived[derived_size];
  const auto phrase = as_text(password.reveal());
  const auto salt_bytes = as_bytes(salt);
  require(PKCS5_PBKDF2_HMAC(phrase.data(), to_int(phrase.size()), salt_bytes.data(),
                            to_int(salt_bytes.size()), sha256_rounds, EVP_sha256(), derived_size, derived),
          "PKCS5_PBKDF2_HMAC");
  return fmt::format("$8${}${}", salt, encode(derived));
}

std::string scrypt(const Secret& password, std::string_view salt) {
  Byte derived[derived_size];
  const auto phrase = as_text(password.reveal());
  const auto salt_bytes = as_bytes(salt);
  require(EVP_PBE_scrypt(phrase.data(), phrase.size(), salt_bytes.data(), salt_bytes.size(), scrypt_cost,
                         scrypt_block, scrypt_parallel, 0, derived, derived_size),
          "EVP_PBE_scrypt");
  return fmt::format("$9${}${}", salt, encode(derived));
}

std::string hash_with_salt(SecretType type, const Secret& password, std::string_view salt) {
  switch (type) {
    case SecretType::md5:
      return md5_crypt(password, salt);
    case SecretType::sha256:
      return pbkdf2(password, salt);
    case SecretType::scrypt:
      return scrypt(password, salt);
  }
  throw std::invalid_argument("no such type of secret");
}

bool is_hashable(const Secret& password) {
  return password.reveal().size() <= maximum_password_size && !as_text(password.reveal()).contains('\0');
}

}  // namespace

std::string hash_password(SecretType type, const Secret& password, Random& random) {
  if (!is_hashable(password)) throw std::invalid_argument("a password that is too long or holds a NUL");
  return hash_with_salt(type, password, fresh_salt(form_of(type).fresh_salt_size, random));
}

Result<void> check_hash_form(SecretType type, std::string_view hash) {
  const auto& form = form_of(type);
  if (salt_of(form, hash)) return {};
  return failure(ErrorCode::invalid, fmt::format("not a type {} secret: its form is {}<salt>$<{} characters>",
                                                 static_cast<int>(type), form.prefix, form.digest_size));
}

bool password_matches(SecretType type, std::string_view hash, const Secret& password) {
  const auto salt = salt_of(form_of(type), hash);
  if (!salt || !is_hashable(password)) return false;
  const auto expected = hash_with_salt(type, password, *salt);
  return equal_secrets(as_bytes(expected), as_bytes(hash));
}

}  // namespace ferry::crypto
