#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace ferry::crypto {

/// The one-way secret types of IOS, by the digit that stands before the hash in a configuration.
enum class SecretType { md5 = 5, sha256 = 8, scrypt = 9 };

/// `$1$salt$hash`, `$8$salt$hash` or `$9$salt$hash` with a fresh salt. Costly (scrypt: 16 MiB and tens of
/// milliseconds): call it off the network threads.
[[nodiscard]] std::string hash_password(SecretType type, const Secret& password, Random& random);

/// An error if `hash` does not have the form of `type`.
[[nodiscard]] Result<void> check_hash_form(SecretType type, std::string_view hash);

/// Compares in constant time; false for a hash of the wrong form. As costly as `hash_password`.
[[nodiscard]] bool password_matches(SecretType type, std::string_view hash, const Secret& password);

/// Type 7: reversible and no protection; kept because configurations have it.
[[nodiscard]] std::string encode_type7(const Secret& password, unsigned offset);
[[nodiscard]] Result<Secret> decode_type7(std::string_view text);

}  // namespace ferry::crypto
