#include "commands/apply.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "configuration_support.h"
#include "support/fixed_random.h"

namespace ferry::commands {
namespace {

using config::Config;
using config::MethodKind;
using testing::apply;
using ::testing::ElementsAre;
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

/// "number:column:message" of each error.
std::vector<std::string> places(const Applied& applied) {
  std::vector<std::string> all;
  for (const LineError& error : applied.errors) {
    all.push_back(fmt::format("{}:{}:{}", error.number, error.column, error.message));
  }
  return all;
}

TEST(ApplyConfiguration, NamesALineThatDoesNotParseByNumberAndCaret) {
  const Applied applied =
      apply("hostname R1\nip ssh tmie-out 5\n\nip ssh time-out\r\nip s\nip scp server enable\n");
  EXPECT_THAT(places(applied), ElementsAre("2:8:% Invalid input detected at '^' marker.",
                                           "4:15:% Incomplete command.", "5:3:% Ambiguous command."));
  EXPECT_EQ(applied.errors[0].line, "ip ssh tmie-out 5");
  EXPECT_EQ(applied.errors[0].text(),
            "line 2: % Invalid input detected at '^' marker. (column 9): ip ssh tmie-out 5");
  EXPECT_EQ(applied.config.hostname, "R1");
  EXPECT_TRUE(applied.config.scp_server);
}

TEST(ApplyConfiguration, NamesTheRangeOfABadValue) {
  EXPECT_THAT(places(apply("ip ssh time-out 0\nip ssh authentication-retries 6\n")),
              ElementsAre("1:16:% Invalid input detected at '^' marker. Valid range is 1 to 120.",
                          "2:30:% Invalid input detected at '^' marker. Valid range is 0 to 5."));
}

TEST(ApplyConfiguration, MergesIntoWhatIsThere) {
  Config base;
  base.hostname = "Old";
  base.users["a"].privilege = 3;
  const Config config = apply("hostname New\nusername b\n", base).config;
  EXPECT_EQ(config.hostname, "New");
  EXPECT_EQ(config.users.size(), 2U);
  EXPECT_EQ(config.users.at("a").privilege, 3U);
}

TEST(ApplyConfiguration, StopsAtEndButNotAtOneExitTooMany) {
  const Applied applied = apply("line vty 0 4\n exit\nexit\nhostname A\nend\nhostname B\nnonsense\n");
  EXPECT_EQ(errors_of(applied), "");
  EXPECT_EQ(applied.config.hostname, "A");
}

TEST(ApplyConfiguration, IgnoresCommentsAndBlanks) {
  EXPECT_EQ(errors_of(apply("! one\n  ! two\n!\n\n   \n\t\nhostname R1   \n")), "");
}

TEST(ApplyConfiguration, RunsNoCommands) {
  const Applied applied = apply("do show clock\ncrypto key generate rsa modulus 2048\n");
  EXPECT_THAT(places(applied),
              ElementsAre("1:0:% Not a configuration line.", "2:0:% Not a configuration line."));
}

TEST(ApplyConfiguration, TakesAUserInPieces) {
  const Config config = apply("username a password 0 lab\nusername a privilege 15\n").config;
  EXPECT_EQ(config.users.at("a").privilege, 15U);
  EXPECT_EQ(config.users.at("a").password->text, "lab");
  EXPECT_THAT(apply("username a privilege 1\n").changed_users, ElementsAre("a"));
}

TEST(ApplyConfiguration, HashesASecretThatIsTypedInClear) {
  const Config config = apply("username a secret lab\nusername b secret 0 lab two\nenable secret x\n").config;
  EXPECT_EQ(config.users.at("a").password->text, "$9$lab");
  EXPECT_EQ(config.users.at("b").password->text, "$9$lab two");
  EXPECT_EQ(config.users.at("b").password->type, config::PasswordType::scrypt);
  EXPECT_EQ(config.enable_secrets.at(15).text, "$9$x");
}

TEST(ApplyConfiguration, KeepsEveryTypeOfPassword) {
  const Config config = apply(
                            "username a password 7 094F471A1A0A\nusername b secret 5 $1$x\n"
                            "username c secret 8 $8$x\nusername d secret 9 $9$x\nusername e password a b\n")
                            .config;
  EXPECT_EQ(config.users.at("a").password->type, config::PasswordType::reversible);
  EXPECT_EQ(config.users.at("b").password->type, config::PasswordType::md5);
  EXPECT_EQ(config.users.at("c").password->type, config::PasswordType::sha256);
  EXPECT_EQ(config.users.at("d").password->type, config::PasswordType::scrypt);
  EXPECT_EQ(config.users.at("e").password->text, "a b");
}

TEST(ApplyConfiguration, RefusesAPasswordThatHasNotTheFormOfItsType) {
  EXPECT_THAT(places(apply("username a secret 9 bad\n")), ElementsAre("1:0:ERROR: it begins with bad"));
  EXPECT_TRUE(apply("username a secret 9 bad\n").config.users.empty());
}

TEST(ApplyConfiguration, RefusesAPasswordBesideASecret) {
  const Applied applied = apply("username a secret x\nusername a password y\n");
  EXPECT_EQ(applied.errors.size(), 1U);
  EXPECT_TRUE(applied.config.users.at("a").password->is_secret);
}

TEST(ApplyConfiguration, RemovesAUser) {
  EXPECT_TRUE(apply("username a privilege 15\nno username a\n").config.users.empty());
  EXPECT_TRUE(apply("username a privilege 15\nno username a privilege 15\n").config.users.empty());
}

TEST(ApplyConfiguration, KnowsTheListsOfAaaOnlyUnderNewModel) {
  EXPECT_EQ(apply("aaa authentication login default local\n").errors.size(), 1U);
  EXPECT_EQ(apply("line vty 0 4\n login authentication X\n").errors.size(), 1U);
  EXPECT_EQ(apply("aaa new-model\nline vty 0 4\n login local\n").errors.size(), 1U);
}

TEST(ApplyConfiguration, ForgetsTheLoginOfLinesUnderNewModel) {
  const Config config = apply("line vty 0 4\n login local\nline con 0\n login local\naaa new-model\n").config;
  EXPECT_FALSE(config.vty[0].login_local);
  EXPECT_EQ(config.console, Config{}.console);
}

TEST(ApplyConfiguration, ForgetsTheListsWithoutNewModel) {
  const Config config = apply(
                            "aaa new-model\naaa authentication login X local\nline vty 0 4\n"
                            " login authentication X\nno aaa new-model\n")
                            .config;
  EXPECT_EQ(config, Config{});
}

TEST(ApplyConfiguration, KeepsTheMethodsInTheirOrder) {
  const Config config =
      apply(
          "aaa new-model\naaa authentication login L group radius group MINE local-case none\n"
          "aaa authorization exec default group tacacs+ if-authenticated\naaa authentication enable default "
          "enable\n")
          .config;
  const config::MethodList login{{MethodKind::group_radius, ""},
                                 {MethodKind::group_named, "MINE"},
                                 {MethodKind::local_case, ""},
                                 {MethodKind::none, ""}};
  EXPECT_EQ(config.aaa.login.at("L"), login);
  const config::MethodList exec{{MethodKind::group_tacacs, ""}, {MethodKind::if_authenticated, ""}};
  EXPECT_EQ(config.aaa.exec.at("default"), exec);
  EXPECT_EQ(config.aaa.enable.at("default").at(0).kind, MethodKind::enable);
}

TEST(ApplyConfiguration, TakesAtMostFourMethods) {
  const Applied applied = apply("aaa new-model\naaa authentication login L local local local local local\n");
  EXPECT_EQ(applied.errors.size(), 1U);
  EXPECT_TRUE(applied.config.aaa.login.empty());
}

TEST(ApplyConfiguration, TakesOnlyAlgorithmsThatTheDeviceKnows) {
  const Applied applied = apply(
      "ip ssh server algorithm mac hmac-sha1 hmac-sha2-512-etm@openssh.com\n"
      "ip ssh server algorithm encryption rot13\nip ssh server algorithm kex curve\n");
  EXPECT_THAT(places(applied), ElementsAre("2:35:% Invalid input detected at '^' marker."));
  EXPECT_THAT(applied.config.ssh.mac, ElementsAre("hmac-sha1", "hmac-sha2-512-etm@openssh.com"));
  EXPECT_THAT(applied.config.ssh.kex, ElementsAre("curve25519-sha256"));
}

TEST(ApplyConfiguration, RestoresTheDefaultAlgorithms) {
  const std::string set =
      "ip ssh server algorithm mac hmac-sha1\nip ssh server algorithm authentication publickey\n";
  EXPECT_EQ(apply(set + "no ip ssh server algorithm mac\nno ip ssh server algorithm authentication\n").config,
            Config{});
  EXPECT_EQ(apply(set + "default ip ssh server algorithm mac\ndefault ip ssh server algorithm auth\n").config,
            Config{});
}

TEST(ApplyConfiguration, NamesAuthenticationMethodsAsSshDoes) {
  EXPECT_THAT(apply("ip ssh server algorithm authentication keyboard publickey\n").config.ssh.authentication,
              ElementsAre("keyboard-interactive", "publickey"));
}

TEST(ApplyConfiguration, ReadsAKeyThatIsFoldedOverManyLines) {
  const Applied applied = apply(
      "ip ssh pubkey-chain\n username bob\n  key-string\n   AAAAB3Nz\n   aC1yc2E=\n  exit\n"
      " exit\nexit\nhostname R9\n");
  EXPECT_EQ(errors_of(applied), "");
  ASSERT_EQ(applied.config.ssh.pubkey_chain.at("bob").size(), 1U);
  EXPECT_EQ(applied.config.ssh.pubkey_chain.at("bob")[0].md5, to_hex(as_bytes("AAAAB3Nz\naC1yc2E")));
  EXPECT_EQ(applied.config.hostname, "R9");
}

TEST(ApplyConfiguration, KeepsAKeyHashInCapitalsAndOnlyOnce) {
  const Applied applied = apply(
      "ip ssh pubkey-chain\nusername bob\nkey-hash ssh-rsa 7fb6ec05eaad562e290308dd538dea02 a b\n"
      "key-hash ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02 c\nkey-hash ssh-rsa 7fb6\n");
  EXPECT_THAT(places(applied), ElementsAre("5:17:% Invalid input detected at '^' marker."));
  const auto& keys = applied.config.ssh.pubkey_chain.at("bob");
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].md5, "7FB6EC05EAAD562E290308DD538DEA02");
  EXPECT_EQ(keys[0].comment, "c");
}

