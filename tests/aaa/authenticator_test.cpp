#include "aaa/authenticator.h"

#include <gmock/gmock.h>

#include "aaa/local_users.h"
#include "support/fixed_random.h"
#include "support/run_flow.h"

namespace ferry::aaa {
namespace {

using config::Config;
using config::Method;
using config::MethodKind;
using config::MethodList;
using config::Password;
using config::PasswordType;

constexpr const char* bob_key = "7FB6EC05EAAD562E290308DD538DEA02";
constexpr const char* other_key = "284D809A439CC4F5B080F7B70FACD611";

Password clear(std::string text) {
  return {.is_secret = false, .type = PasswordType::clear, .text = std::move(text)};
}

MethodList methods(std::initializer_list<MethodKind> kinds) {
  MethodList list;
  for (const MethodKind kind : kinds) list.push_back({.kind = kind, .group = {}});
  return list;
}

/// bob (level 15, with a key), Carol (no level of her own) and dave (no password), on five lines that take
/// local users.
Config local_users() {
  Config config;
  config.users["bob"] = {.privilege = 15, .password = clear("bob-pass")};
  config.users["Carol"] = {.privilege = 1, .password = clear("carol-pass")};
  config.users["dave"] = {.privilege = 7, .password = std::nullopt};
  config.ssh.pubkey_chain["bob"] = {{"ssh-rsa", bob_key, ""}};
  config.vty.front().login_local = true;
  return config;
}

Config new_model() {
  Config config = local_users();
  config.aaa.new_model = true;
  config.vty.front().login_local = false;
  return config;
}

Config with_login(MethodList list) {
  Config config = new_model();
  config.aaa.login["default"] = std::move(list);
  return config;
}

Config with_exec(MethodList list) {
  Config config = new_model();
  config.aaa.exec["default"] = std::move(list);
  return config;
}

Config with_enable(MethodList list) {
  Config config = new_model();
  config.aaa.enable["default"] = std::move(list);
  config.enable_secrets[15] = clear("secret");
  return config;
}

Origin from(std::string user, unsigned line = 0) {
  return {.user = std::move(user), .address = "10.1.1.2", .line = line};
}

/// An authenticator over one configuration, asked as the server asks it.
class Desk {
 public:
  explicit Desk(Config config) : store_(std::move(config)) {}

  LoginAnswer login(std::string user, std::string_view password, std::string list = "default",
                    unsigned line = 0) {
    return ferry::testing::run_flow(
        authenticator_.login(from(std::move(user), line), std::move(list), Secret{password}));
  }
  ExecAnswer exec(std::string user, std::string list = "default", unsigned line = 0) {
    return ferry::testing::run_flow(
        authenticator_.authorize_exec(from(std::move(user), line), std::move(list)));
  }
  LoginAnswer enable(std::string_view password, unsigned level = 15) {
    return ferry::testing::run_flow(authenticator_.enable(from("bob"), level, Secret{password}));
  }
  LoginAnswer key(std::string user, std::string_view algorithm = "ssh-rsa", std::string_view md5 = bob_key,
                  const TokenUse& use = {}) {
    return authenticator_.public_key(from(std::move(user)), algorithm, md5, use);
  }

