#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "configuration_support.h"

namespace ferry::commands {
namespace {

using config::Config;
using ::testing::ElementsAre;
using testing::errors_of;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view accepting = "platform accept-unmodelled\n";

/// A configuration that keeps unmodelled lines, and `text` taken into it without an error.
Config kept(std::string_view text, const Config& base = {}) {
  const Applied applied = testing::apply(std::string{accepting} + std::string{text}, base);
  EXPECT_EQ(errors_of(applied), "");
  return applied.config;
}

/// What of `config` no command knows, as it is shown: the difference to the configuration without it.
std::string shown(const Config& config) {
  Config without;
  without.unmodelled.accepted = true;
  const std::string plain = render(without);
  std::string text;
  for (const std::string_view line : lines(render(config))) {
    const bool is_plain = line == " login" || line == "version 1.0" ||
                          (!line.starts_with(' ') && plain.contains(fmt::format("\n{}\n", line)));
    if (!is_plain) text += std::string{line} + "\n";
  }
  return text;
}

std::string after(std::string_view first, std::string_view second) {
  return shown(kept(second, kept(first)));
}

std::string read(std::string_view name) {
  std::ifstream in{fmt::format("{}/vectors/configurations/{}", FERRY_TESTS_DIR, name)};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Unmodelled, IsRefusedWithACaretUnlessItIsAccepted) {
  const Applied applied = testing::apply("interface Loopback0\n description x\nntp server 10.1.1.1\n");
  ASSERT_EQ(applied.errors.size(), 3U);
  EXPECT_EQ(applied.errors[0].message, "% Invalid input detected at '^' marker.");
  EXPECT_EQ(applied.errors[0].column, 1U);
  EXPECT_TRUE(applied.config == Config{});
}

TEST(Unmodelled, KeepsSectionsWithTheLinesBelowThem) {
  EXPECT_EQ(shown(kept("interface Loopback0\n description a loop\n ip address 10.1.1.1 255.255.255.255\n")),
            "interface Loopback0\n description a loop\n ip address 10.1.1.1 255.255.255.255\n");
}

// Many people paste without the blanks, or write without them.
TEST(Unmodelled, KnowsWhereLinesWithoutIndentationBelong) {
  EXPECT_EQ(
      shown(
          kept("router bgp 65000\nneighbor 10.1.1.1 remote-as 65001\naddress-family ipv4\n"
               "network 10.0.0.0\nexit-address-family\naddress-family ipv6\nexit\nbgp redistribute-internal\n"
               "interface Lo0\ndesc x\nhostname R1\n")),
      "hostname R1\ninterface Loopback0\n description x\nrouter bgp 65000\n"
      " neighbor 10.1.1.1 remote-as 65001\n !\n address-family ipv4\n  network 10.0.0.0\n"
      " exit-address-family\n !\n address-family ipv6\n exit-address-family\n bgp redistribute-internal\n");
}

TEST(Unmodelled, EndsAnIndentedSectionAtALineOnTheLeft) {
  EXPECT_EQ(shown(kept("interface Loopback0\n description x\nfrobnicate 1\n")),
            "frobnicate 1\ninterface Loopback0\n description x\n");
  EXPECT_EQ(shown(kept("interface Loopback0\n!\nfrobnicate 1\n")), "frobnicate 1\ninterface Loopback0\n");
}

TEST(Unmodelled, MakesASectionOfAnyLineWithIndentedOnesBelow) {
  EXPECT_EQ(shown(kept("widget one\n  part a\n     screw 1\n     screw 2\n  part b\nwidget two\n")),
            "widget one\n part a\n  screw 1\n  screw 2\n part b\nwidget two\n");
}

TEST(Unmodelled, LetsNothingBelongToADescription) {
  EXPECT_EQ(shown(kept("interface Loopback0\n  description x\n   ip mtu 1400\n")),
            "interface Loopback0\n description x\n ip mtu 1400\n");
}

struct Change {
  std::string_view first, second, expected;
};

TEST(Unmodelled, ReplacesWhatIosReplaces) {
  for (
      const Change& change : std::initializer_list<Change>{
          {"interface Loopback0\n description a\n shutdown\n", "interface Loopback0\n description b\n",
           "interface Loopback0\n description b\n shutdown\n"},
          {"interface Loopback0\n ip address 10.1.1.1 255.0.0.0\n",
           "interface Loopback0\n ip address 10.1.1.2 255.0.0.0\n ip address 10.1.1.3 255.0.0.0 secondary\n",
           "interface Loopback0\n ip address 10.1.1.2 255.0.0.0\n ip address 10.1.1.3 255.0.0.0 secondary\n"},
          {"interface Loopback0\n no ip address\n", "interface Loopback0\n ip address 10.1.1.1 255.0.0.0\n",
           "interface Loopback0\n ip address 10.1.1.1 255.0.0.0\n"},
          {"interface Loopback0\n ip access-group A in\n ip access-group B out\n",
           "interface Loopback0\n ip access-group C in\n",
           "interface Loopback0\n ip access-group C in\n ip access-group B out\n"},
          {"snmp-server location A\nntp server 10.1.1.1\n", "snmp-server location B\nntp server 10.1.1.2\n",
           "snmp-server location B\nntp server 10.1.1.1\nntp server 10.1.1.2\n"},
          {"route-map R permit 10\n match ip address 1\n", "route-map R deny 10\n",
           "route-map R deny 10\n match ip address 1\n"},
          {"class-map match-any C\n match dscp ef\n", "class-map C\n match dscp af41\n",
           "class-map match-any C\n match dscp ef\n match dscp af41\n"},
          {"router bgp 1\n neighbor 10.1.1.1 remote-as 2\n", "router bgp 1\n neighbor 10.1.1.1 remote-as 3\n",
           "router bgp 1\n neighbor 10.1.1.1 remote-as 3\n"}}) {
    EXPECT_EQ(after(change.first, change.second), change.expected) << change.second;
  }
}

TEST(Unmodelled, SortsTheEntriesOfAnAccessListByTheirNumbers) {
  EXPECT_EQ(after("ip access-list extended A\n 20 permit ip any any\n 10 deny tcp any any\n",
                  "ip access-list extended A\n 15 remark between\n 10 deny udp any any\n no 20\n permit icmp "
                  "any any\n"),
            "ip access-list extended A\n 10 deny udp any any\n 15 remark between\n 25 permit icmp any any\n");
}

TEST(Unmodelled, RemovesByNo) {
  constexpr std::string_view base =
      "interface Loopback0\n description x\n ip address 10.1.1.1 255.0.0.0\n no ip redirects\n"
      "interface Loopback1\nrouter ospf 1\n network 10.0.0.0 0.0.0.255 area 0\n"
      "ip access-list extended A\n 10 permit ip any any\nntp server 10.1.1.1 prefer\n";
  const auto without = [&](std::string_view line) {
    std::string text;
    for (const std::string_view one : lines(base)) {
      if (one != line) text += std::string{one} + "\n";
    }
    return shown(kept(text));
  };
  EXPECT_EQ(after(base, "interface Loopback0\n no description\n"), without(" description x"));
  EXPECT_EQ(after(base, "interface Loopback0\n no description x\n"), without(" description x"));
  EXPECT_EQ(after(base, "interface Loopback0\n no ip address 10.1.1.1 255.0.0.0\n"),
            without(" ip address 10.1.1.1 255.0.0.0"));
  EXPECT_EQ(after(base, "interface Loopback0\n ip redirects\n"), without(" no ip redirects"));
  EXPECT_EQ(after(base, "no interface Loopback1\n"), without("interface Loopback1"));
  EXPECT_EQ(after(base, "no int lo1\n"), without("interface Loopback1"));
  EXPECT_EQ(after(base, "no ntp server 10.1.1.1\n"), without("ntp server 10.1.1.1 prefer"));
  EXPECT_EQ(after(base, "ip access-list extended A\n no 10\n"), without(" 10 permit ip any any"));
  EXPECT_EQ(after(base, "ip access-list extended A\n no permit ip any any\n"),
            without(" 10 permit ip any any"));
  EXPECT_THAT(after(base, "no router ospf 1\n"), Not(HasSubstr("ospf")));
  EXPECT_THAT(after(base, "no ip access-list extended A\n"), Not(HasSubstr("access-list")));
}

TEST(Unmodelled, LeavesNoTraceOfTheNegationOfWhatIsNotThere) {
  EXPECT_EQ(
      shown(kept(
          "no interface Loopback7\nno router bgp 1\ninterface Loopback0\n no description\n no shutdown\n")),
      "interface Loopback0\n");
}

TEST(Unmodelled, KeepsANegationThatIsASetting) {
  EXPECT_EQ(
      shown(
          kept("interface Loopback0\n no ip redirects\n no ip address\n no switchport\nno ip http server\n")),
      "no ip http server\ninterface Loopback0\n no ip redirects\n no ip address\n no switchport\n");
  EXPECT_EQ(after("interface Vlan1\n switchport mode access\n", "interface Vlan1\n no switchport\n"),
            "interface Vlan1\n no switchport\n");
}

TEST(Unmodelled, DoesNotRemoveAnotherValueThanTheOneThatIsNamed) {
  constexpr std::string_view base = "interface Loopback0\n ip address 10.1.1.2 255.0.0.0\n";
  EXPECT_EQ(after(base, "interface Loopback0\n no ip address 10.1.1.1 255.0.0.0\n"), base);
}

TEST(Unmodelled, EmptiesAnInterfaceByDefault) {
  EXPECT_EQ(after("interface Loopback0\n description x\ninterface Loopback1\n shutdown\n",
                  "default interface lo0\n"),
            "interface Loopback0\ninterface Loopback1\n shutdown\n");
}

TEST(Unmodelled, LeavesCommandsThatItKnowsToThem) {
  const Applied applied =
      testing::apply(std::string{accepting} +
                     "interface Loopback0\nhostname R1\nip ssh time-out 500\naccess-list 10 permit nonsense\n"
                     "username\naaa authentication login default lcoal\nshow clock\n<html>\n{\n");
  EXPECT_EQ(applied.config.hostname, "R1");
  std::vector<std::size_t> refused;
  for (const LineError& error : applied.errors) refused.push_back(error.number);
  EXPECT_THAT(refused, ElementsAre(4, 5, 6, 7, 8, 9, 10));
  EXPECT_EQ(shown(applied.config), "hostname R1\ninterface Loopback0\n");
}

TEST(Unmodelled, IsKeptBelowLinesThatPeopleLogInOn) {
  const Config config = kept("line con 0\n stopbits 1\nline vty 0 4\n modem InOut\nline aux 0\n no exec\n");
  EXPECT_THAT(
      render(config),
      HasSubstr("line con 0\n stopbits 1\nline vty 0 4\n login\n modem InOut\n!\nline aux 0\n no exec\n"));
  EXPECT_THAT(render(kept("line con 0\n no stopbits\n", config)), HasSubstr("line con 0\nline vty"));
}

TEST(Unmodelled, KeepsCertificatesAndMacrosAsTheyAre) {
  constexpr std::string_view text =
      "crypto pki certificate chain C\n certificate self-signed 01\n  30820330 20\n  A0030201\n  \tquit\n"
      "macro name M\nswitchport\n   interface x\nno shutdown\n@\n";
  EXPECT_EQ(shown(kept(text)), text);
  EXPECT_EQ(after(text, "crypto pki certificate chain C\nno certificate self-signed 01\nno macro name M\n"),
            "crypto pki certificate chain C\n");
  EXPECT_EQ(shown(kept("crypto pki certificate chain C\ncertificate ca 02\nAB CD\nquit\nhostname R1\n")),
            "hostname R1\ncrypto pki certificate chain C\n certificate ca 02\n  AB CD\n  \tquit\n");
}

TEST(Unmodelled, SaysWhichTextHasNoEnd) {
  const Applied applied = testing::apply(std::string{accepting} + "macro name M\nswitchport\n");
  ASSERT_EQ(applied.errors.size(), 1U);
  EXPECT_EQ(applied.errors[0].message, "% The text has no end: macro name M");
  EXPECT_EQ(shown(applied.config), "");
}

TEST(Unmodelled, RefusesWhatATerminalWouldObey) {
  for (const std::string_view line : {"frob \x1b[2J\n", "interface Loopback0\n description \x07\n",
                                      "frob \xff\xfe\n", "frob \xc2\x9b 1\n"}) {
    const Applied applied = testing::apply(std::string{accepting} + std::string{line});
    EXPECT_EQ(applied.errors.size(), 1U) << ::testing::PrintToString(line);
  }
}

TEST(Unmodelled, TakesTabsTrailingBlanksReturnsAndAByteOrderMark) {
  EXPECT_EQ(
      shown(testing::apply("\xef\xbb\xbfplatform accept-unmodelled\r\ninterface Loopback0  \r\n\tdescription "
                           "a\tb  \r\nend\r\nend\r\n")
                .config),
      "interface Loopback0\n description a b\n");
}

TEST(Unmodelled, RefusesSectionsThatAreTooDeep) {
  std::string text{accepting};
  for (std::size_t depth = 0; depth < 10; ++depth) text += std::string(depth, ' ') + "level\n";
  EXPECT_EQ(testing::apply(text).errors.at(0).message, "% Sections are kept 8 levels deep.");
}

TEST(Unmodelled, RefusesMoreThanThereMayBe) {
  std::string text = std::string{accepting} + "interface Loopback0\n";
  constexpr int lines_that_are_one_too_many = 4195;
  for (int line = 0; line < lines_that_are_one_too_many; ++line) text += fmt::format(" x {:03998}\n", line);
  const Applied applied = testing::apply(text);
  ASSERT_EQ(applied.errors.size(), 1U);
  EXPECT_THAT(applied.errors[0].message, HasSubstr("No more than 200000 lines and 16777216 bytes"));
}

TEST(Unmodelled, IsForgottenWhenItIsNotAcceptedAnyMore) {
  const Config config = kept("no platform accept-unmodelled\n",
                             kept("interface Loopback0\n shutdown\nline con 0\n modem InOut\n"));
  Config expected;
  EXPECT_EQ(errors_of(testing::apply("no platform accept-unmodelled\n", config)), "");
  EXPECT_TRUE(testing::apply("no platform accept-unmodelled\n", config).config == expected);
}

TEST(Unmodelled, CountsWhatItKeeps) {
  const Config config = kept(read("router.cfg"), kept(read("switch.cfg")));
  EXPECT_EQ(config.unmodelled.size, size_of(config.unmodelled.lines.read()));
  const Config less =
      kept("no interface Tunnel0\ndefault interface GigabitEthernet1\nno ntp\nno snmp-server\n", config);
  EXPECT_EQ(less.unmodelled.size, size_of(less.unmodelled.lines.read()));
  EXPECT_LT(less.unmodelled.size.lines, config.unmodelled.size.lines);
}

TEST(Unmodelled, CopiesOfAConfigurationDoNotChangeEachOther) {
  const Config first = kept("interface Loopback0\n description a\n");
  Config second = first;
  second = kept("interface Loopback0\n description b\n", second);
  EXPECT_THAT(render(first), HasSubstr("description a"));
  EXPECT_THAT(render(second), HasSubstr("description b"));
  EXPECT_FALSE(first == second);
  EXPECT_TRUE(kept("interface Loopback0\n description a\n", second) == first);
}

/// The lines of a configuration that say something.
std::vector<std::string> telling(std::string_view text) {
  std::vector<std::string> all;
  for (const std::string_view line : lines(text)) {
    if (!trim(line).empty() && trim(line) != "!" && !line.starts_with("! ") && !line.starts_with("version"))
      all.emplace_back(line.substr(0, line.find_last_not_of(' ') + 1));
  }
  std::ranges::sort(all);
  return all;
}

/// The lines of `some` that are not in `others`; both sorted.
std::string difference(const std::vector<std::string>& some, const std::vector<std::string>& others) {
  std::vector<std::string> missing;
  std::ranges::set_difference(some, others, std::back_inserter(missing));
  return fmt::format("{}", fmt::join(missing, "\n"));
}

// What routers and switches have in their configurations is shown again byte for byte.
TEST(Unmodelled, TakesTheConfigurationsOfARouterAndASwitch) {
  for (const std::string_view name : {"router.cfg", "switch.cfg"}) {
    const std::string text = read(name);
    const Applied applied = testing::apply(text);
    EXPECT_EQ(errors_of(applied), "") << name;
    EXPECT_EQ(difference(telling(text), telling(render(applied.config))), "") << name;
    EXPECT_EQ(difference(telling(render(applied.config)), telling(text)), "") << name;
    const Applied again = testing::apply(render(applied.config));
    EXPECT_EQ(errors_of(again), "") << name;
    EXPECT_TRUE(again.config == applied.config) << name;
    EXPECT_EQ(render(again.config), render(applied.config)) << name;
    const Applied twice = testing::apply(text, applied.config);
    EXPECT_EQ(errors_of(twice), "") << name;
    EXPECT_EQ(render(twice.config), render(applied.config)) << name;
  }
}

// Without the blanks at the left nearly all of it is still where it belongs.
TEST(Unmodelled, TakesAnAccessListOfAThousandEntriesWithoutBlanks) {
  std::string text = "ip access-list extended netmiko_test_large_acl\n";
  std::string expected = text;
  for (unsigned entry = 0; entry < 1000; ++entry) {
    const std::string line = fmt::format("permit ip host 10.{}.{}.1 any", entry / 256, entry % 256);
    text += line + "\n";
    expected += " " + line + "\n";
  }
  EXPECT_EQ(shown(kept(text)), expected);
}

TEST(Unmodelled, IsCutOffAnywhereWithoutHarm) {
  const std::string text = read("router.cfg").substr(0, 4000);
  for (std::size_t size = 0; size < text.size(); size += 101) {
    const Applied applied = testing::apply(std::string_view{text}.substr(0, size));
    const Applied again = testing::apply(render(applied.config));
    EXPECT_EQ(errors_of(again), "") << size;
    EXPECT_TRUE(again.config == applied.config) << size;
  }
}

/// Trees of lines that nobody has thought of.
class RandomLines {
 public:
  explicit RandomLines(unsigned seed) : state_(seed * 2654435761U + 1) {}

