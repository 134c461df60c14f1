#include "aaa/method_trace.h"

#include <gmock/gmock.h>

#include "aaa/method_list.h"

namespace ferry::aaa {
namespace {

using config::Method;
using config::MethodKind;
using ::testing::ElementsAre;

class MethodTraceTest : public ::testing::Test {
 protected:
  MethodTrace trace(Service service) {
    config->radius.groups["BRANCH"];
    const auto into = [](std::vector<std::string>& lines) {
      return [&lines](std::string_view line) { lines.emplace_back(line); };
    };
    return {{.authentication = into(authentication), .authorization = into(authorization)},
            service,
            0x6e,
            config};
  }

  std::shared_ptr<config::Config> config = std::make_shared<config::Config>();
  std::vector<std::string> authentication, authorization;
};

TEST_F(MethodTraceTest, SaysOfALoginWhichMethodDecidedAndWhatTheOnesBeforeSaid) {
  const MethodTrace told = trace(Service::login);
  told.picks("default", "");
  MethodWalk walk{{{MethodKind::group_named, "BRANCH"}, {MethodKind::local, ""}}, told};
  walk.answer({.outcome = Outcome::error, .reason = "ONE: no reply within 2 seconds"});
  walk.answer({.outcome = Outcome::pass, .reason = "the password is right"});
  EXPECT_THAT(
      authentication,
      ElementsAre("AAA/AUTHEN/LOGIN (0000006E): Pick method list 'default'",
                  "AAA/AUTHEN(0000006E): Method=BRANCH (radius)",
                  "AAA/AUTHEN(0000006E): ONE: no reply within 2 seconds",
                  "AAA/AUTHEN(0000006E): status = ERROR", "AAA/AUTHEN(0000006E): Method=LOCAL",
                  "AAA/AUTHEN(0000006E): the password is right", "AAA/AUTHEN(0000006E): status = PASS"));
  EXPECT_TRUE(authorization.empty());
}

TEST_F(MethodTraceTest, SaysThatNoMethodIsLeft) {
  MethodWalk walk{{{MethodKind::group_tacacs, ""}}, trace(Service::login)};
  walk.answer({.outcome = Outcome::error, .reason = "no server is configured"});
  EXPECT_EQ(authentication.back(), "AAA/AUTHEN(0000006E): no methods left to try");
}

TEST_F(MethodTraceTest, SaysWhatEnableAsks) {
  trace(Service::enable).picks("default", "");
  trace(Service::enable).picks("", "non-console enable - default to enable password");
  EXPECT_THAT(authentication,
              ElementsAre("AAA/AUTHEN/START (0000006E): action=LOGIN service=ENABLE using \"default\" list",
                          "AAA/AUTHEN/START (0000006E): non-console enable - default to enable password"));
}

TEST_F(MethodTraceTest, SaysWhichLevelASessionGets) {
  const MethodTrace told = trace(Service::exec);
  told.picks("default", "");
  MethodWalk walk{{{MethodKind::group_tacacs, ""}}, told};
  walk.answer({.outcome = Outcome::pass, .reason = "ONE: priv-lvl=15", .privilege = 15});
  EXPECT_THAT(authorization, ElementsAre("AAA/AUTHOR (0x6E): Pick method list 'default'",
                                         "AAA/AUTHOR/EXEC(0000006E): Method=tacacs+ (tacacs+)",
                                         "AAA/AUTHOR/EXEC(0000006E): ONE: priv-lvl=15",
                                         "AAA/AUTHOR/EXEC(0000006E): processing AV priv-lvl=15",
                                         "AAA/AUTHOR/EXEC(0000006E): Authorization successful"));
  walk = MethodWalk{{{MethodKind::local, ""}}, told};
  walk.answer({.outcome = Outcome::fail, .reason = "unknown user"});
  EXPECT_EQ(authorization.back(), "AAA/AUTHOR/EXEC(0000006E): Authorization FAILED");
  EXPECT_TRUE(authentication.empty());
}

TEST_F(MethodTraceTest, SaysWhatIsDecidedAboutACommand) {
  const MethodTrace told = trace(Service::command);
  told.is_about({.words = {"show", "version"}, .level = 1});
  MethodWalk walk{{{MethodKind::group_tacacs, ""}}, told};
  walk.answer({.outcome = Outcome::fail, .reason = "ONE: denied"});
  EXPECT_THAT(authorization, ElementsAre("AAA/AUTHOR/CMD(0000006E): level 1: show version",
                                         "AAA/AUTHOR/CMD(0000006E): Method=tacacs+ (tacacs+)",
                                         "AAA/AUTHOR/CMD(0000006E): ONE: denied",
                                         "AAA/AUTHOR/CMD(0000006E): Authorization FAILED"));
  EXPECT_TRUE(authentication.empty());
}

}  // namespace
}  // namespace ferry::aaa
