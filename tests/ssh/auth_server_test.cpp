#include "ssh/auth/server_authentication.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ssh/auth/public_key_claim.h"
#include "ssh/keys.h"
#include "support/packet_list.h"

namespace ferry::ssh {
namespace {

using ::testing::HasSubstr;
using testing::PacketList;

const ByteVector session_id(32, 7);

ServerAuthenticationOptions with_session(ServerAuthenticationOptions options) {
  options.session_id = session_id;
  return options;
}

/// A server's login, driven packet by packet.
struct Login {
  explicit Login(ServerAuthenticationOptions options = {})
      : authentication(with_session(std::move(options)), out, events) {}

  Result<void> receive(const ByteVector& packet) { return authentication.received(packet, sequence++); }
  template <wire::Message M>
  Result<void> receive(const M& message) {
    return receive(wire::encode(message));
  }

  void start() {
    ASSERT_TRUE(receive(ServiceRequest{.service = "ssh-userauth"}));
    out.take<ServiceAccept>();
  }

  /// The question that is open; fails the test if there is none or it is about something else.
  template <class About>
  About question(const std::string& user = "alice") {
    const auto event = events.pop();
    if (!event || !std::holds_alternative<DecisionNeeded>(*event)) {
      ADD_FAILURE() << "no decision is needed";
      return {};
    }
    auto& needed = const_cast<DecisionNeeded&>(std::get<DecisionNeeded>(*event));
    EXPECT_EQ(needed.user, user);
    EXPECT_TRUE(std::holds_alternative<About>(needed.attempt));
    return std::get<About>(std::move(needed.attempt));
  }

  PacketList out;
  EventQueue events;
  ServerAuthentication authentication;
  std::uint32_t sequence = 3;
};

ByteVector method_data(auto... fields) {
  ByteVector data;
  wire::Writer out{data};
  (out.write(fields), ...);
  return data;
}

ByteVector request(std::string_view method, const ByteVector& data, std::string_view user = "alice",
                   std::string_view service = "ssh-connection") {
  return wire::encode(
      UserauthRequest{.user = user, .service = service, .method = method, .method_data = {data}});
}

using Text = std::string_view;

ByteVector none_request() {
  return request("none", {});
}
ByteVector password_request(Text password, Text user = "alice") {
  return request("password", method_data(false, password), user);
}
ByteVector interactive_request(Text user = "alice") {
  return request("keyboard-interactive", method_data(Text{}, Text{}), user);
}
ByteVector answer_packet(std::initializer_list<Text> answers) {
  ByteVector rest;
  wire::Writer out{rest};
  for (const Text answer : answers) out.write(answer);
  return wire::encode(
      UserauthInfoResponse{.count = static_cast<std::uint32_t>(answers.size()), .responses = {rest}});
}

const crypto::PrivateKey& ed25519_key() {
  static const auto key = crypto::PrivateKey::generate_ed25519();
  return key;
}
const crypto::PrivateKey& ecdsa_key() {
  static const auto key = crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp256);
  return key;
}
const crypto::PrivateKey& rsa_key() {
  static const auto key = crypto::PrivateKey::generate_rsa(2048);
  return key;
}

ByteVector query_request(const crypto::PrivateKey& key, Text algorithm) {
  const ByteVector blob = encode_public_key(key.public_key());
  return request("publickey", method_data(false, algorithm, Bytes{blob}));
}

struct Proof {
  const crypto::PrivateKey* key = &ed25519_key();
  Text algorithm = "ssh-ed25519";
  Text signed_with = "ssh-ed25519";  // the algorithm that the signature was really made with
  Text signed_user = "alice";
  ByteVector signed_session = session_id;

