#include <gmock/gmock.h>

#include "aaa/tacacs/authentication.h"
#include "aaa/tacacs/authorization.h"
#include "aaa/tacacs/session.h"

namespace ferry::aaa::tacacs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Ask = Authentication::Ask;
using Send = Authentication::Send;
using Status = AuthenticationStatus;

const auto key = std::make_shared<const Secret>(Secret{"a key"});

Authentication::Question question(LoginStyle style = LoginStyle::ascii) {
  return {.style = style,
          .subject = {.user = "user1", .port = "tty2", .remote_address = "10.1.1.2"},
          .password = Secret{"lab"}};
}

ByteVector reply(Status status, std::string_view message = {}, bool no_echo = false) {
  return encode(AuthenticationReply{.status = status, .no_echo = no_echo, .server_message = message}).value();
}

/// The verdict of a login whose first reply is this.
Verdict verdict_after(const ByteVector& body, LoginStyle style = LoginStyle::ascii) {
  Authentication login{question(style)};
  static_cast<void>(login.start());
  return std::get<Verdict>(login.receive(body));
}

class TacacsAscii : public ::testing::Test {
 protected:
  TacacsAscii() { static_cast<void>(login.start()); }
  Authentication login{question()};
};

TEST_F(TacacsAscii, StartsWithTheUserAndNoData_Rfc8907Section5_4_2_1) {
  Authentication fresh{question()};
  EXPECT_EQ(fresh.minor_version(), MinorVersion::zero);
  const auto step = fresh.start();
  const ByteVector body = std::get<Send>(step).body;
  const auto start = decode<AuthenticationStart>(body).value();
  EXPECT_EQ(start.type, AuthenticationType::ascii);
  EXPECT_EQ(start.subject, (Subject{"user1", "tty2", "10.1.1.2"}));
  EXPECT_THAT(start.data, IsEmpty());
}

TEST_F(TacacsAscii, ShowsThePromptOfTheServerAndSendsThePasswordAsUserMessage) {
  const auto ask = std::get<Ask>(login.receive(reply(Status::get_pass, "Your password? ", true)));
  EXPECT_EQ(ask.text, "Your password? ");
  EXPECT_FALSE(ask.echo);
  const auto step = login.answer(Secret{"lab"});
  const ByteVector body = std::get<Send>(step).body;
  const auto answer = decode<AuthenticationContinue>(body).value();
  EXPECT_EQ(as_text(answer.user_message), "lab");
  EXPECT_FALSE(answer.abort);
  EXPECT_EQ(std::get<Verdict>(login.receive(reply(Status::pass))).outcome, Outcome::pass);
}

TEST_F(TacacsAscii, AsksAsOftenAsTheServerDoesAndEchoesWhatMayBeSeen_Rfc8907Section5_2) {
  static_cast<void>(login.receive(reply(Status::get_pass, "Password: ", true)));
  static_cast<void>(login.answer(Secret{"lab"}));
  const auto code = std::get<Ask>(login.receive(reply(Status::get_data, "Code: ")));
  EXPECT_TRUE(code.echo);
  static_cast<void>(login.answer(Secret{"123456"}));
  const auto pin = std::get<Ask>(login.receive(reply(Status::get_data, "PIN: ", true)));
  EXPECT_FALSE(pin.echo);
}

TEST_F(TacacsAscii, APasswordIsNeverEchoedWhateverTheServerSays) {
  EXPECT_FALSE(std::get<Ask>(login.receive(reply(Status::get_pass, "Password: ", false))).echo);
}

TEST_F(TacacsAscii, TellsTheUserOnceMoreIfAskedAndOnlyOnce) {
  const auto step = login.receive(reply(Status::get_user, "Username: "));
  const ByteVector body = std::get<Send>(step).body;
  EXPECT_EQ(as_text(decode<AuthenticationContinue>(body)->user_message), "user1");
  EXPECT_EQ(std::get<Verdict>(login.receive(reply(Status::get_user))).outcome, Outcome::fail);
}

