#pragma once

#include "base/secret.h"

namespace ferry::crypto {

/// What the key generation of a key encapsulation mechanism gives: one half to hand out, one to keep.
struct EncapsulationKeyPair {
  ByteVector encapsulation_key;
  Secret decapsulation_key;
};

/// A fresh shared secret, and the ciphertext that gives it to whoever has the decapsulation key.
struct Encapsulation {
  ByteVector ciphertext;
  Secret shared_secret;
};

}  // namespace ferry::crypto
