#include "transfer/ssh_client.h"

#include <gmock/gmock.h>

#include "transfer/client_support.h"

namespace ferry::transfer {
namespace {

using testing::ClientBench;
using ::testing::ElementsAre;
using testing::FarSide;
using ::testing::HasSubstr;
using testing::KeySigner;

struct Outcome {
  std::optional<Error> error;
  std::string output;
  std::vector<std::string> errors;
  std::optional<ProgramEnd> end;
};

/// Logs in, runs "id" if that works, and leaves.
net::Task<Outcome> visit(ClientBench& bench) {
  Outcome outcome;
  auto client =
      co_await SshClient::connect(bench.environment(), bench.options, bench.judge, bench.credentials);
  if (!client) {
    outcome.error = client.error();
    co_return outcome;
  }
  const auto program = co_await (*client)->exec("id");
  if (!program) {
    outcome.error = program.error();
    co_return outcome;
  }
  for (;;) {
    const auto pieces = co_await (*program)->stream().read(1000);
    if (!pieces) outcome.error = pieces.error();
    if (!pieces || pieces->empty()) break;
    for (const Bytes piece : *pieces) outcome.output += as_text(piece);
  }
  if (outcome.error) co_return outcome;
  const auto end = co_await (*program)->wait(std::chrono::seconds{5});
  if (end) outcome.end = *end;
  outcome.errors = (*program)->take_error_lines();
  co_return outcome;
}

net::Task<int> greets(FarSide& far_side, FarSide::Stream stream) {
  far_side.say_error(stream, "one\r\ntwo\x1b[2J\nthree");
  co_await stream->write(as_bytes("uid=0\n"));
  co_return 7;
}

ssh::Decision only_password(const ssh::DecisionNeeded& question, std::string_view right) {
  const auto* attempt = std::get_if<ssh::PasswordAttempt>(&question.attempt);
  const bool fits = attempt != nullptr && as_text(attempt->password.reveal()) == right;
  return fits ? ssh::Decision{ssh::Accept{}} : ssh::Decision{ssh::Reject{}};
}

ssh::ConnectionOptions offering(std::vector<std::string> methods) {
  auto options = testing::server_options();
  options.authentication_methods = std::move(methods);
  return options;
}

TEST(SshClient, RunsAProgramAndHearsBothOutputsAndItsExitStatus) {
  ClientBench bench{offering({"password"})};
  bench.far_side->program = greets;
  bench.person.answers = {"secret"};
  const auto outcome = bench.run(visit(bench));
  EXPECT_FALSE(outcome.error) << outcome.error->message;
  EXPECT_EQ(outcome.output, "uid=0\n");
  EXPECT_THAT(outcome.errors, ElementsAre("one", "two\\x1b[2J", "three"));
  ASSERT_TRUE(outcome.end);
  EXPECT_EQ(outcome.end->status, 7U);
  EXPECT_THAT(bench.far_side->commands, ElementsAre("id"));
  EXPECT_EQ(bench.person.screen, "Password: \n");
}

TEST(SshClient, SaysGoodbyeAndLeavesNoFlowBehind) {
  ClientBench bench;
  bench.far_side->program = greets;
  bench.person.answers = {"secret"};
  bench.run(visit(bench));
  EXPECT_TRUE(bench.far_side->is_closed);
  ASSERT_TRUE(bench.far_side->ending);
  EXPECT_THAT(bench.far_side->ending->reason, HasSubstr("disconnected by the peer"));
  EXPECT_EQ(bench.far_side.use_count(), 2);  // the bench and its dialer
}

TEST(SshClient, AsksForAPasswordThreeTimesAndNoMore) {
  ClientBench bench{offering({"password"})};
  bench.far_side->decides = [](const auto& question) { return only_password(question, "right"); };
  bench.person.answers = {"a", "b", "c", "right"};
  const auto outcome = bench.run(visit(bench));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->code, ErrorCode::permission_denied);
  EXPECT_EQ(outcome.error->message, "Permission denied");
  EXPECT_EQ(bench.person.screen, "Password: \nPassword: \nPassword: \n");
}

TEST(SshClient, TakesTheSecondPasswordWhenTheFirstWasWrong) {
  ClientBench bench{offering({"password"})};
  bench.far_side->program = greets;
  bench.far_side->decides = [](const auto& question) { return only_password(question, "right"); };
  bench.person.answers = {"wrong", "right"};
  EXPECT_FALSE(bench.run(visit(bench)).error);
}

TEST(SshClient, GivesUpWhenNobodyKnowsAPassword) {
  ClientBench bench{offering({"password"})};
  bench.far_side->decides = [](const auto& question) { return only_password(question, "right"); };
  const auto outcome = bench.run(visit(bench));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->code, ErrorCode::cancelled);
}

