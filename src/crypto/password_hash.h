#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace ferry::crypto {

/// The one-way secret types of IOS, by the digit that stands before the hash in a configuration.
enum class SecretType { md5 = 5, sha256 = 8, scrypt = 9 };

/// The longest password in bytes, one that crypt(3) takes.
inline constexpr std::size_t maximum_password_size = 511;

/// `$1$salt$hash`, `$8$salt$hash` or `$9$salt$hash` with a fresh salt. The password has at most
/// `maximum_password_size` bytes and no NUL. Costly (tens of milliseconds): call it off the network threads.
[[nodiscard]] std::string hash_password(SecretType type, const Secret& password, Random& random);

/// An error if `hash` does not have the form of `type`.
[[nodiscard]] Result<void> check_hash_form(SecretType type, std::string_view hash);

/// Compares in constant time; false for a hash of the wrong form and for a password that `hash_password` does
/// not take. As costly as `hash_password`.
[[nodiscard]] bool password_matches(SecretType type, std::string_view hash, const Secret& password);

/// Type 7: reversible and no protection; kept because configurations have it. IOS uses offsets 0 to 15; any
/// other counts from the start of its key again.
[[nodiscard]] std::string encode_type7(const Secret& password, unsigned offset);
/// An error for text of another form and for an empty password.
[[nodiscard]] Result<Secret> decode_type7(std::string_view text);

}  // namespace ferry::crypto
