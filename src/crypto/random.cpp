#include "crypto/random.h"

#include <openssl/rand.h>

#include "crypto/openssl.h"

namespace ferry::crypto {

void SystemRandom::fill(MutableBytes into) {
  require(RAND_bytes(into.data(), to_int(into.size())), "RAND_bytes");
}

}  // namespace ferry::crypto