TEST(SshClient, AnswersTheQuestionsOfKeyboardInteractive_Rfc4256) {
  ClientBench bench{offering({"keyboard-interactive"})};
  bench.far_side->program = greets;
  std::vector<std::string> heard;
  bench.far_side->decides = [&](const ssh::DecisionNeeded& question) -> ssh::Decision {
    if (std::holds_alternative<ssh::InteractiveStart>(question.attempt))
      return ssh::Ask{{{"Token: ", true}, {"PIN: ", false}}};
    const auto* answers = std::get_if<ssh::InteractiveAnswers>(&question.attempt);
    if (answers == nullptr) return ssh::Reject{};
    for (const Secret& answer : answers->answers) heard.emplace_back(as_text(answer.reveal()));
    return ssh::Accept{};
  };
  bench.person.answers = {"123", "456"};
  EXPECT_FALSE(bench.run(visit(bench)).error);
  EXPECT_THAT(heard, ElementsAre("123", "456"));
  EXPECT_EQ(bench.person.screen, "Token: (echo)\nPIN: \n");
}

TEST(SshClient, SignsOnlyForAKeyThatTheServerWouldTake_Rfc4252Section7) {
  ClientBench bench;
  bench.far_side->program = greets;
  const auto strange = std::make_shared<KeySigner>();
  const auto known = std::make_shared<KeySigner>();
  bench.credentials.keys = {strange, known};
  bench.far_side->decides = [&](const ssh::DecisionNeeded& question) -> ssh::Decision {
    const auto* query = std::get_if<ssh::PublicKeyQuery>(&question.attempt);
    const auto* proof = std::get_if<ssh::PublicKeyProof>(&question.attempt);
    if (query != nullptr && query->blob == known->public_key()) return ssh::Accept{};
    if (proof != nullptr && proof->blob == known->public_key()) return ssh::Accept{};
    return ssh::Reject{};
  };
  EXPECT_FALSE(bench.run(visit(bench)).error);
  EXPECT_EQ(strange->signatures, 0);
  EXPECT_EQ(known->signatures, 1);
  EXPECT_EQ(bench.person.screen, "");
}

TEST(SshClient, GoesOnWithAPasswordWhenAnAgentRefusesToSign) {
  ClientBench bench{offering({"publickey", "password"})};
  bench.far_side->program = greets;
  const auto key = std::make_shared<KeySigner>();
  key->refuses = true;
  bench.credentials.keys = {key};
  bench.person.answers = {"secret"};
  EXPECT_FALSE(bench.run(visit(bench)).error);
  EXPECT_EQ(bench.person.screen, "Password: \n");
}

TEST(SshClient, NamesTheMethodsWhenItHasNothingForAnyOfThem) {
  ClientBench bench{offering({"publickey"})};
  bench.far_side->decides = [](const auto&) { return ssh::Reject{}; };
  const auto outcome = bench.run(visit(bench));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->message, "Permission denied: the server takes publickey");
}

std::string kind_of(const ssh::Attempt& attempt) {
  if (std::holds_alternative<ssh::PasswordAttempt>(attempt)) return "password";
  const bool is_key = std::holds_alternative<ssh::PublicKeyQuery>(attempt) ||
                      std::holds_alternative<ssh::PublicKeyProof>(attempt);
  return is_key ? "publickey" : "keyboard-interactive";
}

