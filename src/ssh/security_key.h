#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/signature.h"
#include "ssh/algorithms.h"
#include "wire/reader.h"

namespace ferry::ssh {

/// A public key of a peer, and where its private half is.
struct PeerKey {
  crypto::PublicKey key;
  /// For a key in a security token (FIDO): whom it was made for, such as "ssh:".
  std::optional<std::string> application = {};
  bool operator==(const PeerKey&) const = default;
};

/// How a signature came about.
struct KeyUse {
  bool in_token = false;
  bool touched = true;    // somebody was there; always so without a token
  bool verified = false;  // the token knows who: by a PIN or a finger
};

/// A plain key, or one in a token: "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"
/// (OpenSSH's PROTOCOL.u2f). Errors as `decode_public_key`; a certificate is none of these.
[[nodiscard]] ferry::Result<PeerKey> decode_peer_key(Bytes blob);
/// What stands behind the type name of such a blob, for keys of the row's type. Leaves what follows it.
[[nodiscard]] ferry::Result<PeerKey> read_peer_key(wire::Reader& in, const SignatureRow& row);
[[nodiscard]] ByteVector encode_peer_key(const PeerKey& key);

/// Whether keys of this type and place sign with that algorithm.
[[nodiscard]] bool signs_with(const PeerKey& key, const SignatureRow& row);

/// Nothing unless the signature blob is genuine. A token signs SHA-256(application), flags, counter and
/// SHA-256(message); whether its flags are enough is for the caller to say.
[[nodiscard]] std::optional<KeyUse> verify_use(const PeerKey& key, const SignatureRow& row, Bytes message,
                                               Bytes signature_blob);

}  // namespace ferry::ssh
