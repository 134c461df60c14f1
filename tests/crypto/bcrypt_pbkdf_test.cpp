#include "crypto/bcrypt_pbkdf.h"

#include <gtest/gtest.h>

#include <numeric>

#include "base/text.h"

namespace ferry::crypto {
namespace {

std::string derived(std::string_view passphrase, Bytes salt, unsigned rounds, std::size_t size) {
  return to_hex(bcrypt_pbkdf(Secret{passphrase}, salt, rounds, size).reveal());
}

// The first is the vector of OpenBSD's regression test; the others were computed with Python's bcrypt.
TEST(BcryptPbkdf, DerivesWhatOthersDerive) {
  ByteVector counting(16);
  std::iota(counting.begin(), counting.end(), Byte{0});
  EXPECT_EQ(derived("password", as_bytes("salt"), 4, 32),
            "5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d9");
  EXPECT_EQ(
      derived("open sesame", counting, 16, 48),
      "d3ccd46d942d97136f5d9eb6e58f590ffaae9c6c10dede38f897be010cc9c241a77cc75b975b29d70acd0e02cd0d6c98");
  EXPECT_EQ(derived("x", ByteVector{0}, 1, 5), "cc22cc8f6b");
}

}  // namespace
}  // namespace ferry::crypto