TEST(ApplyConfiguration, RemovesKeysAndTheirUsers) {
  const std::string set =
      "ip ssh pubkey-chain\nusername bob\nkey-hash ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02\n";
  EXPECT_TRUE(apply(set + "no key-hash ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02\n")
                  .config.ssh.pubkey_chain.at("bob")
                  .empty());
  EXPECT_EQ(apply(set + "exit\nno username bob\n").config, Config{});
  EXPECT_EQ(apply(set + "no ip ssh pubkey-chain\n").config, Config{});
}

TEST(ApplyConfiguration, NamesAKeyThatNeverEnds) {
  EXPECT_THAT(places(apply("ip ssh pubkey-chain\nusername bob\nkey-string\nAAAA\n")),
              ElementsAre("4:0:% The key has no end."));
}

TEST(ApplyConfiguration, TakesUsersOfTheChainForUsersOfTheChainOnly) {
  const Config config =
      apply("ip ssh pubkey-chain\n  username bob\n!\nusername bob privilege 15 password 0 x\n").config;
  EXPECT_EQ(config.users.at("bob").privilege, 15U);
}

TEST(ApplyConfiguration, ReadsBannersWithAnyDelimiter) {
  const Config config =
      apply("banner motd ^C\nOne\n Two\n^C\nbanner login #a ^C b#\nbanner exec \x03typed\x03\n").config;
  EXPECT_EQ(config.banners.motd, "\nOne\n Two\n");
  EXPECT_EQ(config.banners.login, "a ^C b");
  EXPECT_EQ(config.banners.exec, "typed");
}

