#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/signature.h"
#include "ssh/algorithms.h"
#include "wire/reader.h"

namespace ferry::ssh {

/// The wire form of a public key (RFC 4253 section 6.6, RFC 5656, RFC 8709): type name, then its fields.
[[nodiscard]] ByteVector encode_public_key(const crypto::PublicKey& key);
/// An error for a malformed blob, an unknown type, or an RSA modulus or exponent out of bounds.
[[nodiscard]] ferry::Result<crypto::PublicKey> decode_public_key(Bytes blob);
/// What stands behind the type name of such a blob; the errors are the same. Leaves what follows it.
[[nodiscard]] ferry::Result<crypto::PublicKey> read_public_key(wire::Reader& in, KeyType type);

[[nodiscard]] KeyType key_type(const crypto::PublicKey& key);

/// The signature blob (algorithm name, then the signature) over `message` with the algorithm of `row`, which
/// belongs to the key's type.
[[nodiscard]] ByteVector sign(const crypto::PrivateKey& key, const SignatureRow& row, Bytes message);
/// The name in the blob, the row and the key's type must all agree (no algorithm confusion).
[[nodiscard]] crypto::Verdict verify(const crypto::PublicKey& key, const SignatureRow& row, Bytes message,
                                     Bytes signature_blob);
/// The same of a signature without the name in front.
[[nodiscard]] crypto::Verdict verify_raw(const crypto::PublicKey& key, const SignatureRow& row, Bytes message,
                                         Bytes signature);

/// As `ssh-keygen -lf` shows it: "SHA256:" and unpadded base64.
[[nodiscard]] std::string sha256_fingerprint(Bytes blob);
/// The MD5 of the blob as 32 upper-case hexadecimal digits, as `key-hash` in `ip ssh pubkey-chain` has it.
[[nodiscard]] std::string md5_key_hash(Bytes blob);

/// The keys a server proves itself with, at most one of each type, and the certificates for them. Immutable
/// once shared.
class HostKeys {
 public:
  void add(crypto::PrivateKey key);
  void add(std::shared_ptr<const crypto::PrivateKey> key);
  /// A certificate, in wire form, for a key that is here and of the type `key`.
  void certify(KeyType key, ByteVector certificate);
  /// The key that serves `algorithm`, or null. One for certificates needs the certificate, too.
  [[nodiscard]] const crypto::PrivateKey* for_algorithm(std::string_view algorithm) const;
  /// What a client is shown with an algorithm that a key here serves: the public key or its certificate.
  [[nodiscard]] ByteVector shown_for(std::string_view algorithm) const;
  [[nodiscard]] bool empty() const { return keys_.empty(); }
  [[nodiscard]] const std::vector<std::shared_ptr<const crypto::PrivateKey>>& all() const { return keys_; }

 private:
  std::vector<std::shared_ptr<const crypto::PrivateKey>> keys_;
  std::map<KeyType, ByteVector> certificates_;
};

}  // namespace ferry::ssh
