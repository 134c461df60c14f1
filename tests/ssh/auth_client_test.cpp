#include <stdexcept>

#include "ssh/auth/client_authentication.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ssh/auth/messages.h"
#include "ssh/auth/public_key_claim.h"
#include "ssh/keys.h"
#include "support/packet_list.h"

namespace ferry::ssh {
namespace {

using ::testing::ElementsAre;
using testing::PacketList;
using Text = std::string_view;

/// A client's login, driven packet by packet.
struct Login {
  Login() : authentication(out, events) { EXPECT_EQ(out.take<ServiceRequest>().service, "ssh-userauth"); }

  Result<void> receive(const ByteVector& packet) { return authentication.received(packet, 5); }
  template <wire::Message M>
  Result<void> receive(const M& message) {
    return receive(wire::encode(message));
  }

  void start() {
    ASSERT_TRUE(receive(ServiceAccept{.service = "ssh-userauth"}));
    const auto event = events.pop();
    ASSERT_TRUE(event);
    EXPECT_TRUE(std::get<CredentialsNeeded>(*event).methods.empty());
  }

  template <class E>
  E event() {
    auto event = events.pop();
    if (!event || !std::holds_alternative<E>(*event)) {
      ADD_FAILURE() << "another event";
      return {};
    }
    return std::get<E>(std::move(*event));
  }

