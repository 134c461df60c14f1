#include "base/ipv4.h"

#include <gtest/gtest.h>

namespace ferry {
namespace {

TEST(Ipv4, IsFourDecimalNumbers) {
  EXPECT_EQ(to_ipv4("10.1.1.2"), 0x0A010102U);
  EXPECT_EQ(to_ipv4("0.0.0.0"), 0U);
  EXPECT_EQ(to_ipv4("255.255.255.255"), 0xFFFFFFFFU);
  for (const std::string_view wrong :
       {"", "10", "10.1.1", "10.1.1.", "10.1.1.2.3", "10.1.1.256", "10.1.1.-1", "10.1.1.0002", " 10.1.1.2",
        "10.1.1.2 ", "a.b.c.d", "::1", "::ffff:10.1.1.2"}) {
    EXPECT_FALSE(to_ipv4(wrong)) << wrong;
  }
}

TEST(Ipv4, IsFoundInAMappedAddress_Rfc4291Section2_5_5_2) {
  EXPECT_EQ(peer_ipv4("::ffff:10.1.1.2"), 0x0A010102U);
  EXPECT_EQ(peer_ipv4("::FFFF:10.1.1.2"), 0x0A010102U);
  EXPECT_EQ(peer_ipv4("10.1.1.2"), 0x0A010102U);
  for (const std::string_view other : {"::ffff:", "::1", "2001:db8::10.1.1.2", "fe80::1%eth0"})
    EXPECT_FALSE(peer_ipv4(other)) << other;
}

TEST(Ipv4, ReadsWhatItWrites) {
  for (const std::uint32_t address : {0U, 0x0A010102U, 0x7F000001U, 0xFFFFFFFFU})
    EXPECT_EQ(to_ipv4(ipv4_text(address)), address);
}

}  // namespace
}  // namespace ferry