TEST(ApplyConfiguration, KeepsControlCharactersOutOfBanners) {
  EXPECT_EQ(apply("banner motd #a\x1b[2J\x07 b\x7f#\n").config.banners.motd, "a[2J b");
}

TEST(ApplyConfiguration, NamesABannerThatNeverEnds) {
  const Applied applied = apply("banner motd #\nhostname R1\n");
  EXPECT_THAT(places(applied), ElementsAre("2:0:% The banner has no end."));
  EXPECT_EQ(applied.config, Config{});
}

TEST(ApplyConfiguration, RefusesABannerThatIsTooLong) {
  const std::string line(3000, 'x');
  const std::string three_lines = line + "\n" + line + "\n" + line + "\n";
  const Applied applied = apply("banner motd #\n" + three_lines + "#\nhostname R1\n");
  EXPECT_THAT(places(applied), ElementsAre("5:0:% The banner is longer than 8192 characters."));
  EXPECT_EQ(applied.config.banners.motd, "");
  EXPECT_EQ(applied.config.hostname, "R1");
}

TEST(ApplyConfiguration, RemovesABanner) {
  EXPECT_EQ(apply("banner motd #a#\nno banner motd\n").config, Config{});
}

TEST(ApplyConfiguration, CutsBlocksOfLinesWhereTheyAreNamed) {
  const Config config =
      apply("line vty 0 15\n transport input ssh\nline vty 2 3\n exec-timeout 0 0\n").config;
  ASSERT_EQ(config.vty.size(), 4U);
  const auto block = [&](std::size_t index) {
    return std::pair{config.vty[index].first, config.vty[index].last};
  };
  EXPECT_EQ(block(0), (std::pair{0U, 1U}));
  EXPECT_EQ(block(1), (std::pair{2U, 3U}));
  EXPECT_EQ(block(2), (std::pair{4U, 4U}));
  EXPECT_EQ(block(3), (std::pair{5U, 15U}));
}