  unsigned below(unsigned limit) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<unsigned>(state_ >> 33U) % limit;
  }
  std::string line() {
    constexpr std::array<std::string_view, 34> words{"interface",
                                                     "Loopback0",
                                                     "gi0/1",
                                                     "router",
                                                     "bgp",
                                                     "65000",
                                                     "ip",
                                                     "address",
                                                     "description",
                                                     "no",
                                                     "shutdown",
                                                     "10",
                                                     "20",
                                                     "permit",
                                                     "any",
                                                     "vlan",
                                                     "name",
                                                     "switchport",
                                                     "mode",
                                                     "class-map",
                                                     "A",
                                                     "policy-map",
                                                     "class",
                                                     "B",
                                                     "ntp",
                                                     "server",
                                                     "exit-address-family",
                                                     "address-family",
                                                     "ipv4",
                                                     "access-list",
                                                     "extended",
                                                     "key",
                                                     "chain",
                                                     "x"};
    std::string text{words[below(words.size())]};
    for (unsigned more = below(4); more > 0; --more) text += fmt::format(" {}", words[below(words.size())]);
    return text;
  }
  std::string configuration() {
    std::string text{accepting};
    std::size_t depth = 0;
    for (unsigned count = 1 + below(40); count > 0; --count) {
      depth = below(3) == 0 ? 0 : below(static_cast<unsigned>(depth) + 2);
      if (below(8) == 0) text += "!\n";
      text += std::string(depth, ' ') + line() + "\n";
      if (below(20) == 0) text += "hostname R1\nline con 0\n stopbits 1\n";
    }
    return text;
  }

 private:
  std::uint64_t state_;
};

TEST(Unmodelled, RendersToTextThatGivesTheSameConfigurationAndTheSameText) {
  for (unsigned seed = 0; seed < 150; ++seed) {
    RandomLines random{seed};
    const std::string text = random.configuration();
    const Config first = testing::apply(text).config;
    const std::string rendered = render(first);
    const Applied again = testing::apply(rendered);
    ASSERT_EQ(errors_of(again), "") << seed << "\n" << text << "---\n" << rendered;
    ASSERT_EQ(render(again.config), rendered) << seed << "\n" << text;
    ASSERT_TRUE(again.config == first) << seed;
  }
}

TEST(Unmodelled, MergedOntoNothingIsWhatItWas) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    RandomLines random{seed};
    const Config one = testing::apply(random.configuration()).config;
    const Config merged = testing::apply(render(one), testing::apply(random.configuration()).config).config;
    // Whatever was there before, a second merge changes nothing any more.
    ASSERT_EQ(render(testing::apply(render(merged)).config), render(merged)) << seed;
    ASSERT_EQ(render(testing::apply(render(one)).config), render(one)) << seed;
  }
}

}  // namespace
}  // namespace ferry::commands
