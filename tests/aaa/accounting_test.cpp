#include "aaa/accounting/accounting.h"

#include <gmock/gmock.h>

#include <map>
#include <optional>
#include <set>

#include "support/fake_clock.h"
#include "support/run_flow.h"

namespace ferry::aaa {
namespace {

using namespace std::chrono_literals;
using config::AccountingAction;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const AccountedBy admin{.origin = {.user = "admin", .address = "10.1.1.2", .line = 1}, .privilege = 15};

class MemorySpool final : public AccountingSpool {
 public:
  Result<ByteVector> load() override { return bytes; }
  Result<void> save(Bytes saved) override {
    if (is_full) return failure(ErrorCode::no_space);
    bytes.assign(saved.begin(), saved.end());
    return {};
  }
  ByteVector bytes;
  bool is_full = false;
};

/// Groups of servers that are up or not; what they have been sent, in order: "tacacs+: EXEC START admin".
class Accounted : public ::testing::Test {
 protected:
  Accounted() { use({"tacacs+"}); }

  void use(std::vector<std::string> groups, AccountingAction action = AccountingAction::start_stop,
           bool broadcast = false) {
    config::Config next;
    auto& lists = next.aaa.accounting;
    const config::AccountingList list{action, broadcast, std::move(groups)};
    lists.exec["default"] = lists.connection["default"] = lists.system["default"] = list;
    lists.commands[15]["default"] = list;
    config.replace(std::move(next));
  }
  net::Task<ServerAnswer> send(AccountingRecord record, std::string group) {
    if (down.contains(group)) co_return ServerAnswer{.reason = "no reply"};
    if (record.find("cmd") == "poison") co_return ServerAnswer{Outcome::fail, "too long", true};
    std::string line = group + ":";
    for (const std::string_view part : {describe(record.service), describe(record.event)})
      line += " " + std::string{part};
    line += " " + std::string{record.find(record.service == AccountedService::command ? "cmd" : "path")};
    got.push_back(line);
    records.push_back(record);
    co_return ServerAnswer{Outcome::pass, "recorded", true};
  }
  /// A run of the device. The one before it ends as if it was killed.
  void boot() {
    if (loop) settle();
    loop = std::make_unique<net::EventLoop>();
    accounting = std::make_unique<Accounting>(Accounting::Environment{
        .loop = *loop,
        .clock = clock,
        .config = config,
        .offload = offload,
        .send = [this](AccountingRecord record,
                       std::string group) { return send(std::move(record), std::move(group)); },
        .spool = &spool,
        .debug = [this](std::string_view line) { said += std::string{line} + "\n"; },
        .warn = [this](std::string_view line) { warned += std::string{line} + "\n"; },
        .first_pause = 1ms,
        .longest_pause = 1ms,
        .spool_delay = 0ms,
        .update_interval = 1ms});
    accounting->start();
    settle();
  }
  void settle() { testing::settle(*loop, offload); }
  /// Until what is sent again has been sent again.
  void settle_until_idle() {
    while (!accounting->is_idle()) settle();
  }
  std::optional<TaskId> log_in(AccountedBy who = admin) {
    std::optional<std::optional<TaskId>> task;
    loop->spawn(testing::detail::keep(accounting->session_begins(std::move(who)), task));
    while (!task) settle();
    settle();
    return *task;
  }
  void type(std::string line) {
    accounting->command(admin, 15, std::move(line));
    settle();
  }