  [[nodiscard]] ByteVector packet() const {
    const ByteVector blob = encode_public_key(key->public_key());
    const ByteVector text = signed_login(signed_session, {signed_user, algorithm, blob});
    const ByteVector signature = sign(*key, *find_signature_algorithm(signed_with), text);
    return request("publickey", method_data(true, algorithm, Bytes{blob}, Bytes{signature}));
  }
};

void expect_failure(Login& login) {
  const auto failure = login.out.take<UserauthFailure>();
  EXPECT_EQ(failure.methods.text, "publickey,keyboard-interactive,password");
  EXPECT_FALSE(failure.partial_success);
}

// --- The service ---

TEST(ServerAuthentication, GrantsTheServiceUserauth_Rfc4253Section10) {
  Login login;
  ASSERT_TRUE(login.receive(ServiceRequest{.service = "ssh-userauth"}));
  EXPECT_EQ(login.out.take<ServiceAccept>().service, "ssh-userauth");
  EXPECT_TRUE(login.authentication.started());
}

TEST(ServerAuthentication, GrantsTheServiceAgainBeforeEachAttempt) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(password_request("wrong")));
  login.question<PasswordAttempt>();
  ASSERT_TRUE(login.authentication.decide(Reject{}));
  expect_failure(login);
  login.start();
  ASSERT_TRUE(login.receive(password_request("right")));
  login.question<PasswordAttempt>();
  ASSERT_TRUE(login.authentication.decide(Accept{}));
  login.out.take<UserauthSuccess>();
}

TEST(ServerAuthentication, DisconnectsOnAnyOtherService_Rfc4253Section10) {
  for (const auto* service : {"ssh-connection", "ssh-userauth2", ""}) {
    Login login;
    const auto refused = login.receive(ServiceRequest{.service = service});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, DisconnectReason::service_not_available);
  }
}

TEST(ServerAuthentication, RefusesALoginBeforeTheServiceWasRequested) {
  Login login;
  EXPECT_FALSE(login.receive(password_request("secret")));
  EXPECT_FALSE(login.events.pop());
}

TEST(ServerAuthentication, RefusesAServiceAfterLoginThatDoesNotExist_Rfc4252Section5) {
  Login login;
  login.start();
  const auto refused =
      login.receive(request("password", method_data(false, Text{"secret"}), "alice", "ssh-files"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, DisconnectReason::service_not_available);
  EXPECT_FALSE(login.events.pop());
}

// --- none ---

TEST(ServerAuthentication, AnswersNoneWithTheMethodsAndNeverListsNone_Rfc4252Section5_2) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(none_request()));
  expect_failure(login);
  EXPECT_FALSE(login.events.pop());
}

TEST(ServerAuthentication, ListsExactlyTheMethodsThatItWasGiven) {
  Login login{{.methods = {"password"}}};
  login.start();
  ASSERT_TRUE(login.receive(none_request()));
  EXPECT_EQ(login.out.take<UserauthFailure>().methods.text, "password");
}

TEST(ServerAuthentication, DoesNotCountNoneAsAFailedAttempt) {
  Login login{{.attempts = 1}};
  login.start();
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(login.receive(none_request()));
    expect_failure(login);
  }
}

TEST(ServerAuthentication, AnswersAMethodThatIsNotOfferedWithTheList_Rfc4252Section5_1) {
  Login login{{.methods = {"publickey"}, .attempts = 1}};
  login.start();
  for (const auto& packet : {password_request("secret"), interactive_request(),
                             request("hostbased", method_data(Text{"x"})), request("gssapi-with-mic", {})}) {
    ASSERT_TRUE(login.receive(packet));
    EXPECT_EQ(login.out.take<UserauthFailure>().methods.text, "publickey");
    EXPECT_FALSE(login.events.pop());
  }
}

// --- password ---

TEST(ServerAuthentication, LogsInWithAPasswordThatWasAccepted_Rfc4252Section8) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(password_request("se cret")));
  EXPECT_TRUE(login.authentication.deciding());
  EXPECT_EQ(as_text(login.question<PasswordAttempt>().password.reveal()), "se cret");
  EXPECT_EQ(login.out.next_number(), 0) << "no answer before the decision";
  ASSERT_TRUE(login.authentication.decide(Accept{}));
  login.out.take<UserauthSuccess>();
  const auto event = login.events.pop();
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<LoggedIn>(*event).user, "alice");
  EXPECT_EQ(std::get<LoggedIn>(*event).method, "password");
  EXPECT_TRUE(login.authentication.succeeded());
}

