#include "diff/compare.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <utility>

#include "diff/command_list.h"
#include "diff/contextual.h"
#include "plain_store.h"

namespace ferry::diff {
namespace {

std::string differences(std::string_view before, std::string_view after,
                        LetterCase letters = LetterCase::counts) {
  return contextual_differences(parse(before), parse(after), letters);
}

std::string list(std::string_view before, std::string_view after) {
  Dialect dialect;
  std::string text;
  for (const std::string& line : command_list(parse(before), parse(after), dialect)) text += line + "\n";
  return text;
}

constexpr std::string_view old_configuration = R"(hostname R1
ip domain name lab
interface Gi0
 description up
 ip address 10.0.0.1 255.0.0.0
interface Gi1
 shutdown
router bgp 1
 address-family ipv4
  neighbor 10.0.0.2 activate
end
)";
constexpr std::string_view new_configuration = R"(hostname R2
interface Gi0
 description up
 ip address 10.0.0.9 255.0.0.0
 no shutdown
interface Gi2
 shutdown
 mtu 9000
router bgp 1
 address-family ipv4
  neighbor 10.0.0.3 activate
ip domain name lab
end
)";

TEST(ContextualDifferences, StandWithTheirSignBehindTheIndentation) {
  EXPECT_EQ(differences(old_configuration, new_configuration), R"(!Contextual Config Diffs:
+hostname R2
interface Gi0
 +ip address 10.0.0.9 255.0.0.0
 +no shutdown
+interface Gi2
 +shutdown
 +mtu 9000
router bgp 1
 address-family ipv4
  +neighbor 10.0.0.3 activate
-hostname R1
interface Gi0
 -ip address 10.0.0.1 255.0.0.0
-interface Gi1
 -shutdown
router bgp 1
 address-family ipv4
  -neighbor 10.0.0.2 activate
)");
}

TEST(ContextualDifferences, AreNoneBetweenAConfigurationAndItself) {
  EXPECT_EQ(differences(old_configuration, old_configuration), "!No changes were found\n");
  EXPECT_EQ(differences("", ""), "!No changes were found\n");
}

TEST(ContextualDifferences, DoNotDependOnTheOrderOfLinesThatHaveNone) {
  EXPECT_EQ(differences("a\nb\nc\n x\n y\n", "c\n y\n x\nb\na\n"), "!No changes were found\n");
}

TEST(ContextualDifferences, IgnoreTheCaseOfLettersIfAsked) {
  EXPECT_EQ(differences("hostname r1\nline\n A\n", "HOSTNAME R1\nline\n a\n", LetterCase::ignored),
            "!No changes were found\n");
  EXPECT_EQ(differences("a\n", "A\n"), "!Contextual Config Diffs:\n+A\n-a\n");
}

TEST(ContextualDifferences, MarkTheRulesThatHaveMoved) {
  EXPECT_EQ(differences("ip access-list extended A\n permit 1\n permit 2\n permit 3\n",
                        "ip access-list extended A\n permit 3\n permit 1\n deny 9\n permit 2\n"),
            "!Contextual Config Diffs:\nip access-list extended A\n !permit 3\n +deny 9\n");
  EXPECT_EQ(differences("access-list 1 permit a\naccess-list 2 permit c\naccess-list 1 permit b\n",
                        "access-list 1 permit b\naccess-list 1 permit a\naccess-list 2 permit c\n"),
            "!Contextual Config Diffs:\n!access-list 1 permit b\n");
}

TEST(ContextualDifferences, ShowABannerLineByLine) {
  EXPECT_EQ(differences("banner motd ^C\nold\n^C\n", "banner motd #\nnew\n#\n"),
            "!Contextual Config Diffs:\n+banner motd ^C\n+new\n+^C\n-banner motd ^C\n-old\n-^C\n");
}

TEST(ContextualDifferences, CountALineThatStandsThereTwice) {
  EXPECT_EQ(differences("a\na\n", "a\n"), "!Contextual Config Diffs:\n-a\n");
}

TEST(CommandList, TakesBackAtFirstAndEntersTheSectionsAgain) {
  EXPECT_EQ(list(old_configuration, new_configuration), R"(no hostname R1
interface Gi0
 no ip address 10.0.0.1 255.0.0.0
no interface Gi1
router bgp 1
 address-family ipv4
  no neighbor 10.0.0.2 activate
hostname R2
interface Gi0
 ip address 10.0.0.9 255.0.0.0
 no shutdown
interface Gi2
 shutdown
 mtu 9000
router bgp 1
 address-family ipv4
  neighbor 10.0.0.3 activate
)");
}

