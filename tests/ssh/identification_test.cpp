#include "ssh/transport/identification.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "ssh/limits.h"

namespace ferry::ssh {
namespace {

Result<IdentificationReader::Step> read_as(Role role, std::string_view text) {
  IdentificationReader reader{role};
  return reader.read(as_bytes(text));
}

void expect_refused(Role role, std::string_view text) {
  const auto step = read_as(role, text);
  EXPECT_FALSE(step) << text.substr(0, 60);
}

void expect_incomplete(Role role, std::string_view text) {
  const auto step = read_as(role, text);
  ASSERT_TRUE(step) << text.substr(0, 60);
  EXPECT_FALSE(step->identification) << text.substr(0, 60);
}

TEST(Identification, IsReadWithoutItsLineEnd_Rfc4253Section4_2) {
  for (const Role role : {Role::client, Role::server}) {
    const auto step = read_as(role, "SSH-2.0-OpenSSH_9.2p1 Debian\r\nrest");
    ASSERT_TRUE(step);
    EXPECT_EQ(step->identification, "SSH-2.0-OpenSSH_9.2p1 Debian");
    EXPECT_EQ(step->consumed, 30U);
  }
}

TEST(Identification, MayEndInLineFeedAlone_Rfc4253Section4_2) {
  EXPECT_EQ(read_as(Role::server, "SSH-2.0-x\n")->identification, "SSH-2.0-x");
}

TEST(Identification, MayNameVersion1_99_Rfc4253Section5_1) {
  EXPECT_EQ(read_as(Role::client, "SSH-1.99-Cisco-1.25\r\n")->identification, "SSH-1.99-Cisco-1.25");
  EXPECT_EQ(read_as(Role::server, "SSH-1.99-x\r\n")->identification, "SSH-1.99-x");
}

TEST(Identification, OfAnotherVersionIsRefusedAsSuch) {
  for (const std::string_view text : {"SSH-1.5-old\r\n", "SSH-3.0-new\r\n", "SSH-2.1-odd\r\n", "SSH--\n"}) {
    const auto step = read_as(Role::server, text);
    ASSERT_FALSE(step) << text;
    EXPECT_EQ(step.error().reason, DisconnectReason::protocol_version_not_supported) << text;
  }
}

TEST(Identification, WithoutASoftwareVersionIsMalformed) {
  expect_refused(Role::server, "SSH-2.0\r\n");
  expect_refused(Role::server, "SSH-\r\n");
}

TEST(Identification, HasAtMost255Characters_Rfc4253Section4_2) {
  const std::string longest = "SSH-2.0-" + std::string(longest_identification - 10, 'x');
  EXPECT_TRUE(read_as(Role::server, longest + "\r\n")->identification);
  expect_refused(Role::server, longest + "x\r\n");
  expect_incomplete(Role::server, longest);
  expect_refused(Role::server, longest + "xx");
}

TEST(Identification, WithANullOrControlCharacterIsRefused_Rfc4253Section4_2) {
  expect_refused(Role::server, std::string_view{"SSH-2.0-a\0b\r\n", 13});
  expect_refused(Role::server, "SSH-2.0-a\x1b[2J\r\n");
  expect_refused(Role::server, "SSH-2.0-a\rb\r\n");
}

TEST(Identification, IsAwaitedByteByByte) {
  const std::string text = "SSH-2.0-x\r\n";
  for (std::size_t size = 0; size < text.size(); ++size) {
    expect_incomplete(Role::server, std::string_view{text}.substr(0, size));
    expect_incomplete(Role::client, std::string_view{text}.substr(0, size));
  }
}

TEST(Identification, AServerTakesNothingBeforeIt) {
  expect_refused(Role::server, "hello\r\nSSH-2.0-x\r\n");
  expect_refused(Role::server, "\r\n");
  // The first byte that cannot belong to an identification decides: nothing is collected.
  expect_refused(Role::server, "G");
  expect_refused(Role::server, "SSh");
}

TEST(Identification, AClientPassesOverOtherLinesFirst_Rfc4253Section4_2) {
  IdentificationReader reader{Role::client};
  const auto first = reader.read(as_bytes("Welcome\r\nto us\n\nSSH"));
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->identification);
  EXPECT_EQ(first->consumed, 16U);
  EXPECT_EQ(reader.read(as_bytes("SSH-2.0-x\r\n"))->identification, "SSH-2.0-x");
}

TEST(Identification, AClientPassesOverABoundedNumberOfBoundedLines) {
  std::string lines;
  for (std::size_t i = 0; i < most_lines_before_identification; ++i) lines += "x\n";
  EXPECT_TRUE(read_as(Role::client, lines + "SSH-2.0-x\n")->identification);
  expect_refused(Role::client, lines + "x\n");
  expect_incomplete(Role::client, std::string(longest_line_before_identification - 1, 'x'));
  expect_refused(Role::client, std::string(longest_line_before_identification, 'x'));
}

TEST(Identification, OfOursIsCheckedBeforeItIsSent) {
  EXPECT_EQ(make_identification("Ferry_1"), "SSH-2.0-Ferry_1");
  EXPECT_EQ(make_identification("Cisco-1.25"), "SSH-2.0-Cisco-1.25");
  EXPECT_THROW(static_cast<void>(make_identification("")), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(make_identification("a\nb")), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(make_identification(std::string(246, 'x'))), std::invalid_argument);
  EXPECT_EQ(make_identification(std::string(245, 'x')).size(), 253U);
}

}  // namespace
}  // namespace ferry::ssh