TEST(SshClient, TriesTheMethodsInTheOrderThatItIsGiven) {
  ClientBench bench;
  bench.options.methods = {"keyboard-interactive", "publickey", "password"};
  bench.credentials.keys = {std::make_shared<KeySigner>()};
  bench.person.answers = {"a", "b", "c", "d"};
  std::vector<std::string> kinds;
  bench.far_side->decides = [&](const ssh::DecisionNeeded& question) -> ssh::Decision {
    if (kinds.empty() || kinds.back() != kind_of(question.attempt))
      kinds.push_back(kind_of(question.attempt));
    if (std::holds_alternative<ssh::InteractiveStart>(question.attempt)) return ssh::Ask{{{"PIN: ", false}}};
    return ssh::Reject{};
  };
  EXPECT_TRUE(bench.run(visit(bench)).error);
  EXPECT_THAT(kinds, ElementsAre("keyboard-interactive", "publickey")) << "three answers are enough";
}

TEST(SshClient, UsesNoMethodThatItIsNotGiven) {
  ClientBench bench{offering({"password", "keyboard-interactive"})};
  bench.options.methods = {"publickey"};
  bench.far_side->decides = [](const auto&) { return ssh::Reject{}; };
  const auto outcome = bench.run(visit(bench));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->message, "Permission denied: the server takes password,keyboard-interactive");
  EXPECT_EQ(bench.person.screen, "");
}

TEST(SshClient, AsksAboutNoKeyThatCannotSignAsAllowed) {
  ClientBench bench{offering({"publickey", "password"})};
  bench.far_side->program = greets;
  bench.far_side->decides = [](const auto& question) { return only_password(question, "right"); };
  const auto key = std::make_shared<KeySigner>();
  bench.credentials.keys = {key};
  bench.person.answers = {"right"};
  bench.options.signatures = {"rsa-sha2-512"};
  EXPECT_FALSE(bench.run(visit(bench)).error);
  EXPECT_EQ(key->signatures, 0);
}

TEST(SshClient, HearsOfFurtherHostKeysAndHasThemProved) {
  ClientBench bench;
  bench.far_side->program = greets;
  bench.person.answers = {"secret"};
  struct Flow {
    static net::Task<std::vector<bool>> run(ClientBench& bench) {
      std::vector<bool> said;
      auto client =
          co_await SshClient::connect(bench.environment(), bench.options, bench.judge, bench.credentials);
      const auto program = co_await (*client)->exec("id");
      auto keys = (*client)->announced_host_keys();
      said.push_back(keys.size() == testing::test_host_keys()->all().size());
      const auto proved = co_await (*client)->proves_host_keys(keys, std::chrono::seconds{5});
      said.push_back(proved.value());
      keys.assign(1, ssh::encode_public_key(crypto::PrivateKey::generate_ed25519().public_key()));
      const auto strange = co_await (*client)->proves_host_keys(keys, std::chrono::seconds{5});
      said.push_back(strange.value());
      co_return said;
    }
  };
  EXPECT_THAT(bench.run(Flow::run(bench)), ElementsAre(true, true, false));
}

TEST(SshClient, SendsNoCredentialToAServerWhoseKeyIsRefused) {
  ClientBench bench;
  bench.judge.verdict = HostKeyRefused{"The host key of r2 has changed"};
  bench.person.answers = {"secret"};
  bool asked = false;
  bench.far_side->decides = [&](const auto&) {
    asked = true;
    return ssh::Accept{};
  };
  const auto outcome = bench.run(visit(bench));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->message, "The host key of r2 has changed");
  EXPECT_FALSE(asked);
  ASSERT_EQ(bench.judge.asked.size(), 1U);
  EXPECT_EQ(bench.judge.asked.front(), (HostName{"r2", 22}));
  EXPECT_EQ(bench.judge.blob, ssh::encode_public_key(testing::test_host_keys()->all().front()->public_key()));
}

