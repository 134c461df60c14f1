#pragma once

#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "config/config.h"

namespace ferry::aaa {

/// Whether upper and lower case are the same in a user name: `local` ignores it, `local-case` does not.
/// Passwords are always compared exactly.
enum class NameCase { ignored, exact };

/// The local user of this name, or null. A name that matches exactly goes before one that differs in case.
/// Borrowed from `config`.
[[nodiscard]] const config::User* find_user(const config::Config& config, std::string_view name,
                                            NameCase name_case);

/// Longer passwords never match: MD5-crypt costs a thousand times the length, and IOS takes far fewer
/// characters.
inline constexpr std::size_t max_password_bytes = 255;

/// Does `typed` open `stored`, whatever the type of that? Costly for the types 5, 8 and 9: call it off the
/// network threads. False for a stored text that does not have the form of its type.
[[nodiscard]] bool password_matches(const config::Password& stored, const Secret& typed);

/// `secret 0 TEXT` as the configuration keeps it: type 9 with a fresh salt. Costly (scrypt). `clear` must be
/// a password that `check_form` takes as type 0; anything else is a bug of the caller and throws.
[[nodiscard]] config::Password make_secret(const Secret& clear, Random& random);

/// `password 0 TEXT` under `service password-encryption`: type 7.
[[nodiscard]] config::Password make_reversible(const Secret& clear, Random& random);

/// What a password of type 0 or 7 says; an error for one-way types and for a type 7 that does not decode.
[[nodiscard]] Result<Secret> reveal(const config::Password& password);

/// An error that names what is wrong unless `password.text` has the form of its type, as `secret 9 TEXT`
/// needs it.
[[nodiscard]] Result<void> check_form(const config::Password& password);

/// What was typed between `key-string` and `exit`: one base64 word per line, with the type name allowed in
/// front of the first and a comment behind the last, as a public key file has it; before the type may stand
/// `no-touch-required` and `verify-required`, as in OpenSSH's authorized_keys. Gives what the configuration
/// keeps of the key: its type, MD5 hash, comment and these options.
[[nodiscard]] Result<config::PublicKeyHash> public_key_md5(std::string_view typed);

}  // namespace ferry::aaa
