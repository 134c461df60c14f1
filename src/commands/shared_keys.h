#pragma once

#include <expected>
#include <string>

#include "cli/command.h"
#include "config/aaa_servers.h"

namespace ferry::commands {

/// `{0 KEY | 6 KEY | 7 KEY | KEY}`: what an AAA server and this device share. Nothing can stand behind it.
[[nodiscard]] cli::Path shared_key_path();
/// What `shared_key_path` matched. A type 7 must decode; a type 6 cannot, since there is no master key here.
[[nodiscard]] std::expected<config::SharedKey, cli::Complaint> read_shared_key(cli::Edit& edit,
                                                                               const cli::Match& match);
/// "7 0822455D0A16", or "KEY" with a 0 in front where that could be taken for a type.
[[nodiscard]] std::string write_shared_key(const config::SharedKey& key);
/// `service password-encryption`: keeps the key as type 7.
void encrypt_key(cli::Edit& edit, std::optional<config::SharedKey>& key);

/// `{ipv4 A.B.C.D}` and `{ipv6 X:X:X:X::X}` for AAA servers, as a key of the `no` form or not.
[[nodiscard]] cli::Path ipv4_address_token(std::string help);
[[nodiscard]] cli::Path ipv6_address_token(std::string help);
/// The address that such a token matched, in its usual spelling.
[[nodiscard]] std::string read_address(const cli::Match& match);

}  // namespace ferry::commands