TEST(SshClient, TellsThatAHostKeyWasLearned) {
  ClientBench bench;
  bench.far_side->program = greets;
  bench.judge.verdict = HostKeyLearned{"The key of r2 is known from now on"};
  bench.person.answers = {"secret"};
  EXPECT_FALSE(bench.run(visit(bench)).error);
  EXPECT_THAT(bench.person.screen, HasSubstr("The key of r2 is known from now on\n"));
}

TEST(SshClient, ShowsTheBannerOfAServerWithoutItsControlCharacters) {
  auto options = testing::server_options();
  options.login_banner = "Keep\x1b[2J out\n";
  ClientBench bench{std::move(options)};
  bench.far_side->program = greets;
  bench.person.answers = {"secret"};
  EXPECT_FALSE(bench.run(visit(bench)).error);
  EXPECT_THAT(bench.person.screen, HasSubstr("Keep\\x1b[2J out\n"));
}

TEST(SshClient, TriesEveryAddressAndSaysWhyTheLastOneFailed) {
  ClientBench bench;
  bench.options.addresses = {{"10.1.1.1", 22}, {"fd00::1", 22}};
  bench.dialer.fails = Error{ErrorCode::io, "[fd00::1]:22: Connection refused"};
  const auto outcome = bench.run(visit(bench));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->message, "Connection refused");
  EXPECT_THAT(bench.dialer.dialed, ElementsAre("10.1.1.1:22", "[fd00::1]:22"));
}

TEST(SshClient, SaysWhenASubsystemOrACommandIsRefused) {
  ClientBench bench;
  bench.far_side->refuses_programs = true;
  bench.person.answers = {"secret"};
  const auto outcome = bench.run(visit(bench));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->code, ErrorCode::unsupported);
}

TEST(SshClient, GivesUpAProgramOnWhichNothingMoves) {
  ClientBench bench;
  bench.options.limits.idle = std::chrono::milliseconds{20};
  bench.person.answers = {"secret"};
  const auto outcome = bench.run(visit(bench));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->code, ErrorCode::timed_out);
}

TEST(SshClient, NoticesAPeerThatIsDeadAndCountsAnySignOfLife) {
  ClientBench bench;
  bench.options.limits.keepalive = std::chrono::milliseconds{100};
  bench.person.answers = {"secret"};
  bench.far_side->program = [](FarSide& far_side, FarSide::Stream stream) -> net::Task<int> {
    // Alive for longer than a dead one would be given.
    co_await net::sleep_until(std::chrono::steady_clock::now() + std::chrono::milliseconds{600});
    co_await stream->write(as_bytes("still here"));
    static_cast<void>(far_side);
    co_return 0;
  };
  EXPECT_EQ(bench.run(visit(bench)).output, "still here");
}

/// The far side's end of a wire; once frozen it hears nothing, like a machine that has lost its power.
class FreezingLink final : public net::Link {
 public:
  FreezingLink(std::unique_ptr<net::Link> link, net::EventLoop& loop)
      : link_(std::move(link)), thawed_(loop) {}

  void freeze() { is_frozen_ = true; }
  void thaw() {
    is_frozen_ = false;
    thawed_.notify();
  }
  net::Task<void> readable() override {
    while (is_frozen_) co_await thawed_.wait();
    co_await link_->readable();
  }
  net::Task<void> writable() override { return link_->writable(); }
  std::optional<Result<std::size_t>> try_read(MutableBytes into) override {
    if (is_frozen_) return std::nullopt;
    return link_->try_read(into);
  }
  std::optional<Result<std::size_t>> try_write(std::span<const Bytes> pieces) override {
    return link_->try_write(pieces);
  }
  void close() override { link_->close(); }
  [[nodiscard]] const net::Address& local() const override { return link_->local(); }
  [[nodiscard]] const net::Address& remote() const override { return link_->remote(); }

 private:
  std::unique_ptr<net::Link> link_;
  net::Notifier thawed_;
  bool is_frozen_ = false;
};