TEST_F(TacacsAscii, APromptCannotMoveTheCursor) {
  const auto ask = std::get<Ask>(login.receive(reply(Status::get_pass, "\x1b[2JHello\nPassword: ")));
  EXPECT_EQ(ask.text, "\\x1b[2JHello\nPassword: ");
}

TEST_F(TacacsAscii, AQuestionWithoutTextGetsTheUsualOne) {
  EXPECT_EQ(std::get<Ask>(login.receive(reply(Status::get_pass))).text, "Password: ");
}

TEST_F(TacacsAscii, CanBeAborted_Rfc8907Section5_4_3) {
  static_cast<void>(login.receive(reply(Status::get_pass)));
  const ByteVector body = login.abort();
  EXPECT_TRUE(decode<AuthenticationContinue>(body)->abort);
}

TEST(TacacsAuthentication, EachStatusHasItsOutcome) {
  EXPECT_EQ(verdict_after(reply(Status::pass)).outcome, Outcome::pass);
  EXPECT_EQ(verdict_after(reply(Status::fail)).outcome, Outcome::fail);
  EXPECT_EQ(verdict_after(reply(Status::error)).outcome, Outcome::error);
}

TEST(TacacsAuthentication, RestartIsAFailForWhoDoesNotImplementIt_Rfc8907Section5_4_3) {
  EXPECT_EQ(verdict_after(reply(Status::restart)).outcome, Outcome::fail);
}

TEST(TacacsAuthentication, FollowIsAFailAndNobodyElseIsAsked_Rfc8907Section5_2) {
  EXPECT_EQ(verdict_after(reply(Status::follow, "198.51.100.1")).outcome, Outcome::fail);
}

TEST(TacacsAuthentication, ABodyThatDoesNotDecodeIsAnErrorThatMentionsTheKey) {
  const auto verdict = verdict_after(ByteVector{60, 26, 220, 1, 2, 3});
  EXPECT_EQ(verdict.outcome, Outcome::error);
  EXPECT_THAT(verdict.reason, HasSubstr("key"));
}

TEST(TacacsAuthentication, TheReasonOfARefusalIsForTheLogOnOneLine) {
  EXPECT_EQ(verdict_after(reply(Status::fail, "no\nway")).reason, "rejected: no\\x0away");
}

TEST(TacacsAuthentication, PapSendsThePasswordAtOnceWithMinorVersionOne_Rfc8907Section5_4_2_2) {
  Authentication login{question(LoginStyle::pap)};
  EXPECT_EQ(login.minor_version(), MinorVersion::one);
  const auto step = login.start();
  const ByteVector body = std::get<Send>(step).body;
  const auto start = decode<AuthenticationStart>(body).value();
  EXPECT_EQ(start.type, AuthenticationType::pap);
  EXPECT_EQ(as_text(start.data), "lab");
}

TEST(TacacsAuthentication, AQuestionInPapIsAnError_Rfc8907Section5_4_2_2) {
  for (const auto status : {Status::get_user, Status::get_pass, Status::get_data})
    EXPECT_EQ(verdict_after(reply(status), LoginStyle::pap).outcome, Outcome::error);
}

TEST(TacacsAuthentication, AnEnableNamesItsServiceAndLevel_Rfc8907Section5_4_2_6) {
  auto asked = question();
  asked.service = AuthenticationService::enable;
  asked.privilege = 15;
  Authentication login{std::move(asked)};
  const auto step = login.start();
  const ByteVector body = std::get<Send>(step).body;
  const auto start = decode<AuthenticationStart>(body).value();
  EXPECT_EQ(start.service, AuthenticationService::enable);
  EXPECT_EQ(start.privilege, 15);
}

