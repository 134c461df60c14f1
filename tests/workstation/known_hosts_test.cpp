#include "workstation/known_hosts.h"

#include <gtest/gtest.h>

#include <string>

#include "base/name_pattern.h"
#include "base/text.h"
#include "wire/writer.h"

namespace ferry::workstation {
namespace {

/// A blob with this type and something behind it.
ByteVector key(std::string_view type, std::string_view rest) {
  ByteVector blob;
  wire::Writer writer{blob};
  writer.write(type);
  writer.write(rest);
  return blob;
}

const ByteVector ours = key("ssh-ed25519", "ours");
const ByteVector other = key("ssh-ed25519", "other");
const ByteVector rsa = key("ssh-rsa", "rsa");

std::string line(std::string_view hosts, const ByteVector& blob) {
  return known_hosts_line(hosts, blob);
}

KeyStanding judge(const std::string& text, std::string_view host, const ByteVector& blob = ours) {
  KnownHosts hosts;
  hosts.add_file("f", text);
  return hosts.judge(host, blob);
}

TEST(HostPattern, StarsAndQuestionMarksMatchTheWholeName) {
  struct Case {
    std::string_view pattern, name;
    bool matches;
  };
  for (const Case& c :
       {Case{"", "", true}, Case{"*", "", true}, Case{"*", "a.b", true}, Case{"a*", "ab", true},
        Case{"a*c", "abcbc", true}, Case{"a*d", "abc", false}, Case{"?", "a", true}, Case{"?", "", false},
        Case{"??", "a", false}, Case{"R1", "r1", true}, Case{"*.lab", "r1.lab", true},
        Case{"*.lab", "lab", false}, Case{"r1", "r10", false}, Case{"**", "x", true},
        Case{"10.1.?.*", "10.1.2.30", true}}) {
    EXPECT_EQ(matches_pattern(c.pattern, c.name), c.matches) << c.pattern << " " << c.name;
  }
}

TEST(HostPattern, ManyStarsTakeNoLongTime) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(matches_pattern(pattern + "b", std::string(2000, 'a')));
}

TEST(HostPattern, AnotherPortIsPartOfTheName) {
  EXPECT_EQ(host_key_name("R1", 22), "r1");
  EXPECT_EQ(host_key_name("R1", 2222), "[r1]:2222");
}

TEST(KnownHosts, KnowsAKeyByNameListAndWildcard) {
  const KeyStanding known = KeyKnown{{"f", 1}};
  EXPECT_EQ(judge(line("r1", ours), "r1"), known);
  EXPECT_EQ(judge(line("r0,r1", ours), "r1"), known);
  EXPECT_EQ(judge(line("*.lab", ours), "r1.lab"), known);
  EXPECT_EQ(judge(line("[r1]:2222", ours), "[r1]:2222"), known);
  EXPECT_EQ(judge(line("*.lab,!r1.lab", ours), "r1.lab"), KeyStanding{KeyUnknown{}});
  EXPECT_EQ(judge(line("r1", ours), "[r1]:2222"), KeyStanding{KeyUnknown{}});
}

TEST(KnownHosts, NamesTheLineOfAnotherKey) {
  const std::string text = "# comment\n\n" + line("r1", other);
  EXPECT_EQ(judge(text, "r1"), (KeyStanding{KeyChanged{{"f", 3}}}));
  EXPECT_EQ(judge(text + line("r1", ours), "r1"), (KeyStanding{KeyKnown{{"f", 4}}}));
}

TEST(KnownHosts, AKeyOfAnotherTypeIsNeitherKnownNorChanged) {
  EXPECT_EQ(judge(line("r1", rsa), "r1"), (KeyStanding{KeyUnknown{.has_other_types = true}}));
}

// The line was written by ssh-keygen -H.
TEST(KnownHosts, ReadsHashedNames) {
  const auto blob =
      from_base64("AAAAC3NzaC1lZDI1NTE5AAAAIPhs5yr5Zd0c0XjQx0V8fFF1FtfBJUdQ4C0Q0ZVR1oLW").value();
  KnownHosts hosts;
  hosts.add_file("f",
                 "|1|Voq34esYPSyGga/rAPEAxTMfODI=|gaC6xNzEpdDVls6dZYbvZjRN9PI= ssh-ed25519 "
                 "AAAAC3NzaC1lZDI1NTE5AAAAIPhs5yr5Zd0c0XjQx0V8fFF1FtfBJUdQ4C0Q0ZVR1oLW\n");
  EXPECT_EQ(hosts.judge("router1.lab", blob), (KeyStanding{KeyKnown{{"f", 1}}}));
  EXPECT_EQ(hosts.judge("router2.lab", blob), KeyStanding{KeyUnknown{}});
}

TEST(KnownHosts, ReadsTheHashesThatItWrites) {
  const ByteVector salt(20, 7);
  EXPECT_EQ(judge(hashed_known_hosts_line("[r1]:2222", salt, ours), "[r1]:2222"),
            (KeyStanding{KeyKnown{{"f", 1}}}));
}

TEST(KnownHosts, ARevokedKeyIsRevokedWhereverElseItStands) {
  EXPECT_EQ(judge(line("r1", ours) + "@revoked " + line("*", ours), "r1"),
            (KeyStanding{KeyRevoked{{"f", 2}}}));
  EXPECT_EQ(judge("@revoked " + line("*", other) + line("r1", ours), "r1"),
            (KeyStanding{KeyKnown{{"f", 2}}}));
}

TEST(KnownHosts, KnowsTheAuthoritiesOfAHost) {
  KnownHosts hosts;
  hosts.add_file("f", "@cert-authority " + line("*.lab", ours) + line("r2.lab", other));
  EXPECT_TRUE(hosts.has_authority("r1.lab"));
  EXPECT_TRUE(hosts.has_authority("r1.lab", Bytes{ours}));
  EXPECT_FALSE(hosts.has_authority("r2.lab", Bytes{other})) << "a host key certifies nobody";
  EXPECT_FALSE(hosts.has_authority("r1.example"));
  EXPECT_TRUE(hosts.key_types("r1.lab").empty()) << "an authority's key is no host key";
}

TEST(KnownHosts, FindsARevokedAuthority) {
  KnownHosts hosts;
  hosts.add_file("f", "@cert-authority " + line("*.lab", ours) + "@revoked " + line("*", ours));
  EXPECT_EQ(hosts.revoked("r1.lab", ours), (FilePlace{"f", 2}));
  EXPECT_EQ(hosts.revoked("r1.lab", other), std::nullopt);
}

TEST(KnownHosts, PassesOverAuthoritiesAndWhatMakesNoSense) {
  EXPECT_EQ(judge("@cert-authority " + line("r1", ours), "r1"), KeyStanding{KeyUnknown{}});
  for (const std::string text : {"r1", "r1 ssh-ed25519", "r1 ssh-ed25519 !!", "r1 ssh-rsa AAAA",
                                 "@revoked r1", "|1|x ssh-rsa AAAA", "@odd r1 ssh-ed25519 AAAA"}) {
    EXPECT_EQ(judge(text, "r1"), KeyStanding{KeyUnknown{}}) << text;
  }
}

TEST(KnownHosts, ListsTheKnownTypesOnce) {
  KnownHosts hosts;
  hosts.add_file("f", line("r1", rsa) + line("r1", ours) + line("*", other) + line("r2", key("x", "y")));
  EXPECT_EQ(hosts.key_types("r1"), (std::vector<std::string>{"ssh-rsa", "ssh-ed25519"}));
}

std::optional<HostKeyNews> news(const std::string& text, const std::vector<ByteVector>& offered) {
  KnownHosts hosts;
  hosts.add_file("f", text);
  return hosts.news("r1", ours, offered);
}

TEST(HostKeyNews, NamesKeysThatAreNewAndLinesOfKeysThatAreGone) {
  const auto found = news(line("r1", ours) + line("r1", other) + line("r2", key("x", "y")), {ours, rsa});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->fresh, std::vector<ByteVector>{rsa});
  EXPECT_EQ(found->outdated, (std::vector{FilePlace{"f", 2}}));
  EXPECT_FALSE(found->is_hashed);
  const auto none = news(line("r1", ours), {ours});
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->fresh.empty() && none->outdated.empty());
}

