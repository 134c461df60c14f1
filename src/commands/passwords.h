#pragma once

#include <expected>
#include <string>

#include "cli/command.h"

namespace ferry::commands {

/// `{0 TEXT | 7 TEXT | TEXT}` behind the keyword "password".
[[nodiscard]] cli::Path password_path();
/// `{0 TEXT | 5 TEXT | 8 TEXT | 9 TEXT | TEXT}` behind the keyword "secret".
[[nodiscard]] cli::Path secret_path();

/// What `password_path` matched. A type 7 must decode.
[[nodiscard]] std::expected<config::Password, cli::Complaint> read_password(cli::Edit& edit,
                                                                            const cli::Match& match);
/// What `secret_path` matched: plain text becomes a type 9 hash.
[[nodiscard]] std::expected<config::Password, cli::Complaint> read_secret(cli::Edit& edit,
                                                                          const cli::Match& match);

/// "password 0 TEXT" or "secret 9 TEXT", as `username` shows it.
[[nodiscard]] std::string with_type(const config::Password& password);
/// The same, without the 0 where nobody could take the text for a type: "password TEXT".
[[nodiscard]] std::string with_type_if_needed(const config::Password& password);

}  // namespace ferry::commands
