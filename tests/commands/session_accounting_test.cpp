#include "commands/session_accounting.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "commands/transfer_accounting.h"
#include "crypto/hash.h"
#include "test_device.h"

namespace ferry::testing {
namespace {

using config::AccountingAction;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A device whose only server takes every record, or none.
class SessionAccounting : public ::testing::Test {
 protected:
  SessionAccounting() {
    config::Config config;
    config.aaa.new_model = true;
    config.aaa.accounting.exec["default"] = {AccountingAction::wait_start, false, {"tacacs+"}};
    config.aaa.accounting.connection["FILES"] = {AccountingAction::start_stop, false, {"tacacs+"}};
    config.aaa.accounting.commands[15]["default"] = {AccountingAction::stop_only, false, {"tacacs+"}};
    device.running.replace(std::move(config));
    device.services.accounting = &accounting;
    accounting.start();
  }
  net::Task<aaa::ServerAnswer> send(aaa::AccountingRecord record, std::string) {
    if (is_down) co_return aaa::ServerAnswer{.reason = "no reply"};
    std::string line = fmt::format("{} {}", describe(record.service), describe(record.event));
    if (const auto command = record.find("cmd"); !command.empty()) line += fmt::format(": {}", command);
    got.push_back(line);
    told.push_back(std::move(record));
    co_return aaa::ServerAnswer{aaa::Outcome::pass, "recorded", true};
  }
  Answer type(std::string line, const commands::Identity& who = administrator) {
    Answer answer = run(std::move(line), who);
    settle(loop, device.offload);
    return answer;
  }
  /// The loop of the servers turns while a session on another one waits.
  Answer run(std::string line, const commands::Identity& who) {
    std::atomic<bool> over = false;
    std::thread turning{[&] {
      while (!over) loop.run_ready();
    }};
    Answer answer = run_command(device, std::move(line), who);
    over = true;
    turning.join();
    return answer;
  }
  void transfer(aaa::AccountedTransfer transfer, std::string list = "FILES") {
    aaa::AccountedBy who{.origin = {.user = "admin", .address = "10.1.1.2"}, .list = std::move(list)};
    run_flow(commands::account_transfer(device.services, std::move(who), std::move(transfer)));
    settle(loop, device.offload);
  }

  TestDevice device;
  bool is_down = false;
  std::vector<std::string> got;
  std::vector<aaa::AccountingRecord> told;
  net::EventLoop loop;
  aaa::Accounting accounting{{.loop = loop,
                              .clock = device.clock,
                              .config = device.running,
                              .offload = device.offload,
                              .send = [this](aaa::AccountingRecord record, std::string group) {
                                return send(std::move(record), std::move(group));
                              }}};
};

TEST_F(SessionAccounting, ACommandOfOneLineIsASessionWithACommand) {
  type("show clock");
  EXPECT_THAT(got, ElementsAre("EXEC START", "EXEC STOP"));
  got.clear();
  type("sh run | inc hostname");
  EXPECT_THAT(got, ElementsAre("EXEC START", "CMD STOP: show running-config | inc hostname", "EXEC STOP"));
  EXPECT_EQ(told.back().origin.user, "admin");
  EXPECT_EQ(told.back().origin.address, "10.1.1.2");
}

TEST_F(SessionAccounting, PasswordsStayAtHome) {
  type("copy ftp://user:letmein@10.1.1.9/a flash:");
  EXPECT_THAT(got[1], HasSubstr("CMD STOP: copy ftp://"));
  EXPECT_EQ(got[1].find("letmein"), std::string::npos);
}

TEST_F(SessionAccounting, ANewPrivilegeLevelIsNewsWhereThatIsWanted) {
  auto config = *device.running.snapshot();
  config.aaa.accounting.update_news = true;
  device.running.replace(config);
  type("disable 5");
  EXPECT_THAT(got, ElementsAre("EXEC START", "EXEC UPDATE", "EXEC STOP"));
  EXPECT_EQ(told[0].privilege, 15U);
  EXPECT_EQ(told[1].privilege, 5U);
}

TEST_F(SessionAccounting, ACommandThatWasRefusedIsNoCommand) {
  type("show nonsense");
  EXPECT_THAT(got, ElementsAre("EXEC START", "EXEC STOP"));
}

TEST_F(SessionAccounting, WithoutAServerNobodyComesInWhereTheStartIsWaitedFor) {
  is_down = true;
  const Answer answer = type("dir");
  EXPECT_EQ(answer.status, 1);
  EXPECT_THAT(answer.text, HasSubstr("no accounting server answers"));
  EXPECT_THAT(got, IsEmpty());
}

TEST_F(SessionAccounting, AFileIsToldOfWithItsDigest) {
  device.write_file("flash:a", "abc");
  transfer({.protocol = "scp", .path = "flash:/a", .bytes = 3});
  EXPECT_EQ(told.back().find("sha256"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(told.back().find("bytes_in"), "3");
}

TEST_F(SessionAccounting, AFileThatIsAnotherOneByNowHasNoDigest) {
  device.write_file("flash:a", "abcd");
  transfer({.protocol = "scp", .path = "flash:/a", .bytes = 3});
  EXPECT_EQ(told.back().find("result"), "ok");
  EXPECT_EQ(told.back().find("sha256"), "");
  transfer({.protocol = "scp", .path = "flash:/gone", .bytes = 3});
  EXPECT_EQ(told.back().find("sha256"), "");
  EXPECT_THAT(got, SizeIs(2));
}

TEST_F(SessionAccounting, ACopyFromAnotherMachineIsToldOf) {
  auto config = *device.running.snapshot();
  config.aaa.accounting.connection["default"] = config.aaa.accounting.connection["FILES"];
  config.file_prompt = config::FilePrompt::quiet;
  device.running.replace(config);
  device.remotes.files["ftp://10.1.1.9/a"] = "abc";
  type("copy ftp://user:letmein@10.1.1.9/a flash:b");
  ASSERT_THAT(got, SizeIs(4));
  EXPECT_EQ(got[2], "CONN STOP");
  EXPECT_EQ(told[2].find("path"), "flash:/b");
  EXPECT_EQ(told[2].find("direction"), "received");
  EXPECT_EQ(told[2].find("sha256"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_THAT(std::string{told[2].find("peer")}, HasSubstr("10.1.1.9/a"));
  EXPECT_EQ(told[2].find("peer").find("letmein"), std::string_view::npos);
}

TEST_F(SessionAccounting, ACopyThatIsCutOffIsToldOf) {
  auto config = *device.running.snapshot();
  config.aaa.accounting.connection["default"] = config.aaa.accounting.connection["FILES"];
  config.file_prompt = config::FilePrompt::quiet;
  device.running.replace(config);
  device.remotes.files["ftp://10.1.1.9/a"] = "abcd";
  device.remotes.behaviours["ftp://10.1.1.9/a"].moving = Error{ErrorCode::timed_out, "Timed out"};
  type("copy ftp://10.1.1.9/a flash:b");
  ASSERT_THAT(got, SizeIs(4));
  EXPECT_EQ(told[2].find("result"), "failed");
  EXPECT_THAT(std::string{told[2].find("err_msg")}, HasSubstr("Timed out"));
}

TEST_F(SessionAccounting, WithoutAListFilesAreNotRead) {
  auto config = *device.running.snapshot();
  config.aaa.accounting.connection.clear();
  device.running.replace(config);
  transfer({.protocol = "scp", .path = "flash:/a", .bytes = 3});
  EXPECT_THAT(got, IsEmpty());
}

}  // namespace
}  // namespace ferry::testing