TEST(HostKeyNews, FollowsLinesWithHashedNames) {
  const ByteVector salt(20, 7);
  const auto found = news(hashed_known_hosts_line("r1", salt, ours), {ours, rsa});
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->is_hashed);
}

TEST(HostKeyNews, LeavesAloneWhatSaysMoreThanThisHost) {
  const std::vector<ByteVector> offered{ours, rsa};
  EXPECT_TRUE(news(line("r1", ours), offered));
  EXPECT_FALSE(news(line("r1,10.1.1.1", ours), offered)) << "two names";
  EXPECT_FALSE(news(line("r*", ours), offered)) << "a pattern";
  EXPECT_FALSE(news(line("r1", ours) + "@revoked " + line("r1", other), offered)) << "a mark";
  EXPECT_FALSE(news(line("r1", ours) + line("r2", rsa), offered)) << "the new key is that of another host";
  EXPECT_FALSE(news(line("r1", ours) + line("r1", other) + line("r2", other), offered)) << "or the old one";
  EXPECT_FALSE(news(line("r1", rsa), offered)) << "the key that was shown stands in no line";
  EXPECT_FALSE(news("", offered));
}

TEST(HostKeyNews, AreWrittenBesideEverythingElse) {
  EXPECT_EQ(rewritten_known_hosts("# a\nb\nc", {2}, "new\n"), "# a\nc\nnew\n");
  EXPECT_EQ(rewritten_known_hosts("a\r\nb\r\n", {}, ""), "a\r\nb\r\n");
  EXPECT_EQ(rewritten_known_hosts("a\n", {1}, "new\n"), "new\n");
  EXPECT_EQ(rewritten_known_hosts("", {}, "new\n"), "new\n");
}

}  // namespace
}  // namespace ferry::workstation