TEST(ServerAuthentication, TakesAnEmptyPasswordAndAnEmptyUserAsTheyCome) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(password_request("", "")));
  EXPECT_TRUE(login.question<PasswordAttempt>("").password.empty());
}

TEST(ServerAuthentication, RefusesToChangeAPasswordWithAFailure_Rfc4252Section8) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(request("password", method_data(true, Text{"old"}, Text{"new"}))));
  expect_failure(login);
  EXPECT_FALSE(login.events.pop()) << "the old password must not be tried either";
}

TEST(ServerAuthentication, DoesNotTryAPasswordLongerThanItsLimit) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(password_request(std::string(1024, 'x'))));
  login.question<PasswordAttempt>();
  ASSERT_TRUE(login.authentication.decide(Reject{}));
  expect_failure(login);
  ASSERT_TRUE(login.receive(password_request(std::string(1025, 'x'))));
  expect_failure(login);
  EXPECT_FALSE(login.events.pop());
}

// --- Attempts and limits ---

TEST(ServerAuthentication, DisconnectsAfterTheLastFailedAttempt_Rfc4252Section4) {
  for (const unsigned attempts : {1U, 3U}) {
    Login login{{.attempts = attempts}};
    login.start();
    for (unsigned i = 1; i <= attempts; ++i) {
      ASSERT_TRUE(login.receive(password_request("wrong")));
      login.question<PasswordAttempt>();
      const auto rejected = login.authentication.decide(Reject{});
      ASSERT_EQ(rejected.has_value(), i < attempts);
      if (rejected) {
        expect_failure(login);
      } else {
        EXPECT_EQ(rejected.error().reason, DisconnectReason::no_more_auth_methods_available);
        EXPECT_EQ(rejected.error().message, "Too many authentication failures");
        EXPECT_EQ(login.out.next_number(), 0);
      }
    }
  }
}

TEST(ServerAuthentication, CountsFailuresOfAllMethodsAndUsersTogether) {
  Login login{{.attempts = 3}};
  login.start();
  ASSERT_TRUE(login.receive(password_request("wrong", "alice")));
  login.question<PasswordAttempt>("alice");
  ASSERT_TRUE(login.authentication.decide(Reject{}));
  ASSERT_TRUE(login.receive(interactive_request("bob")));
  login.question<InteractiveStart>("bob");
  ASSERT_TRUE(login.authentication.decide(Reject{}));
  Proof forged;
  forged.signed_user = "bob";
  EXPECT_FALSE(login.receive(forged.packet()));
}

TEST(ServerAuthentication, CapsTheRequestsThatDoNotFail) {
  Login login;
  login.start();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(login.receive(none_request())) << i;
  const auto refused = login.receive(none_request());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, DisconnectReason::no_more_auth_methods_available);
}

TEST(ServerAuthentication, CapsPacketsOfAnyKind) {
  Login login;
  for (int i = 0; i < 64; ++i) ASSERT_TRUE(login.receive(ServiceRequest{.service = "ssh-userauth"})) << i;
  EXPECT_FALSE(login.receive(ServiceRequest{.service = "ssh-userauth"}));
}

