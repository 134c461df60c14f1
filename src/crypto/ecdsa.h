#pragma once

#include <optional>

#include "crypto/signature.h"

/// The two forms of an ECDSA signature: SSH has the pair of integers, OpenSSL their ASN.1 sequence.
namespace ferry::crypto {

/// Nothing when an integer has more than `size` bytes.
[[nodiscard]] std::optional<ByteVector> ecdsa_to_der(const EcdsaSignature& signature, std::size_t size);
/// Of what OpenSSL itself has signed.
[[nodiscard]] EcdsaSignature ecdsa_from_der(Bytes der);

}  // namespace ferry::crypto
