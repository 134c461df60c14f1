#pragma once

#include <string>

#include "base/text.h"
#include "commands/apply.h"
#include "commands/render.h"

namespace ferry::testing {

/// Hashes nothing: a secret is its own text behind "$9$", so that tests are quick and can read it.
class PlainHasher final : public cli::Hasher {
 public:
  config::Password make_secret(const Secret& clear) override {
    return {.is_secret = true,
            .type = config::PasswordType::scrypt,
            .text = "$9$" + std::string{as_text(clear.reveal())}};
  }
  config::Password make_reversible(const Secret& clear) override {
    return {
        .is_secret = false, .type = config::PasswordType::reversible, .text = "00" + to_hex(clear.reveal())};
  }
  Result<void> check(const config::Password& password) override {
    if (password.text.starts_with("bad")) return failure(ErrorCode::invalid, "it begins with bad");
    return {};
  }
  Result<config::PublicKeyHash> hash_key(std::string_view typed) override {
    if (typed.starts_with("bad")) return failure(ErrorCode::invalid, "not a key");
    std::string md5 = to_hex(as_bytes(typed.substr(0, 16)));
    md5.resize(32, '0');
    return config::PublicKeyHash{.algorithm = "ssh-rsa", .md5 = md5, .comment = "me"};
  }
};

inline cli::Vocabulary test_vocabulary() {
  return {{"kex", {"curve25519-sha256", "ecdh-sha2-nistp256", "diffie-hellman-group14-sha256"}},
          {"hostkey", {"rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519", "ssh-rsa"}},
          {"encryption", {"aes128-gcm@openssh.com", "aes128-ctr", "aes256-ctr"}},
          {"mac", {"hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha1"}},
          {"compression", {"none", "zlib@openssh.com"}},
          {"publickey", {"ssh-ed25519", "rsa-sha2-512", "ssh-rsa"}}};
}

inline commands::Applied apply(std::string_view text, const config::Config& base = {}) {
  PlainHasher hasher;
  commands::ApplyContext context{.hasher = hasher, .vocabulary = test_vocabulary()};
  return commands::apply_configuration(base, text, context);
}

/// The lines of all errors, for a test that expects none.
inline std::string errors_of(const commands::Applied& applied) {
  std::string text;
  for (const commands::LineError& error : applied.errors) text += error.text() + "\n";
  return text;
}

}  // namespace ferry::testing
