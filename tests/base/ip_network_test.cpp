#include "base/ip_network.h"

#include <gtest/gtest.h>

namespace ferry {
namespace {

TEST(IpNetwork, HoldsTheAddressesOfItsPrefix) {
  EXPECT_EQ(lies_in_networks("10.1.1.2", "10.0.0.0/8"), true);
  EXPECT_EQ(lies_in_networks("11.1.1.2", "10.0.0.0/8"), false);
  EXPECT_EQ(lies_in_networks("10.1.1.2", "10.1.1.2"), true);
  EXPECT_EQ(lies_in_networks("10.1.1.3", "10.1.1.2/31"), true);
  EXPECT_EQ(lies_in_networks("10.1.1.4", "10.1.1.2/31"), false);
  EXPECT_EQ(lies_in_networks("192.0.2.1", "0.0.0.0/0"), true);
  EXPECT_EQ(lies_in_networks("2001:db8::1", "2001:db8::/32"), true);
  EXPECT_EQ(lies_in_networks("2001:db9::1", "2001:db8::/32"), false);
}

TEST(IpNetwork, IsOneOfAList) {
  EXPECT_EQ(lies_in_networks("10.1.1.2", "192.0.2.0/24,10.1.0.0/16"), true);
  EXPECT_EQ(lies_in_networks("10.1.1.2", "192.0.2.0/24,2001:db8::/32"), false);
}

TEST(IpNetwork, OfIpv4HoldsAddressesThatAreWrittenAsIpv6) {
  EXPECT_EQ(lies_in_networks("::ffff:10.1.1.2", "10.0.0.0/8"), true);
  EXPECT_EQ(lies_in_networks("2001:db8::1", "0.0.0.0/0"), false);
}

TEST(IpNetwork, ThatIsMalformedSaysNothing) {
  for (const auto* list : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "x", "10.0.0.0/8,", "10.0.0.0/8,x",
                           "2001:db8::/129", "10.0.0.0/-1"}) {
    EXPECT_EQ(lies_in_networks("10.1.1.2", list), std::nullopt) << list;
  }
  EXPECT_EQ(lies_in_networks("console", "10.0.0.0/8"), std::nullopt);
}

}  // namespace
}  // namespace ferry
