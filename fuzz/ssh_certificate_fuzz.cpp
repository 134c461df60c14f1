// rooms: ssh wire crypto base
#include <algorithm>
#include <cstdlib>

#include "ssh/certificate.h"
#include "ssh/keys.h"

/// Any bytes as a certificate or as a key in a security token: refused, or a key that is the same again when
/// it is written back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ferry;
  using namespace ferry::ssh;
  const Bytes blob{data, size};
  const auto key = decode_peer_key(blob);
  if (key && !std::ranges::equal(encode_peer_key(*key), blob)) std::abort();
  if (key && is_certificate(blob)) std::abort();
  const auto certificate = decode_certificate(blob);
  if (!certificate) return 0;
  if (decode_peer_key(encode_peer_key(certificate->key)) != certificate->key) std::abort();
  if (is_certificate(certificate->authority)) std::abort();
  const CertificateUse use{
      .kind = CertificateKind::user, .principal = "alice", .now = 1, .address = "10.1.1.2"};
  static_cast<void>(why_unusable(*certificate, use));
  static_cast<void>(certificate->words());
  return 0;
}
