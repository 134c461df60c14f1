#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "ssh/certificate.h"

namespace ferry::ssh {

/// Keys and certificates that are not good any more: a binary "KRL" as `ssh-keygen -k` writes it (OpenSSH's
/// PROTOCOL.krl, version 1).
struct RevocationList {
  struct Serials {
    std::uint64_t first = 0, last = 0;
  };
  /// A bit for each serial from `first` on, the lowest in the last byte.
  struct SerialBits {
    std::uint64_t first = 0;
    ByteVector bits;
  };
  struct OfAuthority {
    ByteVector authority;  // empty: whoever signed
    std::vector<Serials> serials;
    std::vector<SerialBits> bits;
    std::set<std::string> key_ids;
  };
  std::vector<OfAuthority> certificates;
  std::set<ByteVector> keys;            // blobs
  std::set<ByteVector> sha1_digests;    // of blobs
  std::set<ByteVector> sha256_digests;  // of blobs
};

/// Errors: malformed, or with a part that means nothing here and so might revoke what it is about to be
/// asked. A signature is such a part, too: the file is trusted because of where it lies.
[[nodiscard]] ferry::Result<RevocationList> decode_revocation_list(Bytes file);

/// Is this plain key, or one in a security token, on the list?
[[nodiscard]] bool is_revoked(const RevocationList& list, Bytes key_blob);
/// The certificate by its serial number or key ID, the key in it, or its authority?
[[nodiscard]] bool is_revoked(const RevocationList& list, const Certificate& certificate);

}  // namespace ferry::ssh
