#include "aaa/radius/client.h"

#include <gmock/gmock.h>

#include <deque>
#include <functional>
#include <stdexcept>

#include "support/fake_clock.h"
#include "support/fixed_random.h"
#include "support/radius_server.h"

namespace ferry::aaa::radius {
namespace {

using ::testing::HasSubstr;
using testing::RadiusReply;
using Step = AuthenticationDialogue::Step;

const Origin user1{.user = "user1", .address = "10.1.1.2", .line = 2};
const auto key = std::make_shared<const Secret>(Secret{"a key"});

/// The datagrams that come back for one.
using Script = std::function<std::vector<ByteVector>(const Packet&)>;

/// A socket whose other end is a function.
class ScriptedSocket final : public net::DatagramLink {
 public:
  ScriptedSocket(net::EventLoop& loop, Script script, std::vector<ByteVector>& seen)
      : script_(std::move(script)), seen_(seen), came_(loop) {}

  net::Task<Result<void>> send(Bytes bytes) override {
    seen_.emplace_back(bytes.begin(), bytes.end());
    for (ByteVector& reply : script_(decode(bytes).value())) deliver(std::move(reply));
    co_return Result<void>{};
  }
  net::Task<Result<std::size_t>> receive(MutableBytes into) override {
    while (waiting_.empty() && !closed_) co_await came_.wait();
    if (closed_) co_return failure(ErrorCode::closed);
    const ByteVector datagram = std::move(waiting_.front());
    waiting_.pop_front();
    if (datagram.empty()) co_return failure(ErrorCode::io, "Connection refused");
    std::ranges::copy(datagram, into.begin());
    co_return datagram.size();
  }
  [[nodiscard]] const net::Address& local() const override { return local_; }
  void close() override {
    closed_ = true;
    came_.notify();
  }
  void deliver(ByteVector datagram) {
    waiting_.push_back(std::move(datagram));
    came_.notify();
  }

 private:
  Script script_;
  std::vector<ByteVector>& seen_;
  net::Notifier came_;
  std::deque<ByteVector> waiting_;
  bool closed_ = false;
  net::Address local_{"10.1.1.1", 50000};
};

class ScriptedDialer final : public net::Dialer {
 public:
  ScriptedDialer(net::EventLoop& loop, Script script) : loop_(loop), script_(std::move(script)) {}
  net::Task<Result<std::unique_ptr<net::Link>>> connect(net::Address, TimePoint) override {
    co_return failure(ErrorCode::unsupported);
  }
  Result<std::unique_ptr<net::DatagramLink>> open_datagrams(const net::Address& to) override {
    ++sockets;
    asked.push_back(to.port);
    return std::make_unique<ScriptedSocket>(loop_, script_, seen);
  }

  std::size_t sockets = 0;
  std::vector<std::uint16_t> asked;  // the ports
  std::vector<ByteVector> seen;

 private:
  net::EventLoop& loop_;
  Script script_;
};

ByteVector reply_to(const Packet& request, const RadiusReply& reply, const Secret& with = *key) {
  return testing::radius_reply(reply, request.identifier, request.authenticator, with);
}

bool has_password(const Packet& request, std::string_view password) {
  const auto hidden = hide_password(as_bytes(password), request.authenticator, *key);
  return std::ranges::equal(hidden, request.find(AttributeType::user_password)->value);
}

/// A server that takes the password "lab".
std::vector<ByteVector> friendly(const Packet& request) {
  const bool right = has_password(request, "lab");
  return {reply_to(request, {.code = right ? Code::access_accept : Code::access_reject})};
}

std::vector<ByteVector> silent(const Packet&) {
  return {};
}

template <class T>
net::Task<void> keep(net::Task<T> flow, std::optional<T>& result) {
  result = co_await std::move(flow);
}

class RadiusClient : public ::testing::Test {
 protected:
  ~RadiusClient() override { close(); }
  void close() {
    if (client) client->close();
    loop.run_ready();
  }
  void serve(Script script, ClientSettings settings = {}) {
    close();
    dialer = std::make_shared<ScriptedDialer>(loop, std::move(script));
    settings.name = "ONE";
    settings.address = {"10.1.1.9", 1812};
    if (has_key) settings.key = key;
    client = std::make_shared<Client>(
        ClientEnvironment{loop, clock, random, [this](std::string_view line) { said += line; }}, dialer,
        std::move(settings));
  }
  /// From now on every wait of `no_time` is over at once.
  void let_no_time_pass() { clock.advance(-clock.now().time_since_epoch()); }
  static constexpr Duration no_time = std::chrono::milliseconds{1};

