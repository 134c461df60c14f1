#include "support/server_login.h"

namespace ferry::ssh {
namespace {

using ::testing::HasSubstr;

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

TEST(ServerAuthentication, SendsNoEmptyPrompt_Rfc4256Section3_2) {
  Login login;
  login.start();
  ASSERT_TRUE(login.receive(interactive_request()));
  login.question<InteractiveStart>();
  ASSERT_TRUE(login.authentication.decide(Ask{{{.text = "", .echo = true}}}));
  const auto asked = login.out.take<UserauthInfoRequest>();
  EXPECT_EQ(ByteVector(asked.prompts.bytes.begin(), asked.prompts.bytes.end()),
            method_data(Text{": "}, true));
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