TEST(TacacsAuthentication, AUserWhoCannotBeNamedFailsBeforeAnybodyIsAsked_Rfc8907Section3_7) {
  for (const std::string& user : {std::string(256, 'x'), std::string{"a\nb"}, std::string{"\xff"}}) {
    auto asked = question();
    asked.subject.user = user;
    Authentication login{std::move(asked)};
    EXPECT_EQ(std::get<Verdict>(login.start()).outcome, Outcome::fail);
  }
}

// Authorization

Verdict shell_after(AuthorizationStatus status, Arguments arguments, unsigned* privilege = nullptr) {
  const auto body =
      encode(AuthorizationResponse{.status = status, .arguments = std::move(arguments)}).value();
  const auto grant = judge_authorization(exec_arguments(), body);
  if (!grant) return grant.error();
  const auto shell = judge_shell(*grant);
  if (!shell) return shell.error();
  if (privilege != nullptr) *privilege = shell->privilege;
  return {Outcome::pass, ""};
}

Argument argument(std::string_view text) {
  return Argument::parse(text).value();
}

TEST(TacacsShell, IsAskedForWithAnOptionalEmptyCommand) {
  EXPECT_THAT(exec_arguments(), ElementsAre(argument("service=shell"), argument("cmd*")));
}

TEST(TacacsShell, GetsTheLevelOfTheReplyHoweverItIsPassed) {
  unsigned level = 99;
  EXPECT_EQ(shell_after(AuthorizationStatus::pass_add, {argument("priv-lvl=15")}, &level).outcome,
            Outcome::pass);
  EXPECT_EQ(level, 15U);
  EXPECT_EQ(shell_after(AuthorizationStatus::pass_replace,
                        {argument("service=shell"), argument("cmd*"), argument("priv-lvl*7")}, &level)
                .outcome,
            Outcome::pass);
  EXPECT_EQ(level, 7U);
}

TEST(TacacsShell, WithoutALevelIsOneOfLevelOne) {
  unsigned level = 99;
  EXPECT_EQ(shell_after(AuthorizationStatus::pass_add, {}, &level).outcome, Outcome::pass);
  EXPECT_EQ(level, 1U);
}

TEST(TacacsShell, AMandatoryArgumentThatIsNotUnderstoodIsAFail_Rfc8907Section6_1) {
  EXPECT_EQ(shell_after(AuthorizationStatus::pass_add, {argument("warp-factor=9")}).outcome, Outcome::fail);
  EXPECT_EQ(shell_after(AuthorizationStatus::pass_add, {argument("autocmd=reload")}).outcome, Outcome::fail);
}

TEST(TacacsShell, AnOptionalArgumentThatIsNotUnderstoodIsIgnored_Rfc8907Section6_1) {
  EXPECT_EQ(shell_after(AuthorizationStatus::pass_add, {argument("warp-factor*9")}).outcome, Outcome::pass);
}

TEST(TacacsShell, ALevelOutOfRangeCannotBeHonoured_Rfc8907Section3_7) {
  for (const auto* const level :
       {"priv-lvl=16", "priv-lvl=-1", "priv-lvl=", "priv-lvl=99999999999999999999", "priv-lvl=15x"}) {
    EXPECT_EQ(shell_after(AuthorizationStatus::pass_add, {argument(level)}).outcome, Outcome::fail) << level;
  }
  unsigned level = 99;
  EXPECT_EQ(shell_after(AuthorizationStatus::pass_add, {argument("priv-lvl*16")}, &level).outcome,
            Outcome::pass);
  EXPECT_EQ(level, 1U);
}

TEST(TacacsShell, EachStatusHasItsOutcome) {
  EXPECT_EQ(shell_after(AuthorizationStatus::fail, {argument("priv-lvl=15")}).outcome, Outcome::fail);
  EXPECT_EQ(shell_after(AuthorizationStatus::error, {}).outcome, Outcome::error);
}