  template <class T>
  T run(net::Task<T> flow) {
    std::optional<T> result;
    loop.spawn(keep(std::move(flow), result));
    while (loop.run_ready() > 0) {
    }
    if (!result) throw std::runtime_error{"the flow waits"};
    return std::move(*result);
  }
  static AuthenticationRequest login(std::string_view password) {
    return {.service = Service::login, .origin = user1, .password = std::make_shared<const Secret>(password)};
  }
  ServerAnswer log_in(std::string_view password = "lab") {
    const auto dialogue = client->authenticate(login(password));
    return std::get<ServerAnswer>(run(dialogue->start()));
  }

  bool has_key = true;
  testing::FakeClock clock;
  testing::FixedRandom random;
  net::EventLoop loop;
  std::string said;
  std::shared_ptr<ScriptedDialer> dialer;
  std::shared_ptr<Client> client;
};

TEST_F(RadiusClient, LogsInAndIsRefused) {
  serve(friendly);
  const ServerAnswer answer = log_in();
  EXPECT_EQ(answer.outcome, Outcome::pass) << answer.reason;
  EXPECT_TRUE(answer.reached);
  EXPECT_EQ(answer.login_level, 1U);
  EXPECT_EQ(log_in("wrong").outcome, Outcome::fail);
  EXPECT_EQ(dialer->sockets, 1U);
  EXPECT_EQ(client->counters().requests, 2U);
  EXPECT_EQ(client->counters().accepts, 1U);
  EXPECT_EQ(client->counters().rejects, 1U);
}

TEST_F(RadiusClient, NeverUsesAnAuthenticatorTwice_Rfc2865Section3) {
  serve(friendly);
  static_cast<void>(log_in());
  static_cast<void>(log_in());
  ASSERT_EQ(dialer->seen.size(), 2U);
  EXPECT_NE(decode(dialer->seen[0])->authenticator, decode(dialer->seen[1])->authenticator);
  EXPECT_NE(decode(dialer->seen[0])->identifier, decode(dialer->seen[1])->identifier);
}

TEST_F(RadiusClient, ShowsNoSecretsWhenItIsWatched) {
  serve(friendly);
  static_cast<void>(log_in("lab-of-the-secrets"));
  EXPECT_THAT(said, HasSubstr("Access-Reject"));
  EXPECT_EQ(said.find("lab-of-the-secrets"), std::string::npos);
  EXPECT_EQ(said.find("a key"), std::string::npos);
}

TEST_F(RadiusClient, TheUserAnswersTheChallengesOfTheServer_Rfc2865Section4_4) {
  serve([](const Packet& request) -> std::vector<ByteVector> {
    if (request.text(AttributeType::state) != "round 2")
      return {
          reply_to(request, {.code = Code::access_challenge, .text = "Token code: ", .state = "round 2"})};
    const bool right = has_password(request, "123456");
    return {reply_to(request, {.code = right ? Code::access_accept : Code::access_reject})};
  });
  AuthenticationRequest request = login("");
  request.password = nullptr;
  const auto dialogue = client->authenticate(std::move(request));
  EXPECT_EQ(std::get<ServerPrompt>(run(dialogue->start())).text, "Password: ");
  const auto challenge = run(dialogue->answer(std::make_shared<const Secret>("lab")));
  EXPECT_EQ(std::get<ServerPrompt>(challenge).text, "Token code: ");
  const auto step = run(dialogue->answer(std::make_shared<const Secret>("123456")));
  EXPECT_EQ(std::get<ServerAnswer>(step).outcome, Outcome::pass);
  EXPECT_THAT(log_in().reason, HasSubstr("more than a password"));
}

TEST_F(RadiusClient, SendsNothingWithoutAKey) {
  has_key = false;
  serve(friendly);
  const ServerAnswer answer = log_in();
  EXPECT_EQ(answer.outcome, Outcome::error);
  EXPECT_THAT(answer.reason, HasSubstr("no key"));
  EXPECT_EQ(dialer->sockets, 0U);
}

TEST_F(RadiusClient, SendsTheSamePacketAgainToAServerThatIsSilent_Rfc5080Section2_2_1) {
  let_no_time_pass();
  serve(silent, {.timeout = no_time, .retransmits = 3});
  const ServerAnswer answer = log_in();
  EXPECT_EQ(answer.outcome, Outcome::error);
  EXPECT_FALSE(answer.reached);
  EXPECT_THAT(answer.reason, HasSubstr("no reply within"));
  ASSERT_EQ(dialer->seen.size(), 4U);
  for (const ByteVector& copy : dialer->seen) EXPECT_EQ(copy, dialer->seen.front());
  EXPECT_EQ(client->counters().retransmits, 3U);
  EXPECT_EQ(client->counters().timeouts, 1U);
}

TEST_F(RadiusClient, AReplyThatDoesNotCountIsAsIfItHadNeverCome) {
  const std::vector<std::pair<Script, std::string>> impostors{
      {[](const Packet& request) -> std::vector<ByteVector> {
         return {reply_to(request, {}, Secret{"another key"})};
       },
       "is the key right?"},
      {[](const Packet& request) -> std::vector<ByteVector> {
         return {reply_to(request, {.message_authenticators = 0})};
       },
       "no Message-Authenticator"},
      {[](const Packet&) -> std::vector<ByteVector> { return {ByteVector(20), ByteVector{1}}; }, "no reply"},
      {[](const Packet&) -> std::vector<ByteVector> { return {ByteVector{}}; }, "no reply"}};
  let_no_time_pass();
  for (const auto& [script, reason] : impostors) {
    serve(script, {.timeout = no_time, .retransmits = 0});
    const ServerAnswer answer = log_in();
    EXPECT_EQ(answer.outcome, Outcome::error) << reason;
    EXPECT_FALSE(answer.reached) << reason;
    EXPECT_THAT(answer.reason, HasSubstr(reason));
  }
}

TEST_F(RadiusClient, TheReplyBehindAForgedOneCounts) {
  serve([](const Packet& request) -> std::vector<ByteVector> {
    return {reply_to(request, {}, Secret{"another key"}), friendly(request).front()};
  });
  EXPECT_EQ(log_in("wrong").outcome, Outcome::fail);
  EXPECT_EQ(client->counters().wrong_authenticators, 1U);
  EXPECT_THAT(said, HasSubstr("does not count"));
}

TEST_F(RadiusClient, ASecondReplyIsNotTakenForTheNext) {
  serve([](const Packet& request) -> std::vector<ByteVector> {
    return {friendly(request).front(), friendly(request).front()};
  });
  EXPECT_EQ(log_in().outcome, Outcome::pass);
  EXPECT_EQ(log_in("wrong").outcome, Outcome::fail);
  EXPECT_GE(client->counters().unexpected, 1U);
}

TEST_F(RadiusClient, TakesRepliesWithoutMessageAuthenticatorOnlyIfItIsToldTo) {
  serve(
      [](const Packet& request) -> std::vector<ByteVector> {
        return {reply_to(request, {.message_authenticators = 0})};
      },
      {.rule = MessageAuthenticatorRule::optional});
  EXPECT_EQ(log_in().outcome, Outcome::pass);
}

TEST_F(RadiusClient, OpensAnotherSocketForEvery256RequestsThatAreUnderWay) {
  serve(silent);
  constexpr std::size_t requests = 600;
  std::vector<std::unique_ptr<AuthenticationDialogue>> dialogues;
  std::deque<std::optional<Step>> results;
  for (std::size_t count = 0; count < requests; ++count) {
    dialogues.push_back(client->authenticate(login("lab")));
    loop.spawn(keep(dialogues.back()->start(), results.emplace_back()));
  }
  while (loop.run_ready() > 0) {
  }
  EXPECT_EQ(dialer->seen.size(), requests);
  EXPECT_EQ(dialer->sockets, 3U);
}

TEST(RadiusIdentifiers, AreGivenOutInTurnAndRestWhenACopyMayBeOnTheWay_Rfc2865Section3) {
  const TimePoint now{std::chrono::hours{1}};
  Identifiers identifiers{Identifier{254}};
  EXPECT_EQ(identifiers.take(now), Identifier{254});
  EXPECT_EQ(identifiers.take(now), Identifier{255});
  for (int count = 0; count < 254; ++count) EXPECT_TRUE(identifiers.take(now));
  EXPECT_FALSE(identifiers.take(now));
  identifiers.give_back(Identifier{7}, now + std::chrono::seconds{20});
  EXPECT_FALSE(identifiers.take(now));
  identifiers.give_back(Identifier{9});
  EXPECT_EQ(identifiers.take(now), Identifier{9});
  EXPECT_EQ(identifiers.take(now + std::chrono::seconds{20}), Identifier{7});
}

// Accounting

const AccountingRecord record{.event = RecordEvent::stop,
                              .service = AccountedService::exec,
                              .task = TaskId{7},
                              .origin = {.user = "user1", .address = "10.1.1.2"}};

std::vector<ByteVector> takes_records(const Packet& request) {
  return {reply_to(request, {.code = Code::accounting_response, .message_authenticators = 0})};
}

TEST_F(RadiusClient, SendsRecordsToTheOtherPort_Rfc2866Section4_1) {
  serve(takes_records, {.accounting_port = 1813});
  EXPECT_EQ(run(client->account(record)).outcome, Outcome::pass);
  EXPECT_EQ(dialer->asked, (std::vector<std::uint16_t>{1813}));
  EXPECT_EQ(decode(dialer->seen.at(0))->code, Code::accounting_request);
}

TEST_F(RadiusClient, TakesOnlyARightReplyToARecord_Rfc2866Section3) {
  let_no_time_pass();
  const ClientSettings settings{.timeout = no_time, .retransmits = 0};
  serve(
      [](const Packet& request) -> std::vector<ByteVector> {
        return {reply_to(request, {.code = Code::accounting_response}, Secret{"another"}),
                reply_to(request, {.code = Code::access_accept})};
      },
      settings);
  const ServerAnswer answer = run(client->account(record));
  EXPECT_EQ(answer.outcome, Outcome::error);
  EXPECT_FALSE(answer.reached);
}

TEST_F(RadiusClient, ALoginIsNotDecidedByTheReplyToARecord) {
  let_no_time_pass();
  serve(
      [](const Packet& request) -> std::vector<ByteVector> {
        return {reply_to(request, {.code = Code::accounting_response})};
      },
      {.timeout = no_time, .retransmits = 0});
  EXPECT_EQ(log_in().outcome, Outcome::error);
}

TEST_F(RadiusClient, HasNoRecordsOfCommands) {
  serve(silent);
  AccountingRecord command = record;
  command.service = AccountedService::command;
  EXPECT_EQ(run(client->account(command)).outcome, Outcome::pass);
  EXPECT_EQ(dialer->seen.size(), 0U);
}

}  // namespace
}  // namespace ferry::aaa::radius