TEST(ApplyConfiguration, MakesTheLinesBetweenThoseThereAreAndThoseNamed) {
  const Config config = apply("line vty 8 9\n privilege level 15\n").config;
  ASSERT_EQ(config.vty.size(), 3U);
  EXPECT_EQ(config.vty[1].first, 5U);
  EXPECT_EQ(config.vty[1].last, 7U);
  EXPECT_EQ(config.vty[1].privilege, 1U);
  EXPECT_EQ(config.vty[2].privilege, 15U);
}

TEST(ApplyConfiguration, RemovesLinesFromFiveOn) {
  EXPECT_EQ(apply("line vty 5 15\n transport input none\nno line vty 5 15\n").config, Config{});
  EXPECT_EQ(apply("no line vty 0 4\n").errors.size(), 1U);
}

TEST(ApplyConfiguration, ChangesTheConsole) {
  const Config config =
      apply("line con 0\n exec-timeout 0 0\n password 7 094F471A1A0A\n login\n privilege level 15\n").config;
  EXPECT_EQ(config.console.exec_timeout, std::chrono::seconds{0});
  EXPECT_EQ(config.console.password->type, config::PasswordType::reversible);
  EXPECT_TRUE(config.console.login);
  EXPECT_EQ(config.console.privilege, 15U);
  EXPECT_EQ(config.vty, Config{}.vty);
}

// A command that is unknown must not make its own lines change what stood above it.
TEST(ApplyConfiguration, SkipsTheLinesThatBelongToARefusedOne) {
  const Applied applied =
      apply("line con 0\ninterface Gi0\n exec-timeout 0 0\n username x\n!\nhostname R1\n");
  EXPECT_THAT(places(applied), ElementsAre("2:1:% Invalid input detected at '^' marker.",
                                           "3:0:% Skipped: it belongs to a line that was refused.",
                                           "4:0:% Skipped: it belongs to a line that was refused."));
  EXPECT_EQ(applied.config.console, Config{}.console);
  EXPECT_TRUE(applied.config.users.empty());
  EXPECT_EQ(applied.config.hostname, "R1");
}

TEST(ApplyConfiguration, SetsTheLogBuffer) {
  EXPECT_EQ(apply("logging buffered 8192 4\n").config.logging,
            (config::LoggingConfig{.buffered_bytes = 8192, .buffered_level = 4}));
  EXPECT_EQ(apply("logging buffered debugging\nlogging buffered 5000\n").config.logging,
            (config::LoggingConfig{.buffered_bytes = 5000, .buffered_level = 7}));
  EXPECT_FALSE(apply("no logging buffered\n").config.logging.buffered);
  EXPECT_EQ(apply("no logging buffered\ndefault logging buffered\n").config, Config{});
  EXPECT_EQ(apply("logging buffered 100\n").errors.size(), 1U);
}

TEST(ApplyConfiguration, TakesOnlyHostNamesThatMakeAPrompt) {
  EXPECT_EQ(apply("hostname 1R\nhostname a#b\nhostname caf\xc3\xa9\nhostname " + std::string(64, 'a') + "\n")
                .errors.size(),
            4U);
  EXPECT_EQ(apply("hostname R1\nno hostname\n").config.hostname, "Router");
}

TEST(ApplyConfiguration, TakesTheDomainNameInBothSpellings) {
  EXPECT_EQ(apply("ip domain name a.example\n").config.domain_name, "a.example");
  EXPECT_EQ(apply("ip domain-name a.example\n").config.domain_name, "a.example");
  EXPECT_EQ(apply("ip domain-name a.example\nno ip domain name\n").config, Config{});
}

TEST(ApplyConfiguration, RefusesControlCharactersWhereTheyStand) {
  EXPECT_THAT(places(apply("username a password 0 x\x1b[2Jy\n")),
              ElementsAre("1:23:% Invalid input detected at '^' marker."));
}

TEST(ApplyConfiguration, RefusesALineThatIsTooLongUnread) {
  const Applied applied = apply("hostname " + std::string(1 << 20, 'a') + "\nhostname R1\n");
  ASSERT_EQ(applied.errors.size(), 1U);
  EXPECT_LT(applied.errors[0].line.size(), 300U);
  EXPECT_EQ(applied.config.hostname, "R1");
}

TEST(ApplyConfiguration, KeepsTheErrorsOfAPastedBinaryBounded) {
  testing::FixedRandom random;
  ByteVector bytes(1 << 20);
  random.fill(bytes);
  const Applied applied = apply(as_text(bytes));
  EXPECT_LE(applied.errors.size(), most_line_errors);
  EXPECT_EQ(applied.errors.back().message, "% More lines were refused.");
  for (const LineError& error : applied.errors) EXPECT_EQ(error.text(), printable(error.text()));
}

}  // namespace
}  // namespace ferry::commands
