#include <fmt/format.h>
#include <gtest/gtest.h>

#include "commands/confirmed_startup.h"
#include "commands/file_output.h"
#include "commands/render.h"
#include "commands/replace.h"
#include "desk.h"

namespace ferry::commands {
namespace {

using testing::Answer;
using testing::apply;
using testing::Desk;
using testing::run_command;
using testing::TestDevice;

std::string read(const TestDevice& device, std::string_view name) {
  return read_text_file(device.files, *device.files.parse(name, device.files.root())).value_or("missing");
}

TEST(ConfigureReplace, IsDoneByOneCommandOnTheRemoteEnd) {
  TestDevice device{apply("hostname R1\nip ssh time-out 60").config};
  device.write_file("flash:a", "hostname R2\nend\n");
  const Answer answer = run_command(device, "configure replace flash:a force");
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(answer.text, "Total number of passes: 1\nRollback Done\n\n");
  EXPECT_EQ(render(*device.running.snapshot()), render(apply("hostname R2").config));
  EXPECT_EQ(run_command(device, "configure replace flash:a").status, 1);
}

TEST(ConfigureReplace, TakesWhatShowRunningConfigPrints) {
  TestDevice device{apply("hostname R1").config};
  device.write_file("flash:a",
                    "Building configuration...\n\nCurrent configuration : 99 bytes\n!\nhostname R2\nend\n");
  EXPECT_EQ(run_command(device, "configure replace flash:a force").status, 0);
  EXPECT_EQ(device.running.snapshot()->hostname, "R2");
}

TEST(ConfigureReplace, ReadsAUrl) {
  TestDevice device{apply("hostname R1").config};
  device.remotes.files["scp://10.1.1.9/a"] = "hostname R2\nend\n";
  EXPECT_EQ(run_command(device, "configure replace scp://me:lab@10.1.1.9/a force").status, 0)
      << (device.remotes.opened.empty() ? "" : device.remotes.opened.front());
  EXPECT_EQ(device.running.snapshot()->hostname, "R2");
}

TEST(ConfigureReplace, ChangesNothingIfALineIsRefusedFarDown) {
  TestDevice device{apply("hostname R1").config};
  std::string text = "hostname R2\n";
  for (int line = 2; line <= 1000; ++line)
    text += line == 900 ? "usrename x\n" : fmt::format("username u{} privilege 1\n", line);
  device.write_file("flash:a", text + "end\n");
  const auto before = device.running.snapshot();
  const Answer answer = run_command(device, "configure replace flash:a force list");
  EXPECT_EQ(answer.status, 1);
  EXPECT_TRUE(answer.text.contains("usrename x\n  ^\n% Invalid input")) << answer.text;
  EXPECT_TRUE(answer.text.contains("Rollback aborted after 5 passes\n")) << answer.text;
  EXPECT_EQ(device.running.snapshot(), before);
}

TEST(ConfigureReplace, KeepsOthersFromConfiguring) {
  TestDevice device;
  device.write_file("flash:a", "hostname R2\nend\n");
  const std::string words =
      "Configuration mode locked exclusively by user 'eve' from terminal '3'. Please try later.\n";
  {
    const auto hold = device.versions.lock.acquire({.user = "eve", .line = 3});
    ASSERT_TRUE(hold);
    Desk desk{device};
    EXPECT_EQ(desk.type("configure terminal\r"), "configure terminal\n" + words + "Router#");
    EXPECT_EQ(run_command(device, "configure replace flash:a force").text, words);
    EXPECT_EQ(run_command(device, "configure replace flash:a force nolock").status, 0);
    EXPECT_FALSE(device.versions.lock.acquire({}));
  }
  EXPECT_TRUE(device.versions.lock.acquire({}));
}

TEST(ConfirmedStartup, IsPutBackOnceAndOnlyIfItWasKept) {
  TestDevice device;
  device.write_file("nvram:startup-config", "old\n");
  EXPECT_EQ(put_back_confirmed_startup(device.files), Result<bool>{false});
  ASSERT_TRUE(keep_confirmed_startup(device.files, "running\n"));
  device.write_file("nvram:startup-config", "new\n");
  ASSERT_TRUE(keep_confirmed_startup(device.files, "running\n"));
  EXPECT_EQ(put_back_confirmed_startup(device.files), Result<bool>{true});
  EXPECT_EQ(read(device, "nvram:startup-config"), "old\n");
  EXPECT_EQ(put_back_confirmed_startup(device.files), Result<bool>{false});
}

TEST(ConfirmedStartup, IsWhatRanBeforeIfThereWasNone) {
  TestDevice device;
  ASSERT_TRUE(keep_confirmed_startup(device.files, "running\n"));
  device.write_file("nvram:startup-config", "new\n");
  EXPECT_EQ(put_back_confirmed_startup(device.files), Result<bool>{true});
  EXPECT_EQ(read(device, "nvram:startup-config"), "running\n");
}

TEST(ConfirmedStartup, IsForgottenWhenTheChangeIsConfirmed) {
  TestDevice device;
  EXPECT_TRUE(forget_confirmed_startup(device.files));
  ASSERT_TRUE(keep_confirmed_startup(device.files, "running\n"));
  EXPECT_TRUE(forget_confirmed_startup(device.files));
  EXPECT_EQ(put_back_confirmed_startup(device.files), Result<bool>{false});
}

TEST(RollBack, PutsTheConfigurationOfBeforeBackAndLogsIt) {
  TestDevice device{apply("hostname R1").config};
  const auto before = device.running.snapshot();
  device.running.replace(apply("hostname R2").config);
  roll_back(device.services, {.kind = RollbackTimer::Kind::absolute,
                              .after = std::chrono::minutes{1},
                              .configured = {},
                              .user = "admin",
                              .line = {},
                              .backup = "flash:x-0",
                              .before = before});
  EXPECT_TRUE(*device.running.snapshot() == *before);
  ASSERT_FALSE(device.log_buffer.lines().empty());
  EXPECT_TRUE(device.log_buffer.lines().front().contains("Start rolling to: flash:x-0"));
}

TEST(Archive, FindsItsVersionsAgainAfterABoot) {
  TestDevice device{apply("archive\npath flash:x\nmaximum 2").config};
  for (int count = 0; count < 3; ++count) EXPECT_EQ(run_command(device, "archive config").status, 0);
  device.write_file("flash:x-other-file", "");
  ConfigurationArchive booted;  // knows nothing but the files
  const auto listing = testing::run_flow(booted.list(device.services));
  ASSERT_TRUE(listing);
  EXPECT_EQ(listing->names, (std::vector<std::string>{"flash:x-Jan-01-00-00-00.000-UTC-1",
                                                      "flash:x-Jan-01-00-00-00.000-UTC-2"}));
  EXPECT_EQ(listing->next, "flash:x-<timestamp>-3");
}

TEST(Archive, IsDueWhenItsPeriodHasPassed) {
  ConfigurationArchive archive;
  const TimePoint start{std::chrono::hours{1}};
  EXPECT_FALSE(archive.is_due(start, std::chrono::minutes{5}));
  EXPECT_FALSE(archive.is_due(start + std::chrono::minutes{4}, std::chrono::minutes{5}));
  EXPECT_TRUE(archive.is_due(start + std::chrono::minutes{5}, std::chrono::minutes{5}));
}

struct Hidden {
  std::string_view typed, always, with_hidekeys;
};

TEST(ConfigurationLog, KeepsNoSecrets) {
  const std::vector<Hidden> cases{
      {"username bob privilege 15 secret lab", "username bob privilege 15 secret *",
       "username bob privilege 15 secret *"},
      {"username bob secret 9 $9$a$b", "username bob secret 9 $9$a$b", "username bob secret 9 *"},
      {"username bob password 7 0812", "username bob password 7 *", "username bob password 7 *"},
      {"enable password my word", "enable password *", "enable password *"},
      {"tacacs-server key 0 lab", "tacacs-server key 0 *", "tacacs-server key 0 *"},
      {"path scp://me:lab@10.1.1.9/a", "path scp://*:*@10.1.1.9/a", "path scp://*:*@10.1.1.9/a"},
      {"no password", "no password", "no password"},
      {"hostname key", "hostname key", "hostname key"},
      {"banner motd ^C\nsecret\n^C", "banner motd ^C", "banner motd ^C"},
  };
  for (const Hidden& one : cases) {
    EXPECT_EQ(without_secrets(one.typed, {}), one.always);
    EXPECT_EQ(without_secrets(one.typed, {.hide_keys = true}), one.with_hidekeys);
  }
}

TEST(ConfigurationLog, ForgetsTheOldestLine) {
  ConfigurationLog log;
  const config::ConfigurationLogging settings{.enabled = true, .size = 2};
  log.begin_session({LineId::Kind::vty, 1});
  for (const std::string_view line : {"a", "b", "c"})
    log.add(settings, {{LineId::Kind::vty, 1}, "admin"}, 0, line);
  ASSERT_EQ(log.entries().size(), 2U);
  EXPECT_EQ(log.entries().front().index, 2U);
  EXPECT_EQ(log.entries().front().who, "admin@vty1");
  log.begin_session({LineId::Kind::console, 0});
  log.add(settings, {{LineId::Kind::console, 0}, ""}, 1, "d");
  EXPECT_EQ(log.entries().back().who, "console@console");
  EXPECT_EQ(log.entries().back().session, 2U);
}

}  // namespace
}  // namespace ferry::commands
