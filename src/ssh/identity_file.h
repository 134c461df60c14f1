#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/signature.h"

namespace ferry::ssh {

/// Largest private key file that is looked at: the largest RSA key in PEM has a fifth of it.
inline constexpr std::size_t largest_identity_file = std::size_t{64} << 10;

/// A private key in the text of a file, as ssh-keygen and OpenSSL write them: OpenSSH's own format
/// (PROTOCOL.key), PKCS#8, and the older "RSA PRIVATE KEY" and "EC PRIVATE KEY". `passphrase` opens it, if it
/// needs one. Errors: permission_denied when the passphrase is wrong or missing, unsupported for kinds of
/// keys that we do not have (FIDO, DSA), invalid for everything else. A passphrase takes about a tenth of a
/// second.
[[nodiscard]] ferry::Result<crypto::PrivateKey> parse_identity(const Secret& text, const Secret& passphrase);

/// The public half in wire form, which OpenSSH's own format keeps in the clear; nothing for other formats.
[[nodiscard]] std::optional<ByteVector> public_half_of_identity(const Secret& text);

/// Whether that text needs a passphrase.
[[nodiscard]] bool needs_passphrase(const Secret& text);

}  // namespace ferry::ssh
