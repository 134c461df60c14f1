#include "diff/tree.h"

#include <gtest/gtest.h>

#include <string>

namespace ferry::diff {
namespace {

// The tree as text again, so that a test can be read.
std::string shown(const std::vector<Node>& nodes, std::size_t depth = 0) {
  std::string text;
  for (const Node& node : nodes) {
    text += indented(depth, node.text) + "\n" + shown(node.children, depth + 1);
  }
  return text;
}

TEST(Tree, HasALineBelowAnotherThatIsIndentedLess) {
  const Tree tree = parse(
      "hostname R1\ninterface Gi0\n  ip address 10.0.0.1 255.0.0.0\n  no shutdown\nrouter bgp 1\n"
      " address-family ipv4\n  neighbor 10.0.0.2 activate\n exit-address-family\n!\nend\n");
  EXPECT_EQ(shown(tree.nodes),
            "hostname R1\n"
            "interface Gi0\n"
            " ip address 10.0.0.1 255.0.0.0\n"
            " no shutdown\n"
            "router bgp 1\n"
            " address-family ipv4\n"
            "  neighbor 10.0.0.2 activate\n");
  EXPECT_TRUE(tree.has_end);
}

TEST(Tree, LeavesOutCommentsAndTheLinesOnTopOfAShownConfiguration) {
  const Tree tree = parse(
      "Building configuration...\r\n\r\nCurrent configuration : 20 bytes\r\n!\r\n"
      "! Last configuration change at 10:00:00 UTC Thu Jan 1 2026\r\nhostname R1\r\n");
  EXPECT_EQ(shown(tree.nodes), "hostname R1\n");
  EXPECT_FALSE(tree.has_end);
}

TEST(Tree, EndsAtEnd) {
  EXPECT_EQ(shown(parse("hostname R1\nEND\nhostname R2\n").nodes), "hostname R1\n");
  EXPECT_EQ(shown(parse("interface Gi0\n end of the line\n").nodes), "interface Gi0\n end of the line\n");
}

TEST(Tree, KeepsABannerWholeWhateverItsDelimiter) {
  const std::string whole = "banner motd ^C\n! no comment\nend\n  hello\n^C\n";
  EXPECT_EQ(shown(parse(whole + "hostname R1\n").nodes), whole + "hostname R1\n");
  EXPECT_EQ(parse("banner motd #\n! no comment\nend\n  hello\n#\n"), parse(whole));
  EXPECT_EQ(parse("banner motd \x03\n! no comment\nend\n  hello\n\x03\n"), parse(whole));
  EXPECT_EQ(shown(parse("banner login #press ^C#\n").nodes), "banner login #press ^C#\n");
  EXPECT_EQ(shown(parse("banner login ^CHello^C\n").nodes), "banner login ^CHello^C\n");
}

TEST(Tree, TakesABannerWithoutAnEndToTheEndOfTheText) {
  EXPECT_EQ(parse("banner motd ^C\nhostname R1\n").nodes.size(), 1U);
  EXPECT_EQ(parse("banner motd").nodes.size(), 1U);
  EXPECT_EQ(parse("banner motd  ").nodes.size(), 1U);
}

TEST(Tree, KeepsACertificateWhole) {
  const std::string text =
      "crypto pki certificate chain X\n certificate self-signed 01\n  3082\n  \tquit\nhostname R1\n";
  const Tree tree = parse(text);
  ASSERT_EQ(tree.nodes.size(), 2U);
  ASSERT_EQ(tree.nodes[0].children.size(), 1U);
  EXPECT_EQ(tree.nodes[0].children[0].text, "certificate self-signed 01\n  3082\n  \tquit");
}

TEST(Tree, TakesACertificateForOneOnlyWhereCertificatesStand) {
  EXPECT_EQ(shown(parse("crypto pki trustpoint X\n certificate a\n b\nhostname R1\n").nodes),
            "crypto pki trustpoint X\n certificate a\n b\nhostname R1\n");
}

TEST(Heading, IsWhatShowPrintsAboveAConfiguration) {
  EXPECT_EQ(
      without_heading("Building configuration...\r\n\r\nCurrent configuration : 3 bytes\r\n!\r\nend\r\n"),
      "!\r\nend\r\n");
  EXPECT_EQ(without_heading("Using 3 out of 9 bytes\nversion 1\n"), "version 1\n");
  EXPECT_EQ(without_heading("\n\n"), "");
}

TEST(Tree, IsNoDeeperThanItsLimit) {
  std::string text;
  for (std::size_t depth = 0; depth < 500; ++depth) text += std::string(depth, ' ') + "x\n";
  const Tree tree = parse(text);
  std::size_t depth = 0;
  for (const std::vector<Node>* nodes = &tree.nodes; !nodes->empty(); nodes = &nodes->back().children)
    ++depth;
  EXPECT_EQ(depth, deepest);
}

}  // namespace
}  // namespace ferry::diff