TEST(ServerAuthentication, TakesUserNamesOfOneKibibyteAndNoLonger) {
  Login login;
  login.start();
  const std::string longest(1024, 'u');
  ASSERT_TRUE(login.receive(password_request("x", longest)));
  login.question<PasswordAttempt>(longest);
  ASSERT_TRUE(login.authentication.decide(Reject{}));
  const auto refused = login.receive(password_request("x", longest + "u"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, DisconnectReason::illegal_user_name);
}

// --- Banner ---

TEST(ServerAuthentication, ShowsTheBannerOnceBeforeTheFirstAnswer_Rfc4252Section5_4) {
  Login login{{.banner = "Authorized users only\r\n"}};
  login.start();
  ASSERT_TRUE(login.receive(none_request()));
  EXPECT_EQ(login.out.take<UserauthBanner>().message, "Authorized users only\r\n");
  expect_failure(login);
  ASSERT_TRUE(login.receive(none_request()));
  expect_failure(login);
}

// --- keyboard-interactive ---

TEST(ServerAuthentication, AsksInteractivelyWithEmptyNameAndInstruction_Rfc4256Section3_2) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(interactive_request()));
  login.question<InteractiveStart>();
  ASSERT_TRUE(login.authentication.decide(Ask{{{.text = "Password: ", .echo = false}}}));
  const auto asked = login.out.take<UserauthInfoRequest>();
  EXPECT_EQ(asked.title, "");
  EXPECT_EQ(asked.instruction, "");
  EXPECT_EQ(asked.language, "");
  EXPECT_EQ(asked.count, 1U);
  const ByteVector prompt = method_data(Text{"Password: "}, false);
  EXPECT_EQ(ByteVector(asked.prompts.bytes.begin(), asked.prompts.bytes.end()), prompt);

  ASSERT_TRUE(login.receive(answer_packet({"secret"})));
  const auto answers = login.question<InteractiveAnswers>();
  ASSERT_EQ(answers.answers.size(), 1U);
  EXPECT_EQ(as_text(answers.answers[0].reveal()), "secret");
  ASSERT_TRUE(login.authentication.decide(Accept{}));
  login.out.take<UserauthSuccess>();
  EXPECT_EQ(std::get<LoggedIn>(*login.events.pop()).method, "keyboard-interactive");
}

TEST(ServerAuthentication, AsksAsManyRoundsAsTheDecisionsWant_Rfc4256Section3_3) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(interactive_request()));
  login.question<InteractiveStart>();
  ASSERT_TRUE(login.authentication.decide(
      Ask{{{.text = "Name: ", .echo = true}, {.text = "Code: ", .echo = false}}}));
  EXPECT_EQ(login.out.take<UserauthInfoRequest>().count, 2U);
  ASSERT_TRUE(login.receive(answer_packet({"a", "b"})));
  EXPECT_EQ(login.question<InteractiveAnswers>().answers.size(), 2U);
  ASSERT_TRUE(login.authentication.decide(Ask{}));
  EXPECT_EQ(login.out.take<UserauthInfoRequest>().count, 0U);
  ASSERT_TRUE(login.receive(answer_packet({})));
  EXPECT_TRUE(login.question<InteractiveAnswers>().answers.empty());
  ASSERT_TRUE(login.authentication.decide(Reject{}));
  expect_failure(login);
}

TEST(ServerAuthentication, FailsWhenTheNumberOfAnswersIsNotThatOfThePrompts_Rfc4256Section3_4) {
  for (const auto& packet : {answer_packet({}), answer_packet({"a", "b"})}) {
    Login login;
    login.start();
    ASSERT_TRUE(login.receive(interactive_request()));
    login.question<InteractiveStart>();
    ASSERT_TRUE(login.authentication.decide(Ask{{{.text = "Password: "}}}));
    login.out.take<UserauthInfoRequest>();
    ASSERT_TRUE(login.receive(packet));
    expect_failure(login);
    EXPECT_FALSE(login.events.pop());
    EXPECT_FALSE(login.receive(answer_packet({"a"}))) << "the dialogue is over";
  }
}

TEST(ServerAuthentication, AbandonsADialogueForANewRequestWithoutAnAnswer_Rfc4252Section5_1) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(interactive_request()));
  login.question<InteractiveStart>();
  ASSERT_TRUE(login.authentication.decide(Ask{{{.text = "Password: "}}}));
  login.out.take<UserauthInfoRequest>();
  ASSERT_TRUE(login.receive(password_request("secret")));
  EXPECT_EQ(login.out.next_number(), 0) << "an abandoned dialogue gets no USERAUTH_FAILURE";
  login.question<PasswordAttempt>();
  ASSERT_TRUE(login.authentication.decide(Reject{}));
  expect_failure(login);
  EXPECT_FALSE(login.receive(answer_packet({"secret"}))) << "the old prompts are gone";
}

