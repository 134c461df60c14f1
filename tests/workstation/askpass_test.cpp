#include "workstation/askpass.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <map>
#include <string>

#include "base/text.h"

namespace ferry::workstation {
namespace {

AskpassPolicy policy(const std::map<std::string, std::string>& variables) {
  return askpass_policy([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(Askpass, AsksWhereThereIsADisplayAndNoTerminal) {
  const auto usual = policy({{"DISPLAY", ":0"}, {"SSH_ASKPASS", "/bin/ask"}});
  EXPECT_EQ(usual.program, "/bin/ask");
  EXPECT_FALSE(usual.is_preferred);
  EXPECT_FALSE(policy({{"SSH_ASKPASS", "/bin/ask"}}).is_allowed());
  EXPECT_FALSE(policy({{"SSH_ASKPASS", "/bin/ask"}, {"DISPLAY", ""}}).is_allowed());
  EXPECT_TRUE(policy({{"SSH_ASKPASS", "/bin/ask"}, {"WAYLAND_DISPLAY", "wayland-0"}}).is_allowed());
}

TEST(Askpass, IsForcedPreferredOrForbidden) {
  const std::string program = "/bin/ask";
  const auto forced = policy({{"SSH_ASKPASS", program}, {"SSH_ASKPASS_REQUIRE", "force"}});
  EXPECT_TRUE(forced.is_allowed() && forced.is_preferred);
  const auto preferred =
      policy({{"SSH_ASKPASS", program}, {"SSH_ASKPASS_REQUIRE", "prefer"}, {"DISPLAY", ":0"}});
  EXPECT_TRUE(preferred.is_allowed() && preferred.is_preferred);
  EXPECT_FALSE(policy({{"SSH_ASKPASS", program}, {"SSH_ASKPASS_REQUIRE", "prefer"}}).is_allowed());
  EXPECT_FALSE(
      policy({{"SSH_ASKPASS", program}, {"SSH_ASKPASS_REQUIRE", "never"}, {"DISPLAY", ":0"}}).is_allowed());
}

/// What `program` answers to `prompt`, while nothing wakes.
std::optional<std::string> answer(const std::string& program, std::string_view prompt) {
  std::array<int, 2> wake{};
  EXPECT_EQ(::pipe(wake.data()), 0);
  const auto typed = run_askpass(program, prompt, wake[0]);
  for (const int end : wake) ::close(end);
  return typed ? std::optional{std::string{as_text(typed->reveal())}} : std::nullopt;
}

TEST(Askpass, TheFirstLineOfItsOutputIsTheAnswer) {
  EXPECT_EQ(answer("/bin/echo", "it's the prompt"), "it's the prompt");
  EXPECT_EQ(answer("/bin/echo", "one\ntwo"), "one");
  EXPECT_EQ(answer("/bin/true", ""), "");
}

TEST(Askpass, AnotherStatusOrNoProgramIsNoAnswer) {
  EXPECT_EQ(answer("/bin/false", "x"), std::nullopt);
  EXPECT_EQ(answer("/nowhere/ask", "x"), std::nullopt);
}

TEST(Askpass, EndsWhenThePersonHasGivenUp) {
  std::array<int, 2> wake{};
  ASSERT_EQ(::pipe(wake.data()), 0);
  ASSERT_EQ(::write(wake[1], "x", 1), 1);
  EXPECT_FALSE(run_askpass("/bin/sleep", "1000", wake[0]));
  for (const int end : wake) ::close(end);
}

}  // namespace
}  // namespace ferry::workstation
