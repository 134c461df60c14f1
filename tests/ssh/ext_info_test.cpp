#include "ssh/transport/ext_info.h"

#include <gtest/gtest.h>

#include "ssh/limits.h"
#include "wire/writer.h"

namespace ferry::ssh {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

ByteVector encode(std::uint32_t count, const Pairs& pairs) {
  ByteVector payload{7};
  wire::Writer out{payload};
  out.write(count);
  for (const auto& [name, value] : pairs) {
    out.write(std::string_view{name});
    out.write(std::string_view{value});
  }
  return payload;
}

TEST(ExtInfo, CarriesSignatureAlgorithms_Rfc8308Section3_1) {
  const std::vector<std::string> names{"ssh-ed25519", "rsa-sha2-256"};
  const auto payload = make_ext_info(names);
  EXPECT_EQ(payload, encode(2, {{"server-sig-algs", "ssh-ed25519,rsa-sha2-256"}, {"ping@openssh.com", "0"}}));
  const auto extensions = decode_ext_info(payload);
  ASSERT_TRUE(extensions);
  EXPECT_EQ(extensions->signature_algorithms, names);
}

TEST(ExtInfo, MayHoldUnknownExtensions_Rfc8308Section2_5) {
  const auto extensions =
      decode_ext_info(encode(2, {{"no-such@x", std::string("\0\xff", 2)}, {"server-sig-algs", ""}}));
  ASSERT_TRUE(extensions);
  EXPECT_TRUE(extensions->signature_algorithms.empty());
}

TEST(ExtInfo, IsRefusedCutOffAtEveryByteOrWithAByteTooMany) {
  auto payload = make_ext_info({"ssh-ed25519"});
  for (std::size_t size = 0; size < payload.size(); ++size) {
    ASSERT_FALSE(decode_ext_info(Bytes{payload}.first(size))) << size;
  }
  payload.push_back(0);
  EXPECT_FALSE(decode_ext_info(payload));
}

TEST(ExtInfo, IsNotBelievedAboutItsCount) {
  EXPECT_FALSE(decode_ext_info(encode(0xffffffff, {{"a", "b"}})));
  EXPECT_TRUE(decode_ext_info(encode(most_extensions, Pairs(most_extensions, {"a", "b"}))));
  EXPECT_FALSE(decode_ext_info(encode(most_extensions + 1, Pairs(most_extensions + 1, {"a", "b"}))));
  EXPECT_FALSE(decode_ext_info(encode(1, {{"a", std::string(longest_extension_value + 1, 'x')}})));
}

}  // namespace
}  // namespace ferry::ssh
