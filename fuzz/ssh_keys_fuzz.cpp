// rooms: ssh wire crypto base
#include <algorithm>
#include <cstdlib>

#include "ssh/keys.h"

/// Any public key blob: refused, or the same bytes again when it is written back. No made-up signature is
/// genuine.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ferry;
  using namespace ferry::ssh;
  if (size < 2) return 0;
  const std::size_t split = std::min<std::size_t>(std::size_t{data[0]} << 8 | data[1], size - 2);
  const Bytes blob{data + 2, split};
  const Bytes signature{data + 2 + split, size - 2 - split};
  const auto key = decode_public_key(blob);
  if (!key) return 0;
  const ByteVector again = encode_public_key(*key);
  if (!std::ranges::equal(again, blob)) std::abort();
  const ByteVector message{1, 2, 3};
  for (const SignatureRow& row : signature_algorithms()) {
    if (verify(*key, row, message, signature) == crypto::Verdict::genuine && key_type(*key) != row.key_type) {
      std::abort();
    }
  }
  static_cast<void>(sha256_fingerprint(blob));
  static_cast<void>(md5_key_hash(blob));
  return 0;
}