  testing::FakeClock clock;
  config::Store config;
  MemorySpool spool;
  std::set<std::string> down;
  std::vector<std::string> got;
  std::vector<AccountingRecord> records;
  std::string said, warned;
  net::Offload offload{1};
  std::unique_ptr<Accounting> accounting;  // its flows on the loop are gone before it
  std::unique_ptr<net::EventLoop> loop;
};

TEST_F(Accounted, ASessionHasAStartAndAStopOfOneTask) {
  boot();
  const auto task = log_in();
  ASSERT_TRUE(task);
  clock.advance(65s);
  accounting->session_ends(*task, TerminateCause::idle_timeout);
  settle();
  EXPECT_THAT(got, ElementsAre("tacacs+: EXEC START ", "tacacs+: EXEC STOP "));
  EXPECT_EQ(records[0].task, records[1].task);
  EXPECT_EQ(records[0].started, records[1].started);
  EXPECT_EQ(records[1].find("elapsed_time"), "65");
  EXPECT_EQ(records[1].find("disc-cause"), "4");
  EXPECT_EQ(records[0].origin.user, "admin");
}

TEST_F(Accounted, StopOnlySendsNoStart) {
  use({"radius"}, AccountingAction::stop_only);
  boot();
  accounting->session_ends(log_in().value(), TerminateCause::user_request);
  settle();
  EXPECT_THAT(got, ElementsAre("radius: EXEC STOP "));
}

TEST_F(Accounted, WithoutAListNothingIsSent) {
  config.replace({});
  boot();
  EXPECT_EQ(log_in(), TaskId{});
  type("show version");
  accounting->transfer(admin, {.protocol = "scp", .path = "flash:/a"});
  accounting->device(RecordEvent::start, "power-on");
  settle();
  EXPECT_THAT(got, IsEmpty());
  EXPECT_FALSE(accounting->accounts_transfers(admin));
}

TEST_F(Accounted, AnUndefinedListMeansTheDefaultOne) {
  boot();
  AccountedBy who = admin;
  who.list = "NOWHERE";
  log_in(who);
  EXPECT_THAT(got, SizeIs(1));
}

TEST_F(Accounted, CommandsOfOtherLevelsAreNotSent) {
  boot();
  accounting->command(admin, 1, "show clock");
  type("write memory");
  EXPECT_THAT(got, ElementsAre("tacacs+: CMD STOP write memory"));
}

TEST_F(Accounted, ATransferTellsWhatCameAndHowItWent) {
  boot();
  accounting->transfer(admin, {.direction = AccountedTransfer::Direction::received,
                               .protocol = "scp",
                               .path = "flash:/a",
                               .bytes = 30,
                               .sha256 = "abc",
                               .elapsed = 2s});
  accounting->transfer(admin, {.direction = AccountedTransfer::Direction::sent,
                               .protocol = "sftp",
                               .path = "flash:/b",
                               .bytes = 10,
                               .error = "cut\noff"});
  settle();
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_EQ(records[0].find("bytes_in"), "30");
  EXPECT_EQ(records[0].find("sha256"), "abc");
  EXPECT_EQ(records[0].find("result"), "ok");
  EXPECT_EQ(records[0].time - records[0].started, 2s);
  EXPECT_EQ(records[1].find("bytes_out"), "10");
  EXPECT_EQ(records[1].find("result"), "failed");
  EXPECT_EQ(records[1].find("err_msg"), "cut\\x0aoff");
}

TEST_F(Accounted, WaitsInOrderForAServerThatIsDown) {
  boot();
  down.insert("tacacs+");
  for (const char* const line : {"one", "two", "three"}) type(line);
  EXPECT_EQ(accounting->report().queued, 3U);
  clock.advance(1h);
  down.clear();
  settle_until_idle();
  EXPECT_THAT(got, ElementsAre("tacacs+: CMD STOP one", "tacacs+: CMD STOP two", "tacacs+: CMD STOP three"));
  EXPECT_EQ(clock.wall_now() - records[0].time, 1h);
  EXPECT_EQ(accounting->report().sent, 3U);
  EXPECT_GE(accounting->report().retried, 1U);
}

TEST_F(Accounted, TheNextGroupIsAskedWhenOneIsDown) {
  use({"tacacs+", "radius"});
  down.insert("tacacs+");
  boot();
  type("one");
  EXPECT_THAT(got, ElementsAre("radius: CMD STOP one"));
}

TEST_F(Accounted, BroadcastsToEveryGroupAndOneThatIsDownHoldsUpNoOther) {
  use({"tacacs+", "radius"}, AccountingAction::start_stop, true);
  down.insert("tacacs+");
  boot();
  type("one");
  type("two");
  EXPECT_THAT(got, ElementsAre("radius: CMD STOP one", "radius: CMD STOP two"));
  down.clear();
  settle_until_idle();
  EXPECT_THAT(got, ElementsAre("radius: CMD STOP one", "radius: CMD STOP two", "tacacs+: CMD STOP one",
                               "tacacs+: CMD STOP two"));
}

TEST_F(Accounted, ARecordThatNoServerCanTakeIsLostAndHoldsUpNothing) {
  boot();
  type("poison");
  type("two");
  EXPECT_THAT(got, ElementsAre("tacacs+: CMD STOP two"));
  EXPECT_EQ(accounting->report().refused, 1U);
  EXPECT_THAT(warned, HasSubstr("too long"));
}

TEST_F(Accounted, WhatWaitsSurvivesAKilledDevice) {
  down.insert("tacacs+");
  boot();
  type("one");
  type("two");
  while (accounting->report().spooled < 2) settle();
  boot();
  EXPECT_EQ(accounting->report().queued, 2U);
  down.clear();
  settle_until_idle();
  EXPECT_THAT(got, ElementsAre("tacacs+: CMD STOP one", "tacacs+: CMD STOP two"));
  while (!spool.bytes.empty()) settle();
}

TEST_F(Accounted, AnOrderlyEndLosesNothing) {
  down.insert("tacacs+");
  boot();
  log_in();
  accounting->stop();
  const auto left = decode_spool(spool.bytes).records;
  ASSERT_THAT(left, SizeIs(2));
  EXPECT_EQ(left[1].record.event, RecordEvent::stop);
  EXPECT_EQ(left[1].record.find("disc-cause"), "6");
}

TEST_F(Accounted, ADamagedTailCostsOnlyItself) {
  down.insert("tacacs+");
  boot();
  type("one");
  accounting->stop();
  spool.bytes.push_back(7);
  down.clear();
  boot();
  settle_until_idle();
  EXPECT_THAT(got, ElementsAre("tacacs+: CMD STOP one"));
  EXPECT_THAT(warned, HasSubstr("damaged"));
}

TEST_F(Accounted, AFullDiskIsToldAndTheQueueGoesOn) {
  spool.is_full = true;
  down.insert("tacacs+");
  boot();
  type("one");
  while (warned.empty()) settle();
  EXPECT_THAT(warned, HasSubstr("cannot be stored"));
  down.clear();
  settle_until_idle();
  EXPECT_THAT(got, SizeIs(1));
}

TEST_F(Accounted, WaitStartLetsNobodyInWithoutAServer) {
  use({"tacacs+"}, AccountingAction::wait_start);
  boot();
  EXPECT_TRUE(log_in());
  EXPECT_THAT(got, SizeIs(1));
  down.insert("tacacs+");
  EXPECT_FALSE(log_in());
  EXPECT_THAT(accounting->report().sessions, SizeIs(1));
}

TEST_F(Accounted, WaitStartDoesNotLockTheConsole) {
  use({"tacacs+"}, AccountingAction::wait_start);
  down.insert("tacacs+");
  boot();
  EXPECT_TRUE(log_in({.origin = {.user = "", .address = "console", .console = true}}));
  EXPECT_EQ(accounting->report().queued, 1U);
}

TEST_F(Accounted, NobodyInParticularCanBeLeftOut) {
  auto next = *config.snapshot();
  next.aaa.accounting.suppress_null_username = true;
  config.replace(next);
  boot();
  EXPECT_EQ(log_in({}), TaskId{});
  EXPECT_THAT(got, IsEmpty());
}

TEST_F(Accounted, SessionsThatGoOnAreToldOfFromTimeToTime) {
  auto next = *config.snapshot();
  next.aaa.accounting.update_period = 5min;
  config.replace(next);
  boot();
  log_in();
  clock.advance(5min);
  while (got.size() < 2) settle();
  EXPECT_THAT(got, ElementsAre("tacacs+: EXEC START ", "tacacs+: EXEC UPDATE "));
  EXPECT_EQ(records[1].find("elapsed_time"), "300");
}

TEST_F(Accounted, NewsOfASessionIsToldAtOnceWhereItIsWanted) {
  boot();
  const auto task = log_in();
  accounting->session_changed(*task, 7);
  settle();
  EXPECT_THAT(got, SizeIs(1));
  auto next = *config.snapshot();
  next.aaa.accounting.update_news = true;
  config.replace(next);
  accounting->session_changed(*task, 1);
  accounting->session_changed(*task, 1);
  settle();
  EXPECT_THAT(got, ElementsAre("tacacs+: EXEC START ", "tacacs+: EXEC UPDATE "));
  EXPECT_EQ(records[0].privilege, 15U);
  EXPECT_EQ(records[1].privilege, 1U);
  accounting->session_ends(*task, TerminateCause::user_request);
  accounting->session_changed(*task, 15);
  settle();
  EXPECT_EQ(records.back().event, RecordEvent::stop);
  EXPECT_EQ(records.back().privilege, 1U);
}

TEST_F(Accounted, NewsPutsOffTheNextUpdate) {
  auto next = *config.snapshot();
  next.aaa.accounting.update_news = true;
  next.aaa.accounting.update_period = 5min;
  config.replace(next);
  boot();
  const auto task = log_in();
  clock.advance(4min);
  accounting->session_changed(*task, 1);
  clock.advance(2min);
  settle();
  EXPECT_THAT(got, SizeIs(2));
}

TEST_F(Accounted, ShedsUpdatesFirstAndSaysSoOnce) {
  auto next = *config.snapshot();
  next.aaa.accounting.update_period = 5min;
  config.replace(next);
  boot();
  down.insert("tacacs+");
  const auto task = log_in();
  clock.advance(5min);
  while (accounting->report().queued < 2) settle();
  while (accounting->report().queued < Accounting::most_queued) accounting->command(admin, 15, "filler");
  accounting->session_ends(*task, TerminateCause::user_request);
  EXPECT_EQ(accounting->report().shed, 1U);
  accounting->command(admin, 15, "one too many");
  EXPECT_EQ(accounting->report().shed, 2U);
  EXPECT_EQ(accounting->report().queued, Accounting::most_queued);
  EXPECT_EQ(std::ranges::count(warned, '\n'), 1);
  const auto left = (accounting->stop(), decode_spool(spool.bytes).records);
  EXPECT_EQ(left.back().record.event, RecordEvent::stop);
  EXPECT_EQ(left.back().record.service, AccountedService::exec);
}

TEST_F(Accounted, SaysWhatItDoesWhenItIsWatched) {
  boot();
  log_in();
  EXPECT_THAT(said, HasSubstr("AAA/ACCT/EXEC("));
  EXPECT_THAT(said, HasSubstr("): Queueing record is START\n"));
  EXPECT_THAT(said, HasSubstr("): START protocol reply PASS\n"));
}

TEST_F(Accounted, TheDeviceTellsThatItStartsAndStops) {
  boot();
  accounting->device(RecordEvent::start, "power-on");
  accounting->device(RecordEvent::stop, "reload");
  settle();
  EXPECT_THAT(got, ElementsAre("tacacs+: SYSTEM START ", "tacacs+: SYSTEM STOP "));
  EXPECT_EQ(records[1].find("reason"), "reload");
  EXPECT_EQ(records[0].task, records[1].task);
}

}  // namespace
}  // namespace ferry::aaa