  PacketList out;
  EventQueue events;
  ClientAuthentication authentication;
};

ByteVector fields(auto... values) {
  ByteVector data;
  wire::Writer out{data};
  (out.write(values), ...);
  return data;
}

ByteVector copy(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

Secret secret(Text text) {
  return Secret{text};
}

UserauthFailure try_again(Text methods = "publickey,password") {
  return {.methods = {methods}, .partial_success = false};
}

TEST(ClientAuthentication, AsksForTheServiceFirst_Rfc4252Section4) {
  Login login;
  EXPECT_FALSE(login.authentication.started());
  EXPECT_THROW(login.authentication.try_none("alice"), std::logic_error);
  login.start();
  EXPECT_TRUE(login.authentication.started());
}

TEST(ClientAuthentication, RefusesAnAcceptOfAnotherServiceOrASecondOne) {
  Login login;
  EXPECT_FALSE(login.receive(ServiceAccept{.service = "ssh-connection"}));
  Login again;
  again.start();
  EXPECT_FALSE(again.receive(ServiceAccept{.service = "ssh-userauth"}));
}

TEST(ClientAuthentication, LearnsTheMethodsFromNone_Rfc4252Section5_2) {
  Login login;
  login.start();
  login.authentication.try_none("alice");
  const auto request = login.out.take<UserauthRequest>();
  EXPECT_EQ(request.user, "alice");
  EXPECT_EQ(request.service, "ssh-connection");
  EXPECT_EQ(request.method, "none");
  EXPECT_TRUE(request.method_data.bytes.empty());
  ASSERT_TRUE(login.receive(UserauthFailure{.methods = {"publickey,password"}, .partial_success = true}));
  const auto needed = login.event<CredentialsNeeded>();
  EXPECT_THAT(needed.methods, ElementsAre("publickey", "password"));
  EXPECT_TRUE(needed.partial_success);
}

TEST(ClientAuthentication, SendsAPasswordAsRfc4252Section8HasIt) {
  Login login;
  login.start();
  login.authentication.try_password("alice", secret("se cret"));
  const auto request = login.out.take<UserauthRequest>();
  EXPECT_EQ(request.method, "password");
  EXPECT_EQ(copy(request.method_data.bytes), fields(false, Text{"se cret"}));
  ASSERT_TRUE(login.receive(UserauthSuccess{}));
  const auto done = login.event<LoggedIn>();
  EXPECT_EQ(done.user, "alice");
  EXPECT_EQ(done.method, "password");
  EXPECT_TRUE(login.authentication.succeeded());
}

TEST(ClientAuthentication, TakesARequestToChangeThePasswordForANo_Rfc4252Section8) {
  Login login;
  login.start();
  login.authentication.try_password("alice", secret("old"));
  login.out.take<UserauthRequest>();
  ASSERT_TRUE(login.receive(UserauthPasswordChangeRequest{.prompt = "Expired!\x07", .language = ""}));
  EXPECT_EQ(login.event<BannerShown>().text, "Expired!\\x07");
  login.event<CredentialsNeeded>();
  login.authentication.try_none("alice");
  login.out.take<UserauthRequest>();
}

TEST(ClientAuthentication, AnswersPromptsInOrder_Rfc4256Section3_4) {
  Login login;
  login.start();
  login.authentication.try_interactive("alice");
  const auto request = login.out.take<UserauthRequest>();
  EXPECT_EQ(request.method, "keyboard-interactive");
  EXPECT_EQ(copy(request.method_data.bytes), fields(Text{}, Text{}));

  const ByteVector prompts = fields(Text{"Name: "}, true, Text{"Code: "}, false);
  ASSERT_TRUE(login.receive(UserauthInfoRequest{
      .title = "Log in\x1b", .instruction = "one\ntwo", .language = "", .count = 2, .prompts = {prompts}}));
  const auto shown = login.event<InteractivePrompts>();
  EXPECT_EQ(shown.name, "Log in\\x1b") << "RFC 4256 3.3: control characters must not reach the terminal";
  EXPECT_EQ(shown.instruction, "one\ntwo");
  ASSERT_EQ(shown.prompts.size(), 2U);
  EXPECT_TRUE(shown.prompts[0].echo);
  EXPECT_EQ(shown.prompts[1].text, "Code: ");

  std::vector<Secret> answers;
  answers.push_back(secret("alice"));
  answers.push_back(secret("123"));
  login.authentication.answer_prompts(answers);
  const auto response = login.out.take<UserauthInfoResponse>();
  EXPECT_EQ(response.count, 2U);
  EXPECT_EQ(copy(response.responses.bytes), fields(Text{"alice"}, Text{"123"}));
  ASSERT_TRUE(login.receive(UserauthSuccess{}));
  EXPECT_EQ(login.event<LoggedIn>().method, "keyboard-interactive");
}

TEST(ClientAuthentication, AnswersARoundWithoutPromptsToo_Rfc4256Section3_3) {
  Login login;
  login.start();
  login.authentication.try_interactive("alice");
  login.out.take<UserauthRequest>();
  ASSERT_TRUE(login.receive(UserauthInfoRequest{}));
  EXPECT_TRUE(login.event<InteractivePrompts>().prompts.empty());
  login.authentication.answer_prompts({});
  EXPECT_EQ(login.out.take<UserauthInfoResponse>().count, 0U);
}

TEST(ClientAuthentication, RefusesAnswersThatDoNotFitThePrompts) {
  Login login;
  login.start();
  EXPECT_THROW(login.authentication.answer_prompts({}), std::logic_error);
  login.authentication.try_interactive("alice");
  const ByteVector prompts = fields(Text{"Password: "}, false);
  ASSERT_TRUE(login.receive(
      UserauthInfoRequest{.title = {}, .instruction = {}, .language = {}, .count = 1, .prompts = {prompts}}));
  EXPECT_THROW(login.authentication.answer_prompts({}), std::logic_error);
}

TEST(ClientAuthentication, SignsWithAKeyTheServerTakes_Rfc4252Section7) {
  Login login;
  login.start();
  const auto key = crypto::PrivateKey::generate_ed25519();
  const ByteVector session_id(32, 9);
  const SignatureRow& row = *find_signature_algorithm("ssh-ed25519");
  const std::vector<std::string> announced{"rsa-sha2-256", "ssh-ed25519"};
  login.authentication.try_public_key("alice", key, row, {session_id, announced});
  const auto request = login.out.take<UserauthRequest>();
  EXPECT_EQ(request.method, "publickey");
  wire::Reader in{request.method_data.bytes};
  bool has_signature = false;
  Text algorithm;
  Bytes blob, signature;
  in.read(has_signature);
  in.read(algorithm);
  in.read(blob);
  in.read(signature);
  ASSERT_EQ(in.finish(), wire::WireError::none);
  EXPECT_TRUE(has_signature);
  EXPECT_EQ(algorithm, "ssh-ed25519");
  const auto text = signed_login(session_id, {"alice", algorithm, blob});
  EXPECT_EQ(verify(key.public_key(), row, text, signature), crypto::Verdict::genuine);
}

TEST(ClientAuthentication, AsksAboutAKeyBeforeAnybodySigns_Rfc4252Section7) {
  Login login;
  login.start();
  const ByteVector blob{1, 2, 3}, signature{4, 5};
  const PublicKeyClaim claim{.user = "alice", .algorithm = "ssh-ed25519", .blob = blob};
  login.authentication.ask_public_key(claim);
  const auto question = login.out.take<UserauthRequest>();
  EXPECT_EQ(question.method, "publickey");
  EXPECT_EQ(copy(question.method_data.bytes), fields(false, Text{"ssh-ed25519"}, as_text(blob)));
  ASSERT_TRUE(login.receive(UserauthPublicKeyOk{.algorithm = "ssh-ed25519", .blob = blob}));
  login.event<PublicKeyWelcome>();
  login.authentication.prove_public_key(claim, signature);
  EXPECT_EQ(copy(login.out.take<UserauthRequest>().method_data.bytes),
            fields(true, Text{"ssh-ed25519"}, as_text(blob), as_text(signature)));
  ASSERT_TRUE(login.receive(UserauthSuccess{}));
  EXPECT_EQ(login.event<LoggedIn>().method, "publickey");
}

TEST(ClientAuthentication, TakesNoWelcomeForAnotherKeyOrNoneThatWasAskedAbout_Rfc4252Section7) {
  const ByteVector blob{1, 2, 3}, other{1, 2, 4};
  const PublicKeyClaim claim{.user = "alice", .algorithm = "ssh-ed25519", .blob = blob};
  const UserauthPublicKeyOk answers[] = {{.algorithm = "ssh-ed25519", .blob = other},
                                         {.algorithm = "ssh-rsa", .blob = blob}};
  for (const auto& answer : answers) {
    Login login;
    login.start();
    login.authentication.ask_public_key(claim);
    EXPECT_FALSE(login.receive(answer));
  }
  Login unasked;
  unasked.start();
  unasked.authentication.ask_public_key(claim);
  ASSERT_TRUE(unasked.receive(try_again()));
  unasked.event<CredentialsNeeded>();
  EXPECT_FALSE(unasked.receive(UserauthPublicKeyOk{.algorithm = "ssh-ed25519", .blob = blob}));
}

TEST(ClientAuthentication, RefusesAWelcomeCutAtAnyByteOrWithOneTooMany) {
  const ByteVector blob{1, 2, 3};
  const ByteVector packet = wire::encode(UserauthPublicKeyOk{.algorithm = "ssh-ed25519", .blob = blob});
  for (std::size_t size = 0; size <= packet.size() + 1; ++size) {
    if (size == packet.size()) continue;
    Login login;
    login.start();
    login.authentication.ask_public_key({.user = "alice", .algorithm = "ssh-ed25519", .blob = blob});
    ByteVector changed = packet;
    changed.resize(size);
    EXPECT_FALSE(login.receive(changed)) << size << " bytes";
  }
}

TEST(ClientAuthentication, SendsNoKeyOfAnAlgorithmTheServerDidNotAnnounce_Rfc8308Section3_1) {
  Login login;
  login.start();
  const auto key = crypto::PrivateKey::generate_ed25519();
  const std::vector<std::string> announced{"rsa-sha2-256"};
  login.authentication.try_public_key("alice", key, *find_signature_algorithm("ssh-ed25519"),
                                      {{}, announced});
  EXPECT_EQ(login.out.next_number(), 0);
  login.event<CredentialsNeeded>();
}

TEST(ClientAuthentication, ChoosesTheFirstAlgorithmThatBothSidesHave_Rfc8332Section3_3) {
  const std::vector<std::string> both{"rsa-sha2-256", "rsa-sha2-512"}, old{"ssh-rsa"}, none{"ssh-ed25519"};
  const auto name = [](KeyType type, const std::vector<std::string>& announced) {
    const SignatureRow* row = choose_signature_algorithm(type, announced);
    return row == nullptr ? Text{"-"} : row->name;
  };
  EXPECT_EQ(name(KeyType::rsa, both), "rsa-sha2-512");
  EXPECT_EQ(name(KeyType::rsa, old), "ssh-rsa");
  EXPECT_EQ(name(KeyType::rsa, none), "-");
  EXPECT_EQ(name(KeyType::rsa, {}), "rsa-sha2-512");
  EXPECT_EQ(name(KeyType::ed25519, {}), "ssh-ed25519");
}

TEST(ClientAuthentication, ChoosesOnlyAlgorithmsThatAreAllowedAndTheWeakOnesAmongThem) {
  const std::vector<std::string> all{"rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"};
  const auto name = [](const std::vector<std::string>& announced, const std::vector<std::string>& allowed) {
    const SignatureRow* row = choose_signature_algorithm(KeyType::rsa, announced, allowed);
    return row == nullptr ? Text{"-"} : row->name;
  };
  EXPECT_EQ(name(all, {"rsa-sha2-256", "rsa-sha2-512"}), "rsa-sha2-256");
  EXPECT_EQ(name(all, {"ssh-ed25519", "nothing"}), "-");
  EXPECT_EQ(name({"rsa-sha2-512"}, {"rsa-sha2-256"}), "-");
  EXPECT_EQ(name({}, {"ssh-rsa", "rsa-sha2-512"}), "ssh-rsa");
}

TEST(ClientAuthentication, ShowsBannersPrintably_Rfc4252Section5_4) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(UserauthBanner{.message = "Wel\x1b[31mcome\r\nto R1\r\n", .language = ""}));
  EXPECT_EQ(login.event<BannerShown>().text, "Wel\\x1b[31mcome\nto R1\n");
}

TEST(ClientAuthentication, EndsAtABannerFlood) {
  Login login;
  login.start();
  for (int i = 0; i < 32; ++i) ASSERT_TRUE(login.receive(UserauthBanner{.message = "x", .language = ""}));
  EXPECT_FALSE(login.receive(UserauthBanner{.message = "x", .language = ""}));
}

TEST(ClientAuthentication, TakesAnAnswerOnlyToARequest) {
  const auto answers = {wire::encode(UserauthSuccess{}), wire::encode(try_again()),
                        wire::encode(UserauthInfoRequest{}),
                        wire::encode(UserauthPublicKeyOk{.algorithm = "ssh-ed25519", .blob = {}})};
  for (const auto& answer : answers) {
    Login before;
    EXPECT_FALSE(before.receive(answer)) << "before the service";
    EXPECT_FALSE(before.authentication.succeeded());
    Login idle;
    idle.start();
    EXPECT_FALSE(idle.receive(answer)) << "before a request";
    EXPECT_FALSE(idle.authentication.succeeded());
    Login prompting;
    prompting.start();
    prompting.authentication.try_interactive("alice");
    ASSERT_TRUE(prompting.receive(UserauthInfoRequest{}));
    EXPECT_FALSE(prompting.receive(answer)) << "while the user types";
    EXPECT_FALSE(prompting.authentication.succeeded());
  }
}

TEST(ClientAuthentication, TakesNumber60OnlyAsTheMethodHasIt) {
  Login none;
  none.start();
  none.authentication.try_none("alice");
  EXPECT_FALSE(none.receive(UserauthInfoRequest{}));
  Login key;
  key.start();
  const auto made = crypto::PrivateKey::generate_ed25519();
  key.authentication.try_public_key("alice", made, *find_signature_algorithm("ssh-ed25519"), {});
  EXPECT_FALSE(key.receive(UserauthPublicKeyOk{.algorithm = "ssh-ed25519", .blob = {}}))
      << "it sent no query";
}

TEST(ClientAuthentication, LetsNoMessageNumberButItsOwnThrough) {
  for (int number = 0; number < 256; ++number) {
    Login login;
    login.start();
    login.authentication.try_password("alice", secret("x"));
    login.out.take<UserauthRequest>();
    const auto taken = login.receive(fields(static_cast<std::uint8_t>(number), std::uint32_t{0xffffffff}));
    const bool known =
        number == 5 || number == 6 || (number >= 50 && number <= 53) || number == 60 || number == 61;
    EXPECT_EQ(taken.has_value(), !known && number < 80) << number;
    EXPECT_EQ(login.out.next_number(), taken ? 3 : 0) << number;
    EXPECT_FALSE(login.events.pop()) << number;
  }
}

TEST(ClientAuthentication, RefusesEveryPacketCutAtAnyByteOrWithOneTooMany) {
  const ByteVector prompts = fields(Text{"Name: "}, true, Text{"Code: "}, false);
  const struct {
    ByteVector packet;
    bool interactive = false;
  } cases[] = {
      {wire::encode(UserauthFailure{.methods = {"publickey,password"}, .partial_success = false})},
      {wire::encode(UserauthSuccess{})},
      {wire::encode(UserauthBanner{.message = "hello", .language = "en"})},
      {wire::encode(UserauthPasswordChangeRequest{.prompt = "new one", .language = "en"})},
      {wire::encode(UserauthInfoRequest{
           .title = "a", .instruction = "b", .language = "c", .count = 2, .prompts = {prompts}}),
       true},
  };
  for (const auto& [packet, interactive] : cases) {
    for (std::size_t size = 0; size <= packet.size() + 1; ++size) {
      if (size == packet.size()) continue;
      Login login;
      login.start();
      interactive ? login.authentication.try_interactive("alice")
                  : login.authentication.try_password("alice", secret("x"));
      ByteVector changed = packet;
      changed.resize(size);
      EXPECT_FALSE(login.receive(changed)) << int{packet[0]} << " with " << size << " bytes";
      EXPECT_FALSE(login.events.pop());
    }
  }
}

TEST(ClientAuthentication, BelievesNoCountOfPrompts) {
  Login login;
  login.start();
  login.authentication.try_interactive("alice");
  EXPECT_FALSE(login.receive(UserauthInfoRequest{
      .title = {}, .instruction = {}, .language = {}, .count = 0xffffffff, .prompts = {}}));
}

}  // namespace
}  // namespace ferry::ssh