TEST(TacacsShell, FollowIsAFail_Rfc8907Section6_2) {
  EXPECT_EQ(shell_after(AuthorizationStatus::follow, {}).outcome, Outcome::fail);
}

TEST(TacacsCommand, IsAskedForWordByWordUpToTheReturnKey) {
  const std::vector<std::string> words{"configure", "", "terminal"};
  EXPECT_THAT(command_arguments(words).value(),
              ElementsAre(argument("service=shell"), argument("cmd=configure"), argument("cmd-arg=terminal"),
                          argument("cmd-arg=<cr>")));
}

TEST(TacacsCommand, ThatIsTooLongIsAnErrorAndNotCutOff) {
  EXPECT_FALSE(command_arguments(std::vector<std::string>{"show", std::string(248, 'x')}));
  EXPECT_FALSE(command_arguments(std::vector<std::string>(300, "a")));
  EXPECT_FALSE(command_arguments({}));
}

Verdict command_after(AuthorizationStatus status, Arguments arguments) {
  const auto asked = command_arguments(std::vector<std::string>{"show", "version"}).value();
  const auto body =
      encode(AuthorizationResponse{.status = status, .arguments = std::move(arguments)}).value();
  const auto grant = judge_authorization(asked, body);
  return grant ? judge_command(asked, *grant) : grant.error();
}

TEST(TacacsCommand, EachStatusHasItsOutcome) {
  EXPECT_EQ(command_after(AuthorizationStatus::pass_add, {}).outcome, Outcome::pass);
  EXPECT_EQ(command_after(AuthorizationStatus::fail, {}).outcome, Outcome::fail);
  EXPECT_EQ(command_after(AuthorizationStatus::error, {}).outcome, Outcome::error);
  EXPECT_EQ(command_after(AuthorizationStatus::follow, {}).outcome, Outcome::fail);
}

TEST(TacacsCommand, CannotBeReplacedByAnother) {
  const Arguments same{argument("cmd=show"), argument("cmd-arg=version"), argument("cmd-arg=<cr>")};
  EXPECT_EQ(command_after(AuthorizationStatus::pass_replace, same).outcome, Outcome::pass);
  EXPECT_EQ(command_after(AuthorizationStatus::pass_replace, {argument("cmd=reload")}).outcome,
            Outcome::fail);
}

TEST(TacacsCommand, AMandatoryArgumentThatIsNotUnderstoodIsAFail_Rfc8907Section6_1) {
  EXPECT_EQ(command_after(AuthorizationStatus::pass_add, {argument("only-once=true")}).outcome,
            Outcome::fail);
  EXPECT_EQ(command_after(AuthorizationStatus::pass_add, {argument("only-once*true")}).outcome,
            Outcome::pass);
}

TEST(TacacsAccounting, OnlySuccessSaysThatTheRecordIsKept_Rfc8907Section7_2) {
  const auto after = [](AccountingStatus status) {
    return judge_accounting(encode(AccountingReply{.status = status}).value()).outcome;
  };
  EXPECT_EQ(after(AccountingStatus::success), Outcome::pass);
  EXPECT_EQ(after(AccountingStatus::error), Outcome::error);
  EXPECT_EQ(after(AccountingStatus::follow), Outcome::error);
  EXPECT_EQ(judge_accounting(ByteVector{1, 2, 3}).outcome, Outcome::error);
}

// Sessions

Header reply_header(std::uint8_t sequence = 2, std::uint8_t flags = 0) {
  return {.type = PacketType::authentication, .sequence = sequence, .flags = flags, .session = SessionId{9}};
}

class TacacsSession : public ::testing::Test {
 protected:
  TacacsSession() { first = session.seal(ByteVector{1, 2, 3}); }
  Session session{PacketType::authentication, MinorVersion::zero, SessionId{9}, key};
  ByteVector first;
};

