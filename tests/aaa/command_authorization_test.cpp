#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aaa/authenticator.h"
#include "aaa/lockouts.h"
#include "support/fake_clock.h"
#include "support/fixed_random.h"
#include "support/run_flow.h"

namespace ferry::aaa {
namespace {

using config::Config;
using config::MethodKind;
using config::MethodList;

constexpr auto pass = Outcome::pass;
constexpr auto fail = Outcome::fail;

MethodList methods(std::initializer_list<MethodKind> kinds) {
  MethodList list;
  for (const MethodKind kind : kinds) list.push_back({.kind = kind, .group = {}});
  return list;
}

/// bob and Carol, of whom `list` is asked when one of them runs a command of level 15.
Config authorized_by(MethodList list) {
  Config config;
  const config::Password password{.is_secret = false, .type = config::PasswordType::clear, .text = "right"};
  config.aaa.new_model = true;
  config.users["bob"] = {.privilege = 15, .password = password};
  config.users["Carol"] = {.privilege = 1, .password = password};
  config.aaa.commands[15]["default"] = std::move(list);
  return config;
}

/// No server is there: whatever asks one is an error.
class Desk {
 public:
  explicit Desk(Config config) : store_(std::move(config)) { authenticator_.use(lockouts_); }

  CommandAnswer command(std::string user, unsigned level = 15, OnError on_error = OnError::next_method) {
    return ferry::testing::run_flow(authenticator_.authorize_command(
        {.user = std::move(user), .address = "10.1.1.2"}, 15, {{"reload"}, level}, on_error));
  }
  bool asks_at_console(unsigned level) {
    return authenticator_.authorizes_commands({.user = "", .address = "console", .console = true}, level);
  }
  LoginAnswer login(std::string user, std::string_view password) {
    return ferry::testing::run_flow(
        authenticator_.login({.user = std::move(user), .address = "10.1.1.2"}, "default", Secret{password}));
  }
  LoginAnswer key(std::string user) {
    return authenticator_.public_key({.user = std::move(user), .address = "10.1.1.2"}, "ssh-rsa", "AB");
  }
  Lockouts& lockouts() { return lockouts_; }

