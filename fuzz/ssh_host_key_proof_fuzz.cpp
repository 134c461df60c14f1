// rooms: ssh crypto base
#include <cstdlib>
#include <memory>

#include "ssh/connection/host_key_proof.h"

/// Any bytes as the keys that a client wants proved: refused, or each key once, one signature for each.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ferry;
  using namespace ferry::ssh;
  static const auto keys = [] {
    auto made = std::make_shared<HostKeys>();
    made->add(crypto::PrivateKey::from_ed25519_seed(Secret{ByteVector(32, 7)}).value());
    return std::shared_ptr<const HostKeys>{std::move(made)};
  }();
  HostKeyProof proof{keys, ByteVector(32, 9), "ssh-ed25519"};
  const bool proved = proof.prove({data, size}).has_value();
  if (proved && proof.prove({data, size})) std::abort();
  if (proof.prove(proof.announcement()).has_value() == proved) std::abort();
  return 0;
}