 private:
  config::Store store_;
  net::Offload offload_{1};
  ferry::testing::FixedRandom random_;
  Authenticator authenticator_{store_, offload_, random_};
};

::testing::Matcher<LoginAnswer> Login(Outcome outcome, std::string reason) {
  using ::testing::AllOf;
  using ::testing::Field;
  return AllOf(Field(&LoginAnswer::outcome, outcome), Field(&LoginAnswer::reason, std::move(reason)));
}

::testing::Matcher<ExecAnswer> Exec(Outcome outcome, unsigned privilege) {
  using ::testing::AllOf;
  using ::testing::Field;
  return AllOf(Field(&ExecAnswer::outcome, outcome), Field(&ExecAnswer::privilege, privilege));
}

constexpr auto pass = Outcome::pass;
constexpr auto fail = Outcome::fail;

TEST(Login, WithoutNewModelAsksTheLocalUsersOfALineWithLoginLocal) {
  Desk desk{local_users()};
  EXPECT_THAT(desk.login("bob", "bob-pass"), Login(pass, "local: right password"));
  EXPECT_THAT(desk.login("bob", "Bob-pass"), Login(fail, "local: wrong password"));
  EXPECT_THAT(desk.login("eve", "bob-pass"), Login(fail, "local: unknown user; no method is left"));
  EXPECT_THAT(desk.login("dave", ""), Login(fail, "local: the user has no password"));
}

TEST(Login, WithoutNewModelALinePasswordLetsNobodyInOverSsh) {
  Config config = local_users();
  config.vty.front().login_local = false;
  config.vty.front().password = clear("line-pass");
  Desk desk{std::move(config)};
  for (const char* password : {"bob-pass", "line-pass"}) {
    EXPECT_THAT(desk.login("bob", password),
                Login(fail, "line vty 0: SSH needs users, 'login local' or 'aaa new-model' is missing"));
  }
}

TEST(Login, WithoutNewModelTheListsOfAaaDoNotCount) {
  Config config = local_users();
  config.aaa.login["default"] = methods({MethodKind::none});
  EXPECT_EQ(Desk{std::move(config)}.login("eve", "x").outcome, fail);
}

TEST(Login, EachLineHasItsOwnRule) {
  Config config = local_users();
  config.vty = {{.first = 0, .last = 4, .login_local = true}, {.first = 5, .last = 15, .login_local = false}};
  Desk desk{std::move(config)};
  EXPECT_EQ(desk.login("bob", "bob-pass", "default", 4).outcome, pass);
  EXPECT_EQ(desk.login("bob", "bob-pass", "default", 5).outcome, fail);
}

TEST(Login, SessionsBeyondTheConfiguredLinesFollowTheLastOne) {
  Config config = local_users();
  config.vty = {{.first = 0, .last = 4, .login_local = true}, {.first = 5, .last = 15, .login_local = false}};
  EXPECT_EQ(Desk{config}.login("bob", "bob-pass", "default", 16).outcome, fail);
  config.vty.back().login_local = true;
  EXPECT_EQ(Desk{config}.login("bob", "bob-pass", "default", 16).outcome, pass);
  config.vty.clear();
  EXPECT_EQ(Desk{config}.login("bob", "bob-pass").outcome, fail);
}

TEST(Login, WithNewModelAndNoListAsksTheLocalUsers) {
  Desk desk{new_model()};
  EXPECT_THAT(desk.login("bob", "bob-pass"), Login(pass, "local: right password"));
  EXPECT_EQ(desk.login("bob", "bob-pass", "UNDEFINED").outcome, pass);
  EXPECT_EQ(desk.login("bob", "wrong").outcome, fail);
}

TEST(Login, AnUndefinedListMeansDefault) {
  Config config = with_login(methods({MethodKind::none}));
  config.aaa.login["LOCAL"] = methods({MethodKind::local});
  Desk desk{std::move(config)};
  EXPECT_EQ(desk.login("eve", "x", "UNDEFINED").outcome, pass);
  EXPECT_EQ(desk.login("eve", "x", "LOCAL").outcome, fail);
}

TEST(Login, LocalIgnoresTheCaseOfTheNameAndLocalCaseDoesNot) {
  Desk local{with_login(methods({MethodKind::local}))};
  Desk local_case{with_login(methods({MethodKind::local_case}))};
  for (const char* name : {"BOB", "carol"}) {
    const std::string password = name == std::string{"BOB"} ? "bob-pass" : "carol-pass";
    EXPECT_EQ(local.login(name, password).outcome, pass);
    EXPECT_THAT(local_case.login(name, password), Login(fail, "local-case: unknown user; no method is left"));
  }
  EXPECT_EQ(local.login("bob", "BOB-PASS").outcome, fail);
  EXPECT_EQ(local_case.login("Carol", "carol-pass").outcome, pass);
  EXPECT_EQ(local_case.login("Carol", "CAROL-pass").outcome, fail);
}

TEST(Login, GroupsWithoutServersMoveOn) {
  Desk desk{with_login(
      {{MethodKind::group_tacacs, ""}, {MethodKind::group_named, "CORE"}, {MethodKind::local, ""}})};
  EXPECT_THAT(
      desk.login("bob", "bob-pass"),
      Login(pass,
            "local: right password (before it, group tacacs+: no server is configured; group CORE: no "
            "server is configured)"));
  EXPECT_EQ(desk.login("bob", "wrong").outcome, fail);
}

TEST(Login, FailsWhenNoMethodCanAnswer) {
  Desk desk{with_login(methods({MethodKind::group_tacacs, MethodKind::group_radius}))};
  EXPECT_THAT(desk.login("bob", "bob-pass"), Login(fail,
                                                   "group tacacs+: no server is configured; group radius: no "
                                                   "server is configured; no method is left"));
}

TEST(Login, AnUnknownLocalUserIsAskedForElsewhereAndAWrongPasswordIsNot) {
  Config config = with_login(methods({MethodKind::local, MethodKind::enable}));
  config.enable_secrets[15] = clear("secret");
  Desk desk{std::move(config)};
  EXPECT_THAT(desk.login("eve", "secret"),
              Login(pass, "enable: right password (before it, local: unknown user)"));
  EXPECT_THAT(desk.login("bob", "secret"), Login(fail, "local: wrong password"));
}

TEST(Login, EnableLineAndNoneAreMethods) {
  Config config = new_model();
  config.aaa.login["ENABLE"] = methods({MethodKind::enable});
  config.aaa.login["LINE"] = methods({MethodKind::line});
  config.aaa.login["NONE"] = methods({MethodKind::none});
  config.aaa.login["ODD"] = methods({MethodKind::if_authenticated});
  Desk without{config};
  EXPECT_THAT(without.login("x", "secret", "ENABLE"),
              Login(fail, "enable: no enable secret or password is set for level 15; no method is left"));
  EXPECT_THAT(without.login("x", "line", "LINE"),
              Login(fail, "line: the line has no password; no method is left"));
  EXPECT_THAT(without.login("x", "", "NONE"), Login(pass, "none: nothing is asked"));
  EXPECT_EQ(without.login("bob", "bob-pass", "ODD").outcome, fail);

  config.enable_secrets[15] = clear("secret");
  config.vty.front().password = clear("line");
  Desk with{config};
  EXPECT_EQ(with.login("x", "secret", "ENABLE").outcome, pass);
  EXPECT_EQ(with.login("x", "line", "LINE").outcome, pass);
  EXPECT_EQ(with.login("x", "line", "ENABLE").outcome, fail);
  EXPECT_EQ(with.login("x", "secret", "LINE").outcome, fail);
}

TEST(Login, TakesASecretOfType9) {
  ferry::testing::FixedRandom random;
  Config config = local_users();
  config.users["bob"].password = make_secret(Secret{std::string_view{"hidden"}}, random);
  Desk desk{std::move(config)};
  EXPECT_EQ(desk.login("bob", "hidden").outcome, pass);
  EXPECT_EQ(desk.login("bob", "bob-pass").outcome, fail);
  EXPECT_EQ(desk.login("eve", "hidden").outcome, fail);
}

TEST(Login, SeesTheConfigurationOfTheMoment) {
  config::Store store{local_users()};
  net::Offload offload{1};
  ferry::testing::FixedRandom random;
  Authenticator authenticator{store, offload, random};
  store.replace(Config{});
  const auto answer = ferry::testing::run_flow(
      authenticator.login(from("bob"), "default", Secret{std::string_view{"bob-pass"}}));
  EXPECT_EQ(answer.outcome, fail);
}

TEST(PublicKey, OpensForItsUserOnly) {
  Desk desk{local_users()};
  EXPECT_THAT(desk.key("bob"), Login(pass, "public key: one of the user's"));
  EXPECT_THAT(desk.key("bob", "ssh-rsa", other_key), Login(fail, "public key: not one of the user's"));
  EXPECT_THAT(desk.key("bob", "ssh-rsa", ""), Login(fail, "public key: not one of the user's"));
  EXPECT_THAT(desk.key("Carol"), Login(fail, "public key: the user has none"));
  EXPECT_THAT(desk.key("eve"), Login(fail, "public key: unknown user"));
  EXPECT_THAT(desk.key("BOB"), Login(fail, "public key: unknown user"));
}

TEST(PublicKey, MustBeOfTheTypeThatIsConfigured) {
  Desk desk{local_users()};
  EXPECT_EQ(desk.key("bob", "rsa-sha2-256").outcome, pass);
  EXPECT_EQ(desk.key("bob", "rsa-sha2-512").outcome, pass);
  EXPECT_EQ(desk.key("bob", "ssh-ed25519").outcome, fail);
}

TEST(PublicKey, AnyOfSeveralOpens) {
  Config config = local_users();
  config.ssh.pubkey_chain["bob"].push_back({"ssh-ed25519", other_key, ""});
  Desk desk{std::move(config)};
  EXPECT_EQ(desk.key("bob").outcome, pass);
  EXPECT_EQ(desk.key("bob", "ssh-ed25519", other_key).outcome, pass);
  EXPECT_EQ(desk.key("bob", "ssh-ed25519", bob_key).outcome, fail);
}

TEST(PublicKey, InATokenNeedsATouchUnlessItsLineSaysOtherwise) {
  constexpr TokenUse untouched{.touched = false};
  Config config = local_users();
  config.ssh.pubkey_chain["bob"] = {
      {.algorithm = "sk-ssh-ed25519@openssh.com", .md5 = bob_key, .comment = {}}};
  EXPECT_THAT(Desk{config}.key("bob", "sk-ssh-ed25519@openssh.com", bob_key, untouched),
              Login(fail, "public key: nobody touched the security token"));
  config.ssh.pubkey_chain["bob"].front().no_touch_required = true;
  EXPECT_EQ(Desk{config}.key("bob", "sk-ssh-ed25519@openssh.com", bob_key, untouched).outcome, pass);
}

TEST(PublicKey, InATokenNeedsAVerifiedUserWhereItsLineSaysSo) {
  constexpr TokenUse unverified{.verified = false};
  Config config = local_users();
  config.ssh.pubkey_chain["bob"] = {
      {.algorithm = "sk-ssh-ed25519@openssh.com", .md5 = bob_key, .comment = {}}};
  EXPECT_EQ(Desk{config}.key("bob", "sk-ssh-ed25519@openssh.com", bob_key, unverified).outcome, pass);
  config.ssh.pubkey_chain["bob"].front().verify_required = true;
  EXPECT_THAT(Desk{config}.key("bob", "sk-ssh-ed25519@openssh.com", bob_key, unverified),
              Login(fail, "public key: the security token did not verify its user"));
}

TEST(PublicKey, OfAUserWhoIsNotInTheLocalDatabaseOpensNothing) {
  Config config = local_users();
  config.users.erase("bob");
  EXPECT_THAT(Desk{std::move(config)}.key("bob"), Login(fail, "public key: unknown user"));
}

TEST(PublicKey, OpensALineThatAsksTheLocalUsersSomewhere) {
  EXPECT_EQ(Desk{new_model()}.key("bob").outcome, pass);
  EXPECT_EQ(Desk{with_login(methods({MethodKind::group_tacacs, MethodKind::local_case}))}.key("bob").outcome,
            pass);
  EXPECT_THAT(Desk{with_login(methods({MethodKind::group_tacacs}))}.key("bob"),
              Login(fail, "public key: the login list leaves out the local users"));
  Config config = local_users();
  config.vty.front().login_local = false;
  EXPECT_EQ(Desk{std::move(config)}.key("bob").outcome, fail);
}

TEST(PublicKey, FollowsTheListThatItsLineNames) {
  Config config = with_login(methods({MethodKind::local}));
  config.aaa.login["SERVERS"] = methods({MethodKind::group_tacacs});
  config.vty.front().login_list = "SERVERS";
  EXPECT_EQ(Desk{std::move(config)}.key("bob").outcome, fail);
}

TEST(ExecAuthorization, WithoutNewModelIsTheUsersLevelOrTheLines) {
  Config config = local_users();
  config.vty.front().privilege = 5;
  Desk desk{std::move(config)};
  EXPECT_THAT(desk.exec("bob"), Exec(pass, 15));
  EXPECT_THAT(desk.exec("dave"), Exec(pass, 7));
  EXPECT_THAT(desk.exec("Carol"), Exec(pass, 5));
  EXPECT_THAT(Desk{local_users()}.exec("Carol"), Exec(pass, 1));
  EXPECT_TRUE(desk.exec("bob").authorized);
}

TEST(ExecAuthorization, WithNewModelAndNoListGivesEverybodyTheLevelOfTheLine) {
  Desk desk{new_model()};
  EXPECT_THAT(desk.exec("bob"), Exec(pass, 1));
  EXPECT_FALSE(desk.exec("bob").authorized);
  EXPECT_EQ(desk.exec("bob").reason, "no exec authorization: privilege of the line");
  Config config = new_model();
  config.vty.front().privilege = 15;
  EXPECT_THAT(Desk{std::move(config)}.exec("Carol"), Exec(pass, 15));
}

TEST(ExecAuthorization, LocalGivesTheUsersLevel) {
  Desk desk{with_exec(methods({MethodKind::local}))};
  EXPECT_THAT(desk.exec("bob"), Exec(pass, 15));
  EXPECT_THAT(desk.exec("Carol"), Exec(pass, 1));
  EXPECT_THAT(desk.exec("dave"), Exec(pass, 7));
  EXPECT_TRUE(desk.exec("bob").authorized);
}

TEST(ExecAuthorization, LocalDoesNotRaiseAUserToTheLevelOfTheLine) {
  Config config = with_exec(methods({MethodKind::local}));
  config.vty.front().privilege = 15;
  EXPECT_THAT(Desk{std::move(config)}.exec("Carol"), Exec(pass, 1));
}

TEST(ExecAuthorization, AnUnknownUserIsDeniedUnlessAnotherMethodLetsThemIn) {
  EXPECT_EQ(Desk{with_exec(methods({MethodKind::local}))}.exec("eve").outcome, fail);
  EXPECT_THAT(Desk{with_exec(methods({MethodKind::local, MethodKind::if_authenticated}))}.exec("eve"),
              Exec(pass, 1));
}

TEST(ExecAuthorization, IfAuthenticatedAndNoneGiveLevel1) {
  EXPECT_THAT(Desk{with_exec(methods({MethodKind::if_authenticated}))}.exec("bob"), Exec(pass, 1));
  EXPECT_THAT(Desk{with_exec(methods({MethodKind::none}))}.exec("bob"), Exec(pass, 1));
  EXPECT_THAT(Desk{with_exec(methods({MethodKind::group_tacacs, MethodKind::if_authenticated}))}.exec("bob"),
              Exec(pass, 1));
}

TEST(ExecAuthorization, FallsBackToTheUsersLevelWhenServersAreSilent) {
  EXPECT_THAT(Desk{with_exec(methods({MethodKind::group_tacacs, MethodKind::local}))}.exec("bob"),
              Exec(pass, 15));
}

TEST(ExecAuthorization, DeniesEverybodyWhenServersAreSilentAndNothingFollows) {
  const auto answer = Desk{with_exec(methods({MethodKind::group_tacacs}))}.exec("bob");
  EXPECT_EQ(answer.outcome, fail);
  EXPECT_EQ(answer.reason, "group tacacs+: no server is configured; no method is left");
}

TEST(ExecAuthorization, AnUndefinedListMeansDefault) {
  Config config = with_exec(methods({MethodKind::local}));
  config.aaa.exec["LOW"] = methods({MethodKind::none});
  Desk desk{std::move(config)};
  EXPECT_THAT(desk.exec("bob", "UNDEFINED"), Exec(pass, 15));
  EXPECT_THAT(desk.exec("bob", "LOW"), Exec(pass, 1));
}

TEST(ExecAuthorization, OfAUserWhoLoggedInWithOtherCaseIsTheSameUsers) {
  EXPECT_THAT(Desk{with_exec(methods({MethodKind::local}))}.exec("BOB"), Exec(pass, 15));
}

TEST(Enable, TheSecretGoesBeforeThePassword) {
  Config config = local_users();
  config.enable_passwords[15] = clear("password");
  EXPECT_EQ(Desk{config}.enable("password").outcome, pass);
  config.enable_secrets[15] = clear("secret");
  Desk desk{std::move(config)};
  EXPECT_THAT(desk.enable("secret"), Login(pass, "enable: right password"));
  EXPECT_THAT(desk.enable("password"), Login(fail, "enable: wrong password"));
}

TEST(Enable, FailsWhenNothingIsSet) {
  EXPECT_THAT(Desk{local_users()}.enable(""),
              Login(fail, "enable: no enable secret or password is set for level 15; no method is left"));
}

TEST(Enable, TheSecretOpensLevel15Only) {
  Config config = local_users();
  config.enable_secrets[15] = clear("secret");
  EXPECT_THAT(Desk{std::move(config)}.enable("secret", 7),
              Login(fail, "enable: no enable secret or password is set for level 7; no method is left"));
}

TEST(Enable, FollowsTheDefaultListOfNewModel) {
  EXPECT_EQ(Desk{with_enable(methods({MethodKind::none}))}.enable("anything").outcome, pass);
  EXPECT_EQ(
      Desk{with_enable(methods({MethodKind::group_radius, MethodKind::enable}))}.enable("secret").outcome,
      pass);
  EXPECT_EQ(Desk{with_enable(methods({MethodKind::group_radius}))}.enable("secret").outcome, fail);
  EXPECT_EQ(Desk{with_enable(methods({MethodKind::line, MethodKind::enable}))}.enable("secret").outcome,
            pass);
  Config config = with_enable(methods({MethodKind::none}));
  config.aaa.new_model = false;
  EXPECT_EQ(Desk{std::move(config)}.enable("anything").outcome, fail);
}

TEST(Enable, NeverAsksTheLocalUsers) {
  EXPECT_EQ(Desk{with_enable(methods({MethodKind::local}))}.enable("bob-pass").outcome, fail);
}

}  // namespace
}  // namespace ferry::aaa
