#include "aaa/tacacs/client.h"

#include <gmock/gmock.h>

#include <array>
#include <functional>
#include <stdexcept>

#include "aaa/tacacs/login_dialogue.h"
#include "support/fake_clock.h"
#include "support/fixed_random.h"
#include "support/memory_link.h"

namespace ferry::aaa::tacacs {
namespace {

using ::testing::HasSubstr;
using Step = AuthenticationDialogue::Step;

const Origin user1{.user = "user1", .address = "10.1.1.2", .line = 2};
const auto key = std::make_shared<const Secret>(Secret{"a key"});

/// What a server does with a packet: what it sends, and whether it closes afterwards.
struct Answer {
  ByteVector bytes = {};
  bool close = false;
};
using Script = std::function<Answer(const Header&, Bytes body)>;

ByteVector reply_to(const Header& request, Result<ByteVector> body,
                    std::uint8_t flags = single_connect_flag) {
  Header header = request;
  ++header.sequence;
  header.flags = flags;
  return seal(header, body.value(), key.get());
}

Result<ByteVector> authentication(AuthenticationStatus status) {
  return encode(AuthenticationReply{.status = status});
}

/// A server that takes every password "lab" and gives level 15.
Answer friendly(const Header& header, Bytes body) {
  using Status = AuthenticationStatus;
  if (header.type == PacketType::accounting)
    return {reply_to(header, encode(AccountingReply{.status = AccountingStatus::success}))};
  if (header.type == PacketType::authorization) {
    const AuthorizationResponse response{.status = AuthorizationStatus::pass_add,
                                         .arguments = {{"priv-lvl", Necessity::mandatory, "15"}}};
    return {reply_to(header, encode(response))};
  }
  if (header.sequence == 1) return {reply_to(header, authentication(Status::get_pass))};
  const bool right = as_text(decode<AuthenticationContinue>(body)->user_message) == "lab";
  return {reply_to(header, authentication(right ? Status::pass : Status::fail))};
}

/// A server on a wire in memory. Each connection gets the next script; the last one is for all others.
class ScriptedServer final : public net::Dialer {
 public:
  ScriptedServer(net::EventLoop& loop, std::vector<Script> scripts)
      : loop_(loop), scripts_(std::move(scripts)) {}

  net::Task<Result<std::unique_ptr<net::Link>>> connect(net::Address, TimePoint) override {
    const std::size_t index = std::min(connections, scripts_.size() - 1);
    ++connections;
    if (!scripts_[index]) co_return failure(ErrorCode::io, "10.1.1.9:49: Connection refused");
    auto links = testing::link_pair(loop_);
    servers.push_back(std::move(links.server));
    loop_.spawn(serve(servers.back(), scripts_[index]));
    co_return std::move(links.client);
  }
  Result<std::unique_ptr<net::DatagramLink>> open_datagrams(const net::Address&) override {
    return failure(ErrorCode::unsupported);
  }

  std::size_t connections = 0;
  std::vector<Header> requests;
  std::vector<std::shared_ptr<testing::MemoryLink>> servers;

 private:
  net::Task<void> serve(std::shared_ptr<testing::MemoryLink> link, Script script) {
    for (;;) {
      std::array<Byte, header_size> head{};
      const bool got_head = co_await read(*link, head);
      if (!got_head) co_return;
      const Header header = decode_header(head).value();
      ByteVector body(header.length);
      const bool got_body = body.empty() || co_await read(*link, body);
      if (!got_body) co_return;
      obfuscate(body, header, *key);
      requests.push_back(header);
      const Answer answer = script(header, body);
      const Bytes bytes = answer.bytes;
      if (!bytes.empty()) static_cast<void>(link->try_write({&bytes, 1}));
      if (answer.close) link->close();
    }
  }
  static net::Task<bool> read(testing::MemoryLink& link, MutableBytes into) {
    while (!into.empty()) {
      const auto size = link.try_read(into);
      if (!size) {
        co_await link.readable();
        continue;
      }
      if (!*size || **size == 0) co_return false;
      into = into.subspan(**size);
    }
    co_return true;
  }