TEST(ServerAuthentication, CarriesNothingOverToAnotherUser_Rfc4252Section5) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(interactive_request("alice")));
  login.question<InteractiveStart>("alice");
  ASSERT_TRUE(login.authentication.decide(Ask{{{.text = "Password: "}}}));
  login.out.take<UserauthInfoRequest>();
  ASSERT_TRUE(login.receive(interactive_request("mallory")));
  login.question<InteractiveStart>("mallory");
  ASSERT_TRUE(login.authentication.decide(Ask{{{.text = "Password: "}}}));
  login.out.take<UserauthInfoRequest>();
  ASSERT_TRUE(login.receive(answer_packet({"secret"})));
  login.question<InteractiveAnswers>("mallory");
}

TEST(ServerAuthentication, RefusesAnswersToPromptsThatItDidNotSend) {
  Login login;
  login.start();
  EXPECT_FALSE(login.receive(answer_packet({"secret"})));
}

// --- publickey ---

TEST(ServerAuthentication, AnswersAQueryWithTheSameAlgorithmAndKey_Rfc4252Section7) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(query_request(rsa_key(), "rsa-sha2-512")));
  const ByteVector blob = encode_public_key(rsa_key().public_key());
  EXPECT_EQ(login.question<PublicKeyQuery>().blob, blob);
  ASSERT_TRUE(login.authentication.decide(Accept{}));
  const auto answer = login.out.take<UserauthPublicKeyOk>();
  EXPECT_EQ(answer.algorithm, "rsa-sha2-512");
  EXPECT_EQ(ByteVector(answer.blob.begin(), answer.blob.end()), blob);
  EXPECT_FALSE(login.authentication.succeeded()) << "a query proves nothing";
  EXPECT_FALSE(login.events.pop());
}

TEST(ServerAuthentication, NeverLogsInOnQueriesHoweverMany) {
  Login login{{.attempts = 1}};
  login.start();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(login.receive(query_request(ed25519_key(), "ssh-ed25519")));
    login.question<PublicKeyQuery>();
    ASSERT_TRUE(login.authentication.decide(i % 2 == 0 ? Decision{Accept{}} : Decision{Reject{}}));
    EXPECT_FALSE(login.authentication.succeeded());
  }
  EXPECT_FALSE(login.receive(query_request(ed25519_key(), "ssh-ed25519"))) << "but their number has a limit";
}

TEST(ServerAuthentication, VerifiesEachSignatureAlgorithmOverSessionAndRequest_Rfc4252Section7) {
  const struct {
    const crypto::PrivateKey& key;
    Text algorithm;
  } cases[] = {
      {ed25519_key(), "ssh-ed25519"},
      {ecdsa_key(), "ecdsa-sha2-nistp256"},
      {rsa_key(), "rsa-sha2-256"},  // RFC 8332 section 3.2
      {rsa_key(), "rsa-sha2-512"},
  };
  for (const auto& [key, algorithm] : cases) {
    Login login;
    login.start();
    ASSERT_TRUE(login.receive(Proof{.key = &key, .algorithm = algorithm, .signed_with = algorithm}.packet()));
    EXPECT_EQ(login.question<PublicKeyProof>().blob, encode_public_key(key.public_key())) << algorithm;
    ASSERT_TRUE(login.authentication.decide(Accept{}));
    login.out.take<UserauthSuccess>();
    EXPECT_EQ(std::get<LoggedIn>(*login.events.pop()).method, "publickey");
  }
}

TEST(ServerAuthentication, AsksNobodyAboutAWrongSignature_Rfc4252Section7) {
  auto other_session = session_id;
  other_session[0] ^= 1;
  const Proof cases[] = {
      {.signed_user = "bob"},
      {.signed_session = other_session},
      {.signed_session = {}},
      {.key = &rsa_key(), .algorithm = "rsa-sha2-512", .signed_with = "rsa-sha2-256"},
  };
  for (const Proof& proof : cases) {
    Login login;
    login.start();
    ASSERT_TRUE(login.receive(proof.packet()));
    expect_failure(login);
    EXPECT_FALSE(login.events.pop());
  }
}

