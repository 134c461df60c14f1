#include "support/server_login.h"

namespace ferry::ssh {
namespace {

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

}  // namespace
}  // namespace ferry::ssh