  net::EventLoop& loop_;
  std::vector<Script> scripts_;
};

template <class T>
net::Task<void> keep(net::Task<T> flow, std::optional<T>& result) {
  result = co_await std::move(flow);
}

class TacacsClient : public ::testing::Test {
 protected:
  /// The client of a server that behaves so on each connection.
  void serve(std::vector<Script> scripts, ClientSettings settings = {}) {
    server = std::make_shared<ScriptedServer>(loop, std::move(scripts));
    settings.name = "ONE";
    settings.address = {"10.1.1.9", 49};
    if (has_key) settings.key = key;
    client = std::make_shared<Client>(ClientEnvironment{loop, clock, random}, server, std::move(settings));
  }
  template <class T>
  T run(net::Task<T> flow) {
    std::optional<T> result;
    loop.spawn(keep(std::move(flow), result));
    loop.run_ready();
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
  ServerAnswer authorize() { return run(client->authorize({.origin = user1})); }

  bool has_key = true;
  testing::FakeClock clock;
  testing::FixedRandom random;
  net::EventLoop loop;
  std::shared_ptr<ScriptedServer> server;
  std::shared_ptr<Client> client;
};

TEST_F(TacacsClient, LogsInWithAPasswordThatTheServerAsksFor) {
  serve({friendly});
  const ServerAnswer answer = log_in();
  EXPECT_EQ(answer.outcome, Outcome::pass) << answer.reason;
  EXPECT_TRUE(answer.reached);
  EXPECT_EQ(log_in("wrong").outcome, Outcome::fail);
  EXPECT_EQ(client->counters().opens, 2U);
  EXPECT_EQ(client->counters().closes, 2U);
  EXPECT_EQ(client->counters().sent, 4U);
  EXPECT_EQ(client->counters().received, 4U);
}

TEST_F(TacacsClient, TurnsToTheUserWhenNoPasswordIsKnown) {
  serve({friendly});
  auto request = login("");
  request.password = nullptr;
  const auto dialogue = client->authenticate(std::move(request));
  const auto prompt = std::get<ServerPrompt>(run(dialogue->start()));
  EXPECT_EQ(prompt.text, "Password: ");
  const auto step = run(dialogue->answer(std::make_shared<const Secret>("lab")));
  EXPECT_EQ(std::get<ServerAnswer>(step).outcome, Outcome::pass);
}

TEST_F(TacacsClient, AUserWhoLeavesEndsTheSessionWithAnAbort_Rfc8907Section5_4_3) {
  bool aborted = false;
  serve({[&](const Header& header, Bytes body) {
    if (header.sequence == 3) aborted = decode<AuthenticationContinue>(body)->abort;
    return header.sequence == 1 ? friendly(header, body) : Answer{};
  }});
  auto request = login("");
  request.password = nullptr;
  auto dialogue = client->authenticate(std::move(request));
  static_cast<void>(run(dialogue->start()));
  dialogue.reset();
  loop.run_ready();
  EXPECT_TRUE(aborted);
  EXPECT_EQ(client->counters().aborts, 1U);
}

TEST_F(TacacsClient, AsksForAShellAndItsLevel) {
  serve({friendly});
  const ServerAnswer answer = authorize();
  EXPECT_EQ(answer.outcome, Outcome::pass);
  EXPECT_EQ(answer.privilege, 15U);
}

TEST_F(TacacsClient, KeepsRecords) {
  serve({friendly});
  const Arguments arguments{{"task_id", Necessity::mandatory, "1"}};
  EXPECT_EQ(run(client->account(RecordKind::start, user1, 15, arguments)).outcome, Outcome::pass);
}

TEST_F(TacacsClient, SendsNothingWithoutAKey_Rfc8907Section10_5_1) {
  has_key = false;
  serve({friendly});
  const ServerAnswer answer = log_in();
  EXPECT_EQ(answer.outcome, Outcome::error);
  EXPECT_THAT(answer.reason, HasSubstr("neither a key nor TLS"));
  EXPECT_EQ(server->connections, 0U);
}

TEST_F(TacacsClient, ServesSessionAfterSessionOnOneConnectionIfTheServerAgrees_Rfc8907Section4_3) {
  serve({friendly}, {.single_connection = true});
  EXPECT_EQ(log_in().outcome, Outcome::pass);
  EXPECT_EQ(authorize().outcome, Outcome::pass);
  EXPECT_EQ(server->connections, 1U);
  ASSERT_EQ(server->requests.size(), 3U);
  EXPECT_NE(server->requests[0].session, server->requests[2].session);
  EXPECT_EQ(server->requests[2].flags, single_connect_flag);
}

TEST_F(TacacsClient, ClosesAfterEachSessionIfTheServerDoesNotAgree_Rfc8907Section4_3) {
  const Script modest = [](const Header& header, Bytes) {
    return Answer{reply_to(header, encode(AuthorizationResponse{.status = AuthorizationStatus::fail}), 0)};
  };
  serve({modest}, {.single_connection = true});
  EXPECT_EQ(authorize().outcome, Outcome::fail);
  EXPECT_EQ(authorize().outcome, Outcome::fail);
  EXPECT_EQ(server->connections, 2U);
}

TEST_F(TacacsClient, AConnectionThatWasClosedMeanwhileIsReplacedAndTheRequestSentAgain_Rfc8907Section4_3) {
  serve({friendly}, {.single_connection = true});
  EXPECT_EQ(authorize().outcome, Outcome::pass);
  server->servers.front()->close();
  EXPECT_EQ(authorize().outcome, Outcome::pass);
  EXPECT_EQ(server->connections, 2U);
}

TEST_F(TacacsClient, AKeptConnectionThatClosesOnTheRequestIsReplacedOnce) {
  const Script closes_second = [](const Header& header, Bytes body) {
    if (header.type == PacketType::authorization) return friendly(header, body);
    return Answer{{}, true};
  };
  serve({closes_second, friendly}, {.single_connection = true});
  EXPECT_EQ(authorize().outcome, Outcome::pass);
  EXPECT_EQ(log_in().outcome, Outcome::pass);
  EXPECT_EQ(server->connections, 2U);
}

TEST_F(TacacsClient, AFreshConnectionThatClosesIsAnErrorAndNotTriedAgain) {
  serve({[](const Header&, Bytes) { return Answer{{}, true}; }}, {.single_connection = true});
  const ServerAnswer answer = authorize();
  EXPECT_EQ(answer.outcome, Outcome::error);
  EXPECT_FALSE(answer.reached);
  EXPECT_EQ(server->connections, 1U);
}

TEST_F(TacacsClient, AConnectionThatWasIdleOrOpenForLongIsNotUsedAgain) {
  serve({friendly}, {.single_connection = true});
  EXPECT_EQ(authorize().outcome, Outcome::pass);
  clock.advance(Client::longest_idle);
  EXPECT_EQ(authorize().outcome, Outcome::pass);
  EXPECT_EQ(server->connections, 2U);
  for (int i = 0; i < 20; ++i) {
    clock.advance(std::chrono::seconds{40});
    EXPECT_EQ(authorize().outcome, Outcome::pass);
  }
  EXPECT_EQ(server->connections, 3U);
}

TEST_F(TacacsClient, ASecondReplyIsNotTakenForTheNext) {
  const Script twice = [](const Header& header, Bytes body) {
    Answer answer = friendly(header, body);
    const ByteVector once = answer.bytes;
    answer.bytes.insert(answer.bytes.end(), once.begin(), once.end());
    return answer;
  };
  serve({twice}, {.single_connection = true});
  EXPECT_EQ(authorize().outcome, Outcome::pass);
  EXPECT_EQ(authorize().outcome, Outcome::pass);
  EXPECT_EQ(server->connections, 2U);
}

TEST_F(TacacsClient, ARefusedConnectionIsAnErrorThatSaysSo) {
  serve({nullptr});
  const ServerAnswer answer = log_in();
  EXPECT_EQ(answer.outcome, Outcome::error);
  EXPECT_FALSE(answer.reached);
  EXPECT_THAT(answer.reason, HasSubstr("refused"));
  EXPECT_EQ(client->counters().failed_connects, 1U);
}

/// A reply that was spoilt, and what it must come to.
struct Spoilt {
  const char* name;
  std::function<void(ByteVector&)> spoil;
  Outcome outcome;
};

const std::array spoilt_replies{
    Spoilt{"another major version", [](ByteVector& reply) { reply[0] = 0xB0; }, Outcome::error},
    Spoilt{"another type", [](ByteVector& reply) { reply[1] ^= 1; }, Outcome::error},
    Spoilt{"another sequence number", [](ByteVector& reply) { reply[2] = 4; }, Outcome::error},
    Spoilt{"another session", [](ByteVector& reply) { reply[4] ^= 1; }, Outcome::error},
    Spoilt{"4 GiB", [](ByteVector& reply) { reply[8] = reply[9] = 0xff; }, Outcome::error},
    Spoilt{"another key", [](ByteVector& reply) { std::fill(reply.begin() + 12, reply.end(), 0x5a); },
           Outcome::error},
    Spoilt{"no obfuscation", [](ByteVector& reply) { reply[3] |= unencrypted_flag; }, Outcome::fail},
    Spoilt{"a byte too many",
           [](ByteVector& reply) {
             reply.push_back(0);
             ++reply[11];
           },
           Outcome::error},
};

TEST_F(TacacsClient, ASpoiltReplyIsTheRightOneOfErrorAndFail_Rfc8907Sections4_1And10_5_2) {
  for (const Spoilt& spoilt : spoilt_replies) {
    const Script script = [&](const Header& header, Bytes body) {
      Answer answer = friendly(header, body);
      spoilt.spoil(answer.bytes);
      return answer;
    };
    serve({script}, {.single_connection = true});
    EXPECT_EQ(authorize().outcome, spoilt.outcome) << spoilt.name;
    EXPECT_EQ(log_in().outcome, spoilt.outcome) << spoilt.name;
    EXPECT_EQ(server->connections, 2U) << spoilt.name << ": the connection must not serve another session";
  }
}

TEST_F(TacacsClient, AReplyThatIsCutOffIsAnErrorWhereverTheCutIs) {
  const std::size_t whole = friendly(Header{.type = PacketType::authorization}, {}).bytes.size();
  for (std::size_t size = 1; size < whole; ++size) {
    serve({[size](const Header& header, Bytes body) {
      Answer answer = friendly(header, body);
      answer.bytes.resize(size);
      answer.close = true;
      return answer;
    }});
    const ServerAnswer answer = authorize();
    EXPECT_EQ(answer.outcome, Outcome::error);
    EXPECT_FALSE(answer.reached);
  }
}

TEST_F(TacacsClient, AServerThatHangsIsAnErrorWhenItsTimeIsUp) {
  serve({[](const Header&, Bytes) { return Answer{}; }}, {.timeout = -std::chrono::hours{2'000'000}});
  std::optional<ServerAnswer> result;
  loop.spawn(keep(client->authorize({.origin = user1}), result));
  loop.run_until_idle();
  ASSERT_TRUE(result);
  EXPECT_EQ(result->outcome, Outcome::error);
  EXPECT_FALSE(result->reached);
  EXPECT_THAT(result->reason, HasSubstr("no reply within"));
  EXPECT_EQ(client->counters().timeouts, 1U);
}

TEST_F(TacacsClient, AServerThatAsksForMoreThanAPasswordFailsWhoCannotBeAsked) {
  serve({[](const Header& header, Bytes) {
    return Answer{reply_to(header, authentication(AuthenticationStatus::get_data))};
  }});
  const ServerAnswer answer = log_in();
  EXPECT_EQ(answer.outcome, Outcome::fail);
  EXPECT_THAT(answer.reason, HasSubstr("more than a password"));
}

TEST_F(TacacsClient, AServerThatAsksWithoutEndIsStoppedByTheSequenceNumbers_Rfc8907Section4_1) {
  serve({[](const Header& header, Bytes) {
    return Answer{reply_to(header, authentication(AuthenticationStatus::get_data))};
  }});
  auto request = login("");
  request.password = nullptr;
  const auto dialogue = client->authenticate(std::move(request));
  Step step = run(dialogue->start());
  int answers = 0;
  while (std::holds_alternative<ServerPrompt>(step) && answers < 1000) {
    step = run(dialogue->answer(std::make_shared<const Secret>("x")));
    ++answers;
  }
  EXPECT_EQ(answers, 127);
  EXPECT_EQ(std::get<ServerAnswer>(step).outcome, Outcome::error);
}

TEST_F(TacacsClient, SendsThePasswordAlongInPap) {
  serve({[](const Header& header, Bytes body) {
          const auto start = decode<AuthenticationStart>(body).value();
          const bool right = start.type == AuthenticationType::pap && as_text(start.data) == "lab" &&
                             header.minor == MinorVersion::one;
          return Answer{reply_to(
              header, authentication(right ? AuthenticationStatus::pass : AuthenticationStatus::fail))};
        }},
        {.login_style = LoginStyle::pap});
  EXPECT_EQ(log_in().outcome, Outcome::pass);
  auto request = login("");
  request.password = nullptr;
  const auto dialogue = client->authenticate(std::move(request));
  EXPECT_TRUE(std::holds_alternative<ServerPrompt>(run(dialogue->start())));
  EXPECT_EQ(server->connections, 1U);
  const auto step = run(dialogue->answer(std::make_shared<const Secret>("lab")));
  EXPECT_EQ(std::get<ServerAnswer>(step).outcome, Outcome::pass);
}

}  // namespace
}  // namespace ferry::aaa::tacacs
