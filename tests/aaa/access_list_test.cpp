#include "aaa/access_list.h"

#include <gtest/gtest.h>

#include "base/ipv4.h"

namespace ferry::aaa {
namespace {

config::AccessEntry rule(bool permit, std::string_view address, std::string_view wildcard = "0.0.0.0") {
  return {.permit = permit, .address = *to_ipv4(address), .wildcard = *to_ipv4(wildcard)};
}

config::Config with_lists() {
  config::Config config;
  config.access_lists["10"] = {rule(true, "10.1.0.0", "0.0.255.255")};
  config.access_lists["BUT-ONE"] = {
      {.remark = "everybody but one"}, rule(false, "10.1.1.9"), rule(true, "0.0.0.0", "255.255.255.255")};
  config.access_lists["ODD"] = {rule(true, "10.0.0.1", "0.255.255.254")};
  config.access_lists["REMARK"] = {{.remark = "nothing else"}};
  config.access_lists["EMPTY"] = {};
  return config;
}

struct Row {
  const char* list;
  const char* address;
  bool permitted;
};

class CheckAccess : public ::testing::TestWithParam<Row> {};

TEST_P(CheckAccess, FollowsTheFirstRuleThatFits) {
  EXPECT_EQ(check_access(with_lists(), GetParam().list, GetParam().address).permitted, GetParam().permitted)
      << GetParam().list << " " << GetParam().address;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, CheckAccess,
    ::testing::Values(Row{"10", "10.1.1.2", true}, Row{"10", "10.1.255.255", true},
                      Row{"10", "10.2.0.1", false}, Row{"10", "::ffff:10.1.1.2", true},
                      Row{"10", "::ffff:10.2.1.2", false}, Row{"BUT-ONE", "10.1.1.9", false},
                      Row{"BUT-ONE", "10.1.1.8", true}, Row{"ODD", "10.7.7.7", true},
                      Row{"ODD", "10.7.7.6", false},
                      // Lists that are not there, or say nothing, permit everybody.
                      Row{"MISSING", "10.1.1.2", true}, Row{"MISSING", "2001:db8::1", true},
                      Row{"EMPTY", "10.1.1.2", true}, Row{"REMARK", "10.1.1.2", true},
                      // Not even a rule for everybody is about an address that is no IPv4 address.
                      Row{"BUT-ONE", "2001:db8::1", false}, Row{"10", "fe80::1%eth0", false},
                      Row{"10", "", false}));

TEST(AccessVerdict, SaysWhetherTheRuleWantsToBeLogged) {
  config::Config config = with_lists();
  config.access_lists["10"].front().log = true;
  EXPECT_TRUE(check_access(config, "10", "10.1.1.2").log);
  EXPECT_FALSE(check_access(config, "10", "10.2.1.2").log);
}

}  // namespace
}  // namespace ferry::aaa
