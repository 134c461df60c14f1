#include "workstation/ssh_config.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace ferry::workstation {
namespace {

using Words = std::vector<std::string>;

class MemoryFiles final : public ConfigFiles {
 public:
  std::map<std::string, std::string, std::less<>> files;
  [[nodiscard]] std::vector<ConfigFile> include(std::string_view pattern, const std::string&) const override {
    const auto found = files.find(pattern);
    if (found == files.end()) return {};
    return {{.name = found->first, .text = found->second}};
  }
};

struct Read {
  HostSettings settings;
  std::vector<std::string> warnings;
  std::string error;
};

Read read(const std::string& text, const std::string& host = "r1", const MemoryFiles& files = {},
          const std::string& user = "") {
  SshConfig config{{.host = host, .user = user, .local_user = "me"}, files};
  const auto done = config.read({.name = "config", .text = text});
  return {config.settings(), config.warnings(), done ? "" : done.error().message};
}

TEST(SshConfig, SplitsWordsWithQuotesEqualsAndComments) {
  EXPECT_EQ(config_words("  Host  a b\t"), (Words{"Host", "a", "b"}));
  EXPECT_EQ(config_words("Port=22"), (Words{"Port", "22"}));
  EXPECT_EQ(config_words("Port = 22"), (Words{"Port", "22"}));
  EXPECT_EQ(config_words("IdentityFile \"a b\" # c"), (Words{"IdentityFile", "a b"}));
  EXPECT_EQ(config_words("User a=b"), (Words{"User", "a=b"}));
  EXPECT_EQ(config_words("# all of it"), Words{});
  EXPECT_EQ(config_words("User \"a"), std::nullopt);
}

TEST(SshConfig, TheFirstValueWins) {
  const auto found = read("User a\nHost r1\n User b\n Port 2222\nHost *\n Port 23\n HostName x\n");
  EXPECT_EQ(found.settings.user, "a");
  EXPECT_EQ(found.settings.port, 2222U);
  EXPECT_EQ(found.settings.host_name, "x");
}

TEST(SshConfig, HostLinesMatchWithWildcardsAndNegation) {
  const std::string text = "Host *.lab !core.lab\n User lab\n";
  EXPECT_EQ(read(text, "r1.lab").settings.user, "lab");
  EXPECT_EQ(read(text, "core.lab").settings.user, std::nullopt);
  EXPECT_EQ(read(text, "lab").settings.user, std::nullopt);
}

TEST(SshConfig, IdentityFilesAddUp) {
  EXPECT_EQ(read("IdentityFile a\nIdentityFile b\n").settings.identity_files, (Words{"a", "b"}));
}

TEST(SshConfig, ReadsTheWordsOfTheirValues) {
  const auto found = read(
                         "StrictHostKeyChecking accept-new\nConnectTimeout 2m\nBatchMode yes\n"
                         "UserKnownHostsFile a b\nIdentitiesOnly=no\nHashKnownHosts YES\n")
                         .settings;
  EXPECT_EQ(found.strict_host_key_checking, StrictHostKeyChecking::accept_new);
  EXPECT_EQ(found.connect_timeout, std::chrono::minutes{2});
  EXPECT_EQ(found.batch_mode, true);
  EXPECT_EQ(found.user_known_hosts, (Words{"a", "b"}));
  EXPECT_EQ(found.identities_only, false);
  EXPECT_EQ(found.hash_known_hosts, true);
}

TEST(SshConfig, AWrongValueNamesFileAndLine) {
  EXPECT_EQ(read("\nPort 99999\n").error, "config:2: '99999' is not a port (1 to 65535)");
  EXPECT_EQ(read("User\n").error, "config:1: user needs a value");
  EXPECT_EQ(read("BatchMode perhaps\n").error, "config:1: 'perhaps' is not yes or no");
  EXPECT_EQ(read("User \"x\n").error, "config:1: a quotation mark is missing");
}

TEST(SshConfig, WhatItDoesNotKnowIsPassedOver) {
  EXPECT_EQ(read("ForwardX11 yes\nNonsense\nUser a\n").settings.user, "a");
}

TEST(SshConfig, MatchLinesWithCriteriaOfHostAndUser) {
  EXPECT_EQ(read("Match host r1 user admin\n Port 23\n", "r1", {}, "admin").settings.port, 23U);
  EXPECT_EQ(read("Match host r1 user admin\n Port 23\n", "r1", {}, "x").settings.port, std::nullopt);
  EXPECT_EQ(read("Match !host r1\n Port 23\n").settings.port, std::nullopt);
  EXPECT_EQ(read("Match all\n Port 23\n").settings.port, 23U);
  EXPECT_EQ(read("Match localuser me\n Port 23\n").settings.port, 23U);
}

TEST(SshConfig, AMatchThatWouldRunAProgramIsSaidAndNotMet) {
  const auto found = read("Match exec \"true\"\n Port 23\n");
  EXPECT_EQ(found.settings.port, std::nullopt);
  ASSERT_EQ(found.warnings.size(), 1U);
  EXPECT_TRUE(found.warnings.front().starts_with("config:1: Match exec is not understood"));
}

TEST(SshConfig, IncludesStandWhereTheyAreIncluded) {
  MemoryFiles files;
  files.files["inner"] = "Host other\n User x\nHost *\n User inner\n";
  const auto found = read("Include inner missing\nUser outer\nPort 23\n", "r1", files);
  EXPECT_EQ(found.settings.user, "inner");
  EXPECT_EQ(found.settings.port, 23U);
}

TEST(SshConfig, FilesThatIncludeThemselvesEnd) {
  MemoryFiles files;
  files.files["loop"] = "Include loop\n";
  EXPECT_EQ(read("Include loop\n", "r1", files).error, "loop:1: files include each other too deeply");
}

TEST(SshConfig, AProxyIsRememberedBecauseADirectConnectionWouldBeWrong) {
  EXPECT_EQ(read("ProxyJump bastion\nProxyCommand none\n").settings.proxy, "ProxyJump bastion");
  EXPECT_EQ(read("ProxyJump none\n").settings.proxy, "");
}

TEST(SshConfig, ExpandsTokens) {
  const TokenValues values{
      .home = "/h/me", .host = "r1.lab", .typed_host = "r1", .user = "admin", .local_user = "me", .port = 23};
  EXPECT_EQ(expand_tokens("~/.ssh/%h-%n-%r-%u-%p%%", values), "/h/me/.ssh/r1.lab-r1-admin-me-23%");
  EXPECT_EQ(expand_tokens("%d/a~b", values), "/h/me/a~b");
  EXPECT_FALSE(expand_tokens("%z", values));
  EXPECT_FALSE(expand_tokens("%", values));
}

}  // namespace
}  // namespace ferry::workstation