class FreezingDialer final : public net::Dialer {
 public:
  explicit FreezingDialer(ClientBench& bench) : bench_(bench) {}
  net::Task<Result<std::unique_ptr<net::Link>>> connect(net::Address, TimePoint) override {
    auto links = testing::link_pair(bench_.loop);
    auto far_end = std::make_unique<FreezingLink>(std::move(links.server), bench_.loop);
    far_end_ = far_end.get();
    bench_.far_side->start(std::move(far_end));
    co_return std::unique_ptr<net::Link>{std::move(links.client)};
  }
  Result<std::unique_ptr<net::DatagramLink>> open_datagrams(const net::Address&) override {
    return failure(ErrorCode::unsupported);
  }
  [[nodiscard]] FreezingLink& far_end() { return *far_end_; }

 private:
  ClientBench& bench_;
  FreezingLink* far_end_ = nullptr;
};

TEST(SshClient, GivesUpAMachineThatDiesInTheMiddleLongBeforeAProgramThatIsOnlySlow) {
  ClientBench bench;
  FreezingDialer dialer{bench};
  bench.options.limits.keepalive = std::chrono::milliseconds{20};
  bench.person.answers = {"secret"};
  struct Flow {
    static net::Task<Error> run(ClientBench& bench, FreezingDialer& dialer) {
      SshEnvironment environment{bench.loop, dialer, bench.offload, bench.clock, bench.random};
      auto client = co_await SshClient::connect(environment, bench.options, bench.judge, bench.credentials);
      auto program = co_await (*client)->exec("id");
      dialer.far_end().freeze();
      const auto pieces = co_await (*program)->stream().read(1);
      const std::string why = (*client)->why_lost();
      dialer.far_end().thaw();
      co_return Error{pieces ? ErrorCode::closed : pieces.error().code, why};
    }
  };
  const Error error = bench.run(Flow::run(bench, dialer));
  EXPECT_EQ(error.code, ErrorCode::closed);
  EXPECT_THAT(error.message, HasSubstr("nothing was heard for"));
}

/// A link whose other end takes everything and says nothing.
class MuteDialer final : public net::Dialer {
 public:
  explicit MuteDialer(net::EventLoop& loop) : loop_(loop) {}
  net::Task<Result<std::unique_ptr<net::Link>>> connect(net::Address, TimePoint) override {
    auto links = testing::link_pair(loop_);
    other_end_ = std::move(links.server);
    co_return std::unique_ptr<net::Link>{std::move(links.client)};
  }
  Result<std::unique_ptr<net::DatagramLink>> open_datagrams(const net::Address&) override {
    return failure(ErrorCode::unsupported);
  }

 private:
  net::EventLoop& loop_;
  std::unique_ptr<net::Link> other_end_;
};

TEST(SshClient, GivesUpAServerThatDoesNotEvenGreet) {
  ClientBench bench;
  MuteDialer mute{bench.loop};
  bench.options.limits.negotiation = std::chrono::milliseconds{20};
  struct Flow {
    static net::Task<std::optional<Error>> run(ClientBench& bench, net::Dialer& dialer) {
      SshEnvironment environment{bench.loop, dialer, bench.offload, bench.clock, bench.random};
      auto client = co_await SshClient::connect(environment, bench.options, bench.judge, bench.credentials);
      co_return client ? std::nullopt : std::optional{client.error()};
    }
  };
  const auto error = bench.run(Flow::run(bench, mute));
  ASSERT_TRUE(error);
  EXPECT_EQ(*error, (Error{ErrorCode::timed_out, "Timed out"}));
}

TEST(SshClient, EndsTheConnectionWhenTheFlowThatUsesItIsDestroyedWithTheLoop) {
  auto bench = std::make_unique<ClientBench>();
  bench->person.answers = {"secret"};
  struct Flow {
    static net::Task<void> run(ClientBench& bench) { co_await visit(bench); }
  };
  bench->loop.spawn(Flow::run(*bench));
  testing::settle(bench->loop, bench->offload);
  ASSERT_THAT(bench->far_side->commands, ElementsAre("id"));  // it waits for output that never comes
  bench.reset();
}

}  // namespace
}  // namespace ferry::transfer