TEST(CommandList, TakesBackALineThatBeginsWithNoByTheLineWithoutIt) {
  EXPECT_EQ(list("no ip routing\n", ""), "ip routing\n");
  EXPECT_EQ(list("banner motd ^C\nx\n^C\n", ""), "no banner motd\n");
}

TEST(CommandList, WritesAnOrderedListAnewFromTheFirstRuleThatIsAnother) {
  EXPECT_EQ(list("ip access-list extended A\n permit 1\n permit 2\n permit 3\n",
                 "ip access-list extended A\n permit 1\n permit 9\n permit 2\n permit 3\n"),
            "ip access-list extended A\n no permit 2\n no permit 3\n permit 9\n permit 2\n permit 3\n");
  EXPECT_EQ(list("access-list 7 permit a\naccess-list 7 permit b\n", "access-list 7 permit b\n"),
            "no access-list 7 permit a\n");
  EXPECT_EQ(list("ip access-list extended A\n 10 permit 1\n 20 permit 2\n",
                 "ip access-list extended A\n 5 permit 0\n 10 permit 1\n 20 permit 2\n"),
            "ip access-list extended A\n 5 permit 0\n");
}

TEST(CommandList, LetsALineTakeThePlaceOfAnotherWithTheSameSubject) {
  class OneHostname final : public Dialect {
    std::string subject(Place, std::string_view line) override {
      return line.starts_with("hostname ") ? "hostname" : "";
    }
    bool replaces(Place, std::string_view, std::string_view) override { return true; }
  } dialect;
  EXPECT_EQ(command_list(parse("hostname a\n"), parse("hostname b\n"), dialect),
            std::vector<std::string>{"hostname b"});
  EXPECT_EQ(command_list(parse("hostname a\n"), parse(""), dialect),
            std::vector<std::string>{"no hostname a"});
}

/// Trees of few different lines, so that much of two of them is the same.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  unsigned below(unsigned end) { return static_cast<unsigned>(engine_() % end); }

  std::vector<Node> nodes(std::size_t depth) {
    std::vector<Node> all;
    std::set<std::string> seen;
    for (unsigned count = below(7); count > 0; --count) {
      Node node{.text = line(depth)};
      if (!seen.insert(node.text).second) continue;
      if (depth < 3 && below(2) == 0) node.children = nodes(depth + 1);
      all.push_back(std::move(node));
    }
    return all;
  }

 private:
  std::string line(std::size_t depth) {
    if (depth == 0 && below(3) == 0) return fmt::format("access-list {} permit {}", below(2), below(5));
    if (depth == 0 && below(3) == 0) return fmt::format("ip access-list extended {}", below(2));
    return fmt::format("line {}", below(8));
  }

  std::mt19937 engine_;
};

TEST(CommandList, MakesOneConfigurationOfAnyOther) {
  Dialect dialect;
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    Dice dice{seed};
    const Tree before{.nodes = dice.nodes(0)};
    const Tree after{.nodes = dice.nodes(0)};
    testing::PlainStore store{before};
    store.type(command_list(before, after, dialect));
    ASSERT_TRUE(compare(store.tree(), after).empty())
        << seed << "\n"
        << contextual_differences(store.tree(), after, LetterCase::counts);
    ASSERT_TRUE(command_list(after, after, dialect).empty());
  }
}

/// 20,000 lines in sections of ten.
std::string large(std::string_view changed) {
  std::string text;
  for (unsigned section = 0; section < 2000; ++section) {
    text += fmt::format("interface Gi{}\n", section);
    for (unsigned line = 0; line < 9; ++line) {
      text += fmt::format(" setting {} {}\n", line, section == 1000 && line == 5 ? changed : "as ever");
    }
  }
  return text + "end\n";
}

// How long these take is for the benchmark to say; here they only have to end, which nothing quadratic would
// do in time.
TEST(CommandList, OfOneLineInTwentyThousandIsThatLine) {
  Dialect dialect;
  const auto lines = command_list(parse(large("old")), parse(large("new")), dialect);
  EXPECT_EQ(lines, (std::vector<std::string>{"interface Gi1000", " no setting 5 old", " setting 5 new"}));
}

TEST(CommandList, EndsForLongListsWithNothingInCommon) {
  std::string before = "ip access-list extended A\n", after = before;
  for (unsigned number = 0; number < 20000; ++number) {
    before += fmt::format(" permit {}\n", number);
    after += fmt::format(" permit {}\n", 20000 - number);
  }
  Dialect dialect;
  EXPECT_FALSE(command_list(parse(before), parse(after), dialect).empty());
  EXPECT_FALSE(differences(before, after).empty());
}

}  // namespace
}  // namespace ferry::diff