TEST_F(TacacsSession, OffersASingleConnectionInTheFirstPacketOfEachSession_Rfc8907Section4_3) {
  const auto header = decode_header(Bytes{first}.first<header_size>()).value();
  EXPECT_EQ(header.sequence, 1);
  EXPECT_EQ(header.flags, single_connect_flag);
  EXPECT_EQ(header.length, 3U);
}

TEST_F(TacacsSession, NumbersPacketsOnBothSides_Rfc8907Section4_1) {
  ASSERT_TRUE(session.open(reply_header(), {}));
  const ByteVector third = session.seal({});
  const auto header = decode_header(Bytes{third}.first<header_size>()).value();
  EXPECT_EQ(header.sequence, 3);
  EXPECT_EQ(header.flags, 0);
  EXPECT_TRUE(session.open(reply_header(4), {}));
}

TEST_F(TacacsSession, RefusesAnotherSessionSequenceOrType_Rfc8907Section4_1) {
  auto another = reply_header();
  another.session = SessionId{8};
  EXPECT_EQ(session.open(another, {}).error().outcome, Outcome::error);
  for (const int sequence : {1, 3, 4}) {
    const auto header = reply_header(static_cast<std::uint8_t>(sequence));
    EXPECT_EQ(session.open(header, {}).error().outcome, Outcome::error);
  }
  another = reply_header();
  another.type = PacketType::accounting;
  EXPECT_EQ(session.open(another, {}).error().outcome, Outcome::error);
}

TEST_F(TacacsSession, AReplyThatIsNotObfuscatedIsAFail_Rfc8907Section10_5_2) {
  EXPECT_EQ(session.open(reply_header(2, unencrypted_flag), {}).error().outcome, Outcome::fail);
}

TEST(TacacsTlsSession, EveryPacketSaysThatItIsNotObfuscated_Rfc9887Section4) {
  Session session{PacketType::authentication, MinorVersion::zero, SessionId{9}, nullptr};
  const ByteVector first = session.seal(ByteVector{1, 2, 3});
  EXPECT_EQ(first[3], unencrypted_flag | single_connect_flag);
  EXPECT_EQ(ByteVector(first.begin() + header_size, first.end()), (ByteVector{1, 2, 3}));
  ASSERT_TRUE(session.open(reply_header(2, unencrypted_flag), {}));
  EXPECT_EQ(session.seal({})[3], unencrypted_flag);
}

TEST(TacacsTlsSession, AReplyWithoutTheFlagEndsItAsAFail_Rfc9887Section4) {
  Session session{PacketType::authentication, MinorVersion::zero, SessionId{9}, nullptr};
  static_cast<void>(session.seal({}));
  EXPECT_EQ(session.open(reply_header(), {}).error().outcome, Outcome::fail);
}

TEST_F(TacacsSession, KeepsTheConnectionOnlyIfTheFirstReplySaysSo_Rfc8907Section4_3) {
  ASSERT_TRUE(session.open(reply_header(2, single_connect_flag), {}));
  EXPECT_TRUE(session.may_keep_connection());
  Session other{PacketType::authentication, MinorVersion::zero, SessionId{9}, key};
  static_cast<void>(other.seal({}));
  ASSERT_TRUE(other.open(reply_header(), {}));
  static_cast<void>(other.seal({}));
  ASSERT_TRUE(other.open(reply_header(4, single_connect_flag), {}));
  EXPECT_FALSE(other.may_keep_connection());
}

TEST_F(TacacsSession, EndsBeforeItsSequenceNumbersDo_Rfc8907Section4_1) {
  int packets = 1;
  while (!session.is_exhausted()) {
    const auto sequence = static_cast<std::uint8_t>(2 * packets);
    ASSERT_TRUE(session.open(reply_header(sequence), {}));
    if (session.is_exhausted()) break;
    static_cast<void>(session.seal({}));
    ++packets;
  }
  EXPECT_EQ(packets, 127);
}

}  // namespace
}  // namespace ferry::aaa::tacacs
