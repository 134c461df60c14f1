// rooms: ssh crypto base
#include <cstdlib>

#include "ssh/connection/host_key_proof.h"

/// Any bytes as the keys that a server tells of, and as its proofs: refused, or whole; and nobody proves a
/// key by chance.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ferry;
  using namespace ferry::ssh;
  const Bytes bytes{data, size};
  const auto keys = decode_announced_keys(bytes);
  if (keys && (keys->size() > most_announced_keys || request_for_proofs(*keys).size() != size)) std::abort();
  static const std::vector<ByteVector> known{encode_public_key(
      crypto::PrivateKey::from_ed25519_seed(Secret{ByteVector(32, 7)}).value().public_key())};
  if (proves_all(bytes, known, ByteVector(32, 9))) std::abort();
  if (keys && !keys->empty() && proves_all(bytes, *keys, ByteVector(32, 9))) std::abort();
  return 0;
}