TEST(ServerAuthentication, RefusesASignatureWithAnyBitFlipped) {
  ByteVector packet = Proof{}.packet();
  const std::size_t signature_size = 4 + 11 + 4 + 64;
  for (std::size_t i = packet.size() - 64; i < packet.size(); i += 9) {
    Login login;
    login.start();
    packet[i] ^= 4;
    ASSERT_TRUE(login.receive(packet));
    expect_failure(login);
    EXPECT_FALSE(login.events.pop());
    packet[i] ^= 4;
  }
  packet.resize(packet.size() - signature_size);  // the signature blob itself, empty
  packet[packet.size() - 1] = packet[packet.size() - 2] = packet[packet.size() - 3] =
      packet[packet.size() - 4] = 0;
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(packet));
  expect_failure(login);
}

TEST(ServerAuthentication, RefusesAKeyThatIsNotOfItsAlgorithmsType) {
  for (const Text algorithm : {"ecdsa-sha2-nistp256", "rsa-sha2-512", "ecdsa-sha2-nistp384"}) {
    Login login;
    login.start();
    ASSERT_TRUE(login.receive(query_request(ed25519_key(), algorithm)));
    expect_failure(login);
    const ByteVector blob = encode_public_key(ed25519_key().public_key());
    const ByteVector text = signed_login(session_id, {"alice", algorithm, blob});
    const ByteVector signature = sign(ed25519_key(), *find_signature_algorithm("ssh-ed25519"), text);
    ASSERT_TRUE(
        login.receive(request("publickey", method_data(true, algorithm, Bytes{blob}, Bytes{signature}))));
    expect_failure(login);
    EXPECT_FALSE(login.events.pop());
  }
}

TEST(ServerAuthentication, TakesOnlyTheAlgorithmsThatItWasGiven) {
  Login login{{.public_key_algorithms = {"rsa-sha2-512"}}};
  login.start();
  ASSERT_TRUE(login.receive(query_request(rsa_key(), "rsa-sha2-256")));
  expect_failure(login);
  ASSERT_TRUE(login.receive(query_request(ed25519_key(), "ssh-ed25519")));
  expect_failure(login);
  ASSERT_TRUE(login.receive(Proof{}.packet()));
  expect_failure(login);
  ASSERT_TRUE(login.receive(query_request(rsa_key(), "rsa-sha2-512")));
  login.question<PublicKeyQuery>();
}

TEST(ServerAuthentication, RefusesSha1SignaturesByDefault_Rfc8332Section5) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(query_request(rsa_key(), "ssh-rsa")));
  expect_failure(login);
  Login old{{.public_key_algorithms = {"ssh-rsa"}}};
  old.start();
  ASSERT_TRUE(old.receive(query_request(rsa_key(), "ssh-rsa")));
  old.question<PublicKeyQuery>();
}

TEST(ServerAuthentication, RefusesAKeyBlobCutAtAnyByte) {
  const ByteVector blob = encode_public_key(ecdsa_key().public_key());
  for (std::size_t size = 0; size < blob.size(); ++size) {
    Login login;
    login.start();
    const Bytes cut = Bytes{blob}.first(size);
    ASSERT_TRUE(login.receive(request("publickey", method_data(false, Text{"ecdsa-sha2-nistp256"}, cut))));
    expect_failure(login);
    EXPECT_FALSE(login.events.pop());
  }
}

TEST(ServerAuthentication, SignsTheFieldsOfRfc4252Section7InOrder) {
  const ByteVector blob{1, 2, 3};
  const ByteVector expected =
      method_data(Bytes{session_id}, std::uint8_t{50}, Text{"alice"}, Text{"ssh-connection"},
                  Text{"publickey"}, true, Text{"ssh-ed25519"}, Bytes{blob});
  EXPECT_EQ(signed_login(session_id, {"alice", "ssh-ed25519", blob}), expected);
}

// --- Order ---