 private:
  config::Store store_;
  net::Offload offload_{1};
  ferry::testing::FixedRandom random_;
  ferry::testing::FakeClock clock_;
  Lockouts lockouts_{clock_};
  Authenticator authenticator_{store_, offload_, random_};
};

struct Row {
  const char* name;
  std::vector<MethodKind> list;
  const char* user;
  OnError on_error;
  Outcome outcome;
  const char* reason;
};

class CommandAuthorization : public ::testing::TestWithParam<Row> {};

TEST_P(CommandAuthorization, FollowsTheList) {
  const Row& row = GetParam();
  MethodList list;
  for (const MethodKind kind : row.list) list.push_back({kind, ""});
  const CommandAnswer answer = Desk{authorized_by(list)}.command(row.user, 15, row.on_error);
  EXPECT_EQ(answer.outcome, row.outcome);
  EXPECT_EQ(answer.reason, row.reason);
}

using enum MethodKind;
constexpr auto next_method = OnError::next_method;
constexpr auto deny = OnError::deny;

INSTANTIATE_TEST_SUITE_P(
    Methods, CommandAuthorization,
    ::testing::Values(
        Row{"local_user", {local}, "carol", next_method, pass, "local: a local user"},
        Row{"unknown_user", {local}, "eve", next_method, fail, "local: unknown user; no method is left"},
        Row{"authenticated", {if_authenticated}, "eve", next_method, pass, "if-authenticated: authenticated"},
        Row{"nobody",
            {if_authenticated},
            "",
            next_method,
            fail,
            "if-authenticated: nobody has logged in; no method is left"},
        Row{"none", {none}, "", next_method, pass, "none: nothing is asked"},
        Row{"no_server",
            {group_tacacs},
            "bob",
            next_method,
            fail,
            "group tacacs+: no server is configured; no method is left"},
        Row{"after_an_error",
            {group_tacacs, local},
            "bob",
            next_method,
            pass,
            "local: a local user (before it, group tacacs+: no server is configured)"},
        Row{"an_error_denies",
            {group_tacacs, local},
            "bob",
            deny,
            fail,
            "group tacacs+: no server is configured"},
        Row{"a_local_error_does_not",
            {local, none},
            "eve",
            deny,
            pass,
            "none: nothing is asked (before it, local: unknown user)"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Commands, AreAskedAboutOnlyAtTheLevelsThatHaveAList) {
  Desk desk{authorized_by(methods({group_tacacs}))};
  EXPECT_EQ(desk.command("bob", 15).outcome, fail);
  EXPECT_EQ(desk.command("bob", 1).outcome, pass);
  Config config = authorized_by(methods({group_tacacs}));
  config.aaa.new_model = false;
  EXPECT_EQ(Desk{config}.command("bob", 15).outcome, pass);
}

TEST(Commands, FollowTheListThatTheLineNamesForTheirLevel) {
  Config config = authorized_by(methods({group_tacacs}));
  config.aaa.commands[15]["OPEN"] = methods({none});
  config.vty.front().command_lists[15] = "OPEN";
  EXPECT_EQ(Desk{config}.command("bob").outcome, pass);
  config.vty.front().command_lists[15] = "UNDEFINED";
  EXPECT_EQ(Desk{config}.command("bob").outcome, fail);
  config.aaa.commands[15].erase("default");
  EXPECT_EQ(Desk{config}.command("bob").outcome, pass);
}

TEST(Commands, OfTheConsoleAreAskedAboutOnlyWhenThatIsConfigured) {
  Config config = authorized_by(methods({group_tacacs}));
  EXPECT_FALSE(Desk{config}.asks_at_console(15));
  config.aaa.console = true;
  EXPECT_TRUE(Desk{config}.asks_at_console(15));
}

Config locking_out(unsigned failures) {
  Config config = authorized_by(methods({none}));
  config.aaa.login["default"] = methods({local});
  config.aaa.max_fail = failures;
  return config;
}

TEST(LockOut, RefusesTheRightPasswordUntilItIsCleared) {
  Desk desk{locking_out(2)};
  for (int count = 0; count < 2; ++count)
    EXPECT_EQ(desk.login("carol", "wrong").reason, "local: wrong password");
  EXPECT_EQ(desk.login("CAROL", "right").reason,
            "local: the user is locked out, 'clear aaa local user lockout' lets them in again");
  EXPECT_TRUE(desk.lockouts().clear("Carol"));
  EXPECT_EQ(desk.login("carol", "right").outcome, pass);
}

TEST(LockOut, CountsWrongPasswordsInARow) {
  Desk desk{locking_out(2)};
  for (const char* password : {"wrong", "right", "wrong", "right"})
    EXPECT_EQ(desk.login("Carol", password).outcome, password == std::string{"right"} ? pass : fail);
}

TEST(LockOut, LeavesUnknownUsersAndThoseOfLevel15Alone) {
  Desk desk{locking_out(1)};
  desk.login("eve", "wrong");
  desk.login("bob", "wrong");
  EXPECT_TRUE(desk.lockouts().list().empty());
  EXPECT_EQ(desk.login("bob", "right").outcome, pass);
}

TEST(LockOut, ClosesTheDoorForPublicKeysToo) {
  Config config = locking_out(1);
  config.ssh.pubkey_chain["Carol"] = {{.algorithm = "ssh-rsa", .md5 = "AB", .comment = ""}};
  Desk desk{std::move(config)};
  EXPECT_EQ(desk.key("Carol").outcome, pass);
  desk.login("Carol", "wrong");
  EXPECT_EQ(desk.key("Carol").outcome, fail);
}

}  // namespace
}  // namespace ferry::aaa
