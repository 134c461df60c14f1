#include "commands/apply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "configuration_support.h"

namespace ferry::commands {
namespace {

using config::Config;
using config::MethodKind;
using testing::apply;
using testing::errors_of;

// The two examples of the IOS "Secure Copy" feature guide, line for line.
constexpr std::string_view local_example =
    R"(! AAA authentication and authorization must be configured properly for SCP to work.
aaa new-model
aaa authentication login default local
aaa authorization exec default local
username user1 privilege 15 password 0 lab
! SSH must be configured and functioning properly.
ip ssh time-out 120
ip ssh authentication-retries 3
ip scp server enable
)";

constexpr std::string_view network_example =
    "! AAA authentication and authorization must be configured properly for SCP to work. \n"
    "aaa new-model \n"
    "aaa authentication login default group tacacs+\n"
    "aaa authorization exec default group tacacs+\n"
    "! SSH must be configured and functioning properly.\n"
    "ip ssh time-out 120\n"
    "ip ssh authentication-retries 3\n"
    "ip scp server enable\n";

TEST(ApplyConfiguration, TakesTheGuidesExampleWithLocalAuthentication) {
  const Applied applied = apply(local_example);
  EXPECT_EQ(errors_of(applied), "");
  const Config& config = applied.config;
  EXPECT_TRUE(config.aaa.new_model);
  EXPECT_EQ(config.aaa.login.at("default").at(0).kind, MethodKind::local);
  EXPECT_EQ(config.aaa.exec.at("default").at(0).kind, MethodKind::local);
  EXPECT_EQ(config.users.at("user1").privilege, 15U);
  EXPECT_EQ(config.users.at("user1").password,
            (config::Password{.is_secret = false, .type = config::PasswordType::clear, .text = "lab"}));
  EXPECT_EQ(config.ssh.negotiation_timeout, std::chrono::seconds{120});
  EXPECT_EQ(config.ssh.authentication_retries, 3U);
  EXPECT_TRUE(config.scp_server);
}

TEST(ApplyConfiguration, TakesTheGuidesExampleWithNetworkAuthentication) {
  const Applied applied = apply(network_example);
  EXPECT_EQ(errors_of(applied), "");
  EXPECT_EQ(applied.config.aaa.login.at("default").at(0).kind, MethodKind::group_tacacs);
  EXPECT_EQ(applied.config.aaa.exec.at("default").at(0).kind, MethodKind::group_tacacs);
  EXPECT_TRUE(applied.config.scp_server);
}

}  // namespace
}  // namespace ferry::commands
