#include "aaa/server_group.h"

#include <gmock/gmock.h>

#include <optional>

#include "support/fake_clock.h"
#include "support/run_flow.h"

namespace ferry::aaa {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using State = ServerHealth::State;

ServerAnswer said(Outcome outcome) {
  return {.outcome = outcome, .reason = "said so", .reached = true};
}
const ServerAnswer silence{.outcome = Outcome::error, .reason = "no reply", .reached = false};

/// A server that says the same to everybody, after so many prompts.
class FakeServer final : public Server {
 public:
  FakeServer(std::string name, ServerAnswer answer, int prompts = 0)
      : answer(std::move(answer)), prompts(prompts), name_(std::move(name)) {}

  [[nodiscard]] std::string name() const override { return name_; }
  std::unique_ptr<AuthenticationDialogue> authenticate(AuthenticationRequest) override {
    ++requests;
    return std::make_unique<Dialogue>(*this);
  }
  net::Task<ServerAnswer> authorize(AuthorizationRequest) override {
    ++requests;
    co_return answer;
  }
  net::Task<ServerAnswer> account(AccountingRecord) override {
    ++requests;
    co_return answer;
  }

  ServerAnswer answer;
  int prompts;
  int requests = 0;
  std::vector<std::string> typed;

 private:
  struct Dialogue final : AuthenticationDialogue {
    explicit Dialogue(FakeServer& server) : owner(server) {}
    net::Task<Step> start() override { return next(); }
    net::Task<Step> answer(std::shared_ptr<const Secret> secret) override {
      owner.typed.emplace_back(as_text(secret->reveal()));
      return next();
    }
    net::Task<Step> next() {
      if (asked++ < owner.prompts) co_return ServerPrompt{"Password: ", false};
      co_return owner.answer;
    }
    FakeServer& owner;
    int asked = 0;
  };

  std::string name_;
};

class ServerGroupTest : public ::testing::Test {
 protected:
  FakeServer& add(std::string name, ServerAnswer answer, int prompts = 0) {
    auto server = std::make_shared<FakeServer>(std::move(name), std::move(answer), prompts);
    members.push_back({server, std::make_shared<ServerHealth>()});
    return *server;
  }
  ServerGroup group() {
    return {{clock, criteria, [this](const Server& server) { deaths.push_back(server.name()); }}, members};
  }
  ServerAnswer authorize() {
    ServerGroup asked = group();
    return testing::run_flow(asked.authorize({}));
  }
  State state(std::size_t index) { return members[index].health->report().state; }