TEST(ServerAuthentication, RefusesToReadWhileADecisionIsOpen) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(password_request("secret")));
  EXPECT_THROW((void)login.receive(password_request("secret")), std::logic_error);
}

TEST(ServerAuthentication, RefusesDecisionsThatNobodyAskedFor) {
  Login login;
  EXPECT_THROW((void)login.authentication.decide(Accept{}), std::logic_error);
  login.start();
  EXPECT_THROW((void)login.authentication.decide(Accept{}), std::logic_error);
  ASSERT_TRUE(login.receive(password_request("secret")));
  EXPECT_THROW((void)login.authentication.decide(Ask{}), std::logic_error);
}

TEST(ServerAuthentication, LetsNoMessageNumberButItsOwnThrough_Rfc4252Section6) {
  for (int number = 0; number < 256; ++number) {
    for (const bool started : {false, true}) {
      Login login;
      if (started) login.start();
      // What would be a CHANNEL_OPEN of a session, or the beginning of anything.
      ByteVector packet = method_data(static_cast<std::uint8_t>(number), Text{"session"}, std::uint32_t{0},
                                      std::uint32_t{1 << 20}, std::uint32_t{1 << 15});
      const auto taken = login.receive(packet);
      EXPECT_FALSE(login.events.pop()) << number;
      EXPECT_FALSE(login.authentication.succeeded()) << number;
      const bool ours = number == 5 || number == 50 || number == 61;
      const bool the_servers = (number >= 51 && number <= 53) || number == 60;
      if (ours || the_servers || number >= 80) {
        EXPECT_FALSE(taken) << number;
        EXPECT_EQ(login.out.next_number(), 0) << number;
      } else {
        EXPECT_TRUE(taken) << number;
        EXPECT_EQ(login.out.next_number(), 3) << number << " is answered with UNIMPLEMENTED (RFC 4253 11.4)";
      }
    }
  }
}

// --- Bytes that do not parse ---

TEST(ServerAuthentication, RefusesEveryPacketCutAtAnyByteOrWithOneTooMany) {
  const ByteVector packets[] = {
      wire::encode(ServiceRequest{.service = "ssh-userauth"}),
      password_request("secret"),
      request("password", method_data(true, Text{"old"}, Text{"new"})),
      interactive_request(),
      query_request(ed25519_key(), "ssh-ed25519"),
      Proof{}.packet(),
  };
  for (const ByteVector& packet : packets) {
    for (std::size_t size = 0; size <= packet.size() + 1; ++size) {
      if (size == packet.size()) continue;
      Login login;
      login.start();
      ByteVector changed = packet;
      changed.resize(size);
      const auto taken = login.receive(changed);
      ASSERT_FALSE(taken) << int{packet[0]} << " with " << size << " bytes";
      EXPECT_EQ(taken.error().fault, Fault::malformed);
      EXPECT_EQ(taken.error().reason, DisconnectReason::protocol_error);
      EXPECT_FALSE(login.events.pop());
    }
  }
}

TEST(ServerAuthentication, RefusesAnswersCutAtAnyByteOrWithOneTooMany) {
  const ByteVector packet = answer_packet({"first", "second"});
  for (std::size_t size = 0; size <= packet.size() + 1; ++size) {
    if (size == packet.size()) continue;
    Login login;
    login.start();
    ASSERT_TRUE(login.receive(interactive_request()));
    login.question<InteractiveStart>();
    ASSERT_TRUE(login.authentication.decide(Ask{{{.text = "a"}, {.text = "b"}}}));
    ByteVector changed = packet;
    changed.resize(size);
    EXPECT_FALSE(login.receive(changed)) << size;
    EXPECT_FALSE(login.events.pop());
  }
}

TEST(ServerAuthentication, BelievesNoCountOfAnswers) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(interactive_request()));
  login.question<InteractiveStart>();
  ASSERT_TRUE(login.authentication.decide(Ask{{{.text = "a"}}}));
  const auto refused = login.receive(UserauthInfoResponse{.count = 0xffffffff, .responses = {}});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("cut off"));
}

}  // namespace
}  // namespace ferry::ssh
