// rooms: ssh wire crypto base
#include <cstdlib>

#include "ssh/revocation_list.h"

/// Any file as a list of revoked keys: refused, or a list that can be asked, and that has each key it names.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ferry;
  using namespace ferry::ssh;
  const auto list = decode_revocation_list(Bytes{data, size});
  if (!list) return 0;
  for (const ByteVector& key : list->keys) {
    if (!is_revoked(*list, key)) std::abort();
  }
  for (const auto& part : list->certificates) {
    for (const auto& range : part.serials) {
      Certificate certificate{.key = {.key = crypto::Ed25519PublicKey{ByteVector(32, 1)}}};
      certificate.authority = part.authority;
      certificate.serial = range.last;
      if (!is_revoked(*list, certificate)) std::abort();
    }
  }
  return 0;
}