  testing::FakeClock clock;
  config::DeadCriteria criteria;
  std::vector<GroupMember> members;
  std::vector<std::string> deaths;
};

TEST_F(ServerGroupTest, APassAndAFailAreFinal) {
  for (const Outcome outcome : {Outcome::pass, Outcome::fail}) {
    members.clear();
    add("ONE", said(outcome));
    const FakeServer& second = add("TWO", said(Outcome::pass));
    const ServerAnswer answer = authorize();
    EXPECT_EQ(answer.outcome, outcome);
    EXPECT_EQ(answer.reason, "ONE: said so");
    EXPECT_EQ(second.requests, 0);
  }
}

TEST_F(ServerGroupTest, AnErrorMovesOnAndTheLastOneNamesThemAll) {
  add("ONE", silence);
  add("TWO", said(Outcome::error));
  const ServerAnswer answer = authorize();
  EXPECT_EQ(answer.outcome, Outcome::error);
  EXPECT_EQ(answer.reason, "ONE: no reply, TWO: said so");
}

TEST_F(ServerGroupTest, WithoutServersIsAnError) {
  EXPECT_EQ(authorize().outcome, Outcome::error);
  EXPECT_THAT(authorize().reason, HasSubstr("no server"));
}

TEST_F(ServerGroupTest, OneSilentServerOfTwoCostsItsTimeoutOnceAndNotOncePerLogin) {
  FakeServer& first = add("ONE", silence);
  const FakeServer& second = add("TWO", said(Outcome::pass));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(authorize().outcome, Outcome::pass);
  EXPECT_EQ(first.requests, 1);
  EXPECT_EQ(second.requests, 100);
  EXPECT_EQ(state(0), State::paused);
}

TEST_F(ServerGroupTest, ASecondSilenceInARowMakesAServerDeadForTheDeadTime) {
  FakeServer& first = add("ONE", silence);
  add("TWO", said(Outcome::pass));
  static_cast<void>(authorize());
  clock.advance(criteria.pause);
  static_cast<void>(authorize());
  EXPECT_EQ(first.requests, 2);
  EXPECT_EQ(state(0), State::dead);
  EXPECT_THAT(deaths, ElementsAre("ONE"));
  clock.advance(criteria.dead_time - 1s);
  static_cast<void>(authorize());
  EXPECT_EQ(first.requests, 2);
  clock.advance(1s);
  first.answer = said(Outcome::pass);
  EXPECT_EQ(authorize().reason, "ONE: said so");
  EXPECT_EQ(state(0), State::up);
}

TEST_F(ServerGroupTest, AServerIsNotDeadBeforeNothingHasComeFromItForSoLong) {
  criteria.silence = 30s;
  FakeServer& first = add("ONE", said(Outcome::pass));
  add("TWO", said(Outcome::pass));
  static_cast<void>(authorize());
  first.answer = silence;
  for (int count = 0; count < 3; ++count) {
    EXPECT_NE(state(0), State::dead) << count;
    static_cast<void>(authorize());
    clock.advance(criteria.pause);
  }
  static_cast<void>(authorize());
  EXPECT_EQ(state(0), State::dead);
}

TEST_F(ServerGroupTest, AReportSaysHowLongEachStateLasted) {
  ServerHealth health{clock.now()};
  clock.advance(60s);
  static_cast<void>(health.silent(clock.now(), {.tries = 1}));
  EXPECT_EQ(health.report().state, State::dead);
  EXPECT_EQ(health.report().previous, Duration{60s});
  clock.advance(300s);
  health.reached(clock.now());
  EXPECT_EQ(health.report().since, clock.now());
  EXPECT_EQ(health.report().previous, Duration{300s});
  EXPECT_EQ(health.report().spent_dead, Duration{300s});
  EXPECT_EQ(health.report().deaths, 1U);
  health.clear_counters();
  EXPECT_EQ(health.report().deaths, 0U);
  EXPECT_EQ(health.report().state, State::up);
}

TEST_F(ServerGroupTest, OnlyOneRequestTriesADeadServerAgain) {
  ServerHealth health;
  static_cast<void>(health.silent(clock.now(), criteria));
  static_cast<void>(health.silent(clock.now(), criteria));
  clock.advance(criteria.dead_time);
  EXPECT_TRUE(health.may_be_asked(clock.now()));
  EXPECT_FALSE(health.may_be_asked(clock.now()));
  health.abandoned();
  EXPECT_TRUE(health.may_be_asked(clock.now()));
}

TEST_F(ServerGroupTest, IsDeclaredDeadOnceAndNotAgainByItsNextSilence) {
  add("ONE", silence);
  for (int i = 0; i < 4; ++i) {
    static_cast<void>(authorize());
    clock.advance(criteria.dead_time);
  }
  EXPECT_THAT(deaths, ElementsAre("ONE"));
}

TEST_F(ServerGroupTest, WhenAllArePassedOverTheFirstIsAskedAllTheSame) {
  FakeServer& first = add("ONE", silence);
  FakeServer& second = add("TWO", silence);
  static_cast<void>(authorize());
  EXPECT_EQ(second.requests, 1);
  first.answer = said(Outcome::pass);
  EXPECT_EQ(authorize().outcome, Outcome::pass);
  EXPECT_EQ(second.requests, 1);
}

TEST_F(ServerGroupTest, AServerThatSaysErrorIsAlive) {
  const FakeServer& first = add("ONE", said(Outcome::error));
  add("TWO", said(Outcome::pass));
  for (int i = 0; i < 3; ++i) static_cast<void>(authorize());
  EXPECT_EQ(first.requests, 3);
  EXPECT_EQ(state(0), State::up);
}

TEST_F(ServerGroupTest, WithADeadTimeOfZeroNobodyDies) {
  criteria.dead_time = 0min;
  FakeServer& first = add("ONE", silence);
  add("TWO", said(Outcome::pass));
  for (int i = 0; i < 5; ++i) {
    static_cast<void>(authorize());
    clock.advance(criteria.pause);
  }
  EXPECT_EQ(first.requests, 5);
  EXPECT_THAT(deaths, ElementsAre());
}

TEST_F(ServerGroupTest, WhatWasTypedForAServerThatFailsIsNotAskedForAgain) {
  FakeServer& first = add("ONE", silence, 1);
  FakeServer& second = add("TWO", said(Outcome::pass), 1);
  GroupDialogue dialogue{group(), {}};
  const auto prompt = testing::run_flow(dialogue.start());
  ASSERT_TRUE(std::holds_alternative<ServerPrompt>(prompt));
  const auto step = testing::run_flow(dialogue.answer(std::make_shared<const Secret>("lab")));
  ASSERT_TRUE(std::holds_alternative<ServerAnswer>(step));
  EXPECT_EQ(std::get<ServerAnswer>(step).outcome, Outcome::pass);
  EXPECT_THAT(first.typed, ElementsAre("lab"));
  EXPECT_THAT(second.typed, ElementsAre("lab"));
}

TEST_F(ServerGroupTest, AServerWithMoreQuestionsGetsTheOldAnswersAndThenTheUser) {
  add("ONE", silence, 1);
  FakeServer& second = add("TWO", said(Outcome::pass), 2);
  GroupDialogue dialogue{group(), {}};
  static_cast<void>(testing::run_flow(dialogue.start()));
  const auto more = testing::run_flow(dialogue.answer(std::make_shared<const Secret>("lab")));
  ASSERT_TRUE(std::holds_alternative<ServerPrompt>(more));
  const auto step = testing::run_flow(dialogue.answer(std::make_shared<const Secret>("123")));
  EXPECT_EQ(std::get<ServerAnswer>(step).outcome, Outcome::pass);
  EXPECT_THAT(second.typed, ElementsAre("lab", "123"));
}

}  // namespace
}  // namespace ferry::aaa
