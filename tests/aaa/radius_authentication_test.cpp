#include "aaa/radius/authentication.h"

#include <gmock/gmock.h>

#include "support/radius_server.h"

namespace ferry::aaa::radius {
namespace {

using ::testing::HasSubstr;
using testing::RadiusReply;

const Secret key{"a key"};
const Origin user1{.user = "user1", .address = "10.1.1.2", .line = 2};

/// A reply, and what it borrows from.
struct Received {
  explicit Received(const RadiusReply& reply) : bytes(testing::radius_reply(reply, Identifier{1}, {}, key)) {}
  [[nodiscard]] Packet packet() const { return decode(bytes).value(); }
  ByteVector bytes;
};

Authentication::Step after(Authentication& login, const RadiusReply& reply) {
  return login.receive(Received{reply}.packet());
}

/// A login that has sent its password.
Authentication waiting(Authentication::Question question = {.origin = user1}) {
  Authentication login{std::move(question)};
  EXPECT_EQ(std::get<ServerPrompt>(login.start()).text, "Password: ");
  EXPECT_TRUE(std::holds_alternative<Authentication::Send>(login.answer(Secret{"lab"})));
  return login;
}

ServerAnswer answer_to(const RadiusReply& reply) {
  Authentication login = waiting();
  return std::get<ServerAnswer>(after(login, reply));
}

ByteVector number(Byte value) {
  return {0, 0, 0, value};
}

/// Vendor-Specific of this vendor, with one text of this type in it.
ByteVector vendor(Byte id, Byte type, std::string_view text) {
  ByteVector value{0, 0, 0, id, type, static_cast<Byte>(text.size() + 2)};
  value.insert(value.end(), text.begin(), text.end());
  return value;
}

std::optional<unsigned> level(std::vector<std::pair<AttributeType, ByteVector>> attributes) {
  return answer_to({.attributes = std::move(attributes)}).login_level;
}

TEST(RadiusAuthentication, SendsWhoItIsAndFromWhere_Rfc2865Section4_1) {
  Authentication login{{.origin = user1}};
  static_cast<void>(login.start());
  const auto send = login.answer(Secret{"lab"});
  const AccessRequest& request = std::get<Authentication::Send>(send).request;
  const auto bytes = seal(request, "10.1.1.1", Identifier{1}, {}, key);
  const auto packet = decode(*bytes);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->text(AttributeType::user_name), "user1");
  EXPECT_EQ(packet->text(AttributeType::nas_port_id), "tty2");
  EXPECT_EQ(packet->text(AttributeType::calling_station_id), "10.1.1.2");
  EXPECT_EQ(packet->text(AttributeType::nas_ip_address), "\x0a\x01\x01\x01");
  EXPECT_EQ(packet->find(AttributeType::nas_port_type)->value[3], 5);
  EXPECT_EQ(packet->find(AttributeType::state), nullptr);
  const auto six = seal(request, "2001:db8::1", Identifier{1}, {}, key);
  EXPECT_EQ(decode(*six)->find(AttributeType::nas_ipv6_address)->value.size(), 16U);
}

TEST(RadiusAuthentication, AnAcceptIsAPassAndARejectIsFinal) {
  EXPECT_EQ(answer_to({}).outcome, Outcome::pass);
  const ServerAnswer reject = answer_to({.code = Code::access_reject, .text = "go\x07 away"});
  EXPECT_EQ(reject.outcome, Outcome::fail);
  EXPECT_TRUE(reject.reached);
  EXPECT_EQ(reject.reason, "rejected: go\\x07 away");
}

TEST(RadiusAuthentication, ARejectGivesNoLevelWhateverItSays) {
  const RadiusReply reply{.code = Code::access_reject,
                          .attributes = {{AttributeType::service_type, number(6)}}};
  EXPECT_EQ(answer_to(reply).login_level, std::nullopt);
}

TEST(RadiusAuthentication, AnswersAChallengeWithItsState_Rfc2865Section5_24) {
  Authentication login = waiting();
  const auto step = after(login, {.code = Code::access_challenge, .text = "Code: ", .state = "12\xff"});
  EXPECT_EQ(std::get<ServerPrompt>(step).text, "Code: ");
  EXPECT_FALSE(std::get<ServerPrompt>(step).echo);
  const auto send = login.answer(Secret{"123456"});
  const AccessRequest& request = std::get<Authentication::Send>(send).request;
  EXPECT_EQ(as_text(request.state), "12\xff");
  EXPECT_EQ(as_text(request.password.reveal()), "123456");
  EXPECT_EQ(std::get<ServerAnswer>(after(login, {})).outcome, Outcome::pass);
}

TEST(RadiusAuthentication, AChallengeSaysWhetherTheAnswerMayBeSeen_Rfc2869Section5_10) {
  for (const int echo : {0, 1}) {
    Authentication login = waiting();
    const auto step =
        after(login, {.code = Code::access_challenge,
                      .attributes = {{AttributeType::prompt, number(static_cast<Byte>(echo))}}});
    EXPECT_EQ(std::get<ServerPrompt>(step).text, "Answer: ");
    EXPECT_EQ(std::get<ServerPrompt>(step).echo, echo == 1);
  }
}

TEST(RadiusAuthentication, AServerThatChallengesWithoutEndIsLeft) {
  Authentication login = waiting();
  for (int count = 0; count < Authentication::most_challenges; ++count) {
    ASSERT_TRUE(std::holds_alternative<ServerPrompt>(after(login, {.code = Code::access_challenge})));
    static_cast<void>(login.answer(Secret{"x"}));
  }
  const auto step = after(login, {.code = Code::access_challenge});
  EXPECT_EQ(std::get<ServerAnswer>(step).outcome, Outcome::error);
}

TEST(RadiusAuthentication, ANameThatNobodyCanHaveFailsBeforeAnybodyIsAsked) {
  for (const std::string& name : {std::string{}, std::string(254, 'x'), std::string{"a\nb"}}) {
    Authentication login{{.origin = {.user = name, .address = {}}}};
    EXPECT_EQ(std::get<ServerAnswer>(login.start()).outcome, Outcome::fail);
  }
}

TEST(RadiusAuthentication, APasswordThatDoesNotFitIsAFail_Rfc2865Section5_2) {
  Authentication login{{.origin = user1}};
  static_cast<void>(login.start());
  const auto step = login.answer(Secret{std::string(129, 'x')});
  EXPECT_EQ(std::get<ServerAnswer>(step).outcome, Outcome::fail);
}

TEST(RadiusAuthentication, EnableAsksForAUserOfItsOwnWhoCannotLogIn) {
  Authentication enable{{.service = Service::enable, .level = 7, .origin = user1}};
  static_cast<void>(enable.start());
  const auto send = enable.answer(Secret{"lab"});
  EXPECT_EQ(std::get<Authentication::Send>(send).request.user, "$enab7$");
  Authentication login{{.origin = {.user = "$enab15$", .address = {}}}};
  EXPECT_EQ(std::get<ServerAnswer>(login.start()).outcome, Outcome::fail);
}

TEST(RadiusLevel, IsThatOfTheAvPairOrElseOfTheService) {
  using enum AttributeType;
  EXPECT_EQ(level({}), 1U);
  EXPECT_EQ(level({{service_type, number(6)}}), 15U);
  EXPECT_EQ(level({{service_type, number(7)}}), 1U);
  EXPECT_EQ(level({{vendor_specific, vendor(9, 1, "shell:priv-lvl=15")}}), 15U);
  EXPECT_EQ(level({{service_type, number(7)}, {vendor_specific, vendor(9, 1, "shell:priv-lvl*7")}}), 7U);
  EXPECT_EQ(level({{service_type, number(6)}, {vendor_specific, vendor(9, 1, "shell:priv-lvl=3")}}), 3U);
}

TEST(RadiusLevel, IsTheLowestWhenItCannotBe) {
  for (const char* const text :
       {"shell:priv-lvl=16", "shell:priv-lvl=-1", "shell:priv-lvl=", "shell:priv-lvl=all"}) {
    EXPECT_EQ(level({{AttributeType::service_type, number(6)},
                     {AttributeType::vendor_specific, vendor(9, 1, text)}}),
              1U)
        << text;
  }
}

TEST(RadiusLevel, TakesNothingFromWhatItDoesNotKnow_Rfc2865Section5_26) {
  using enum AttributeType;
  EXPECT_EQ(level({{vendor_specific, vendor(10, 1, "shell:priv-lvl=15")}}), 1U);
  EXPECT_EQ(level({{vendor_specific, vendor(9, 2, "shell:priv-lvl=15")}}), 1U);
  EXPECT_EQ(level({{vendor_specific, vendor(9, 1, "shell:roles=admin")}}), 1U);
  EXPECT_EQ(level({{vendor_specific, vendor(9, 1, "shell:priv-lvls=15")}}), 1U);
  ByteVector cut = vendor(9, 1, "shell:priv-lvl=15");
  cut.pop_back();
  EXPECT_EQ(level({{vendor_specific, cut}, {vendor_specific, {9}}, {vendor_specific, {0, 0, 0, 9, 1, 0}}}),
            1U);
}

TEST(RadiusLevel, AServiceThatIsNotThereIsAReject_Rfc2865Section5_6) {
  const ServerAnswer answer = answer_to({.attributes = {{AttributeType::service_type, number(2)}}});
  EXPECT_EQ(answer.outcome, Outcome::fail);
  EXPECT_THAT(answer.reason, HasSubstr("Service-Type 2"));
  EXPECT_EQ(answer_to({.attributes = {{AttributeType::service_type, {0, 6}}}}).outcome, Outcome::fail);
}

TEST(RadiusAuthorization, IsWhatCameWithTheLogin) {
  Origin origin = user1;
  EXPECT_EQ(authorize({.origin = origin}).outcome, Outcome::error);
  origin.login_level = 15;
  EXPECT_EQ(authorize({.origin = origin}).outcome, Outcome::pass);
  EXPECT_EQ(authorize({.origin = origin}).privilege, 15U);
  EXPECT_EQ(authorize({.origin = origin, .command = {"show"}}).outcome, Outcome::error);
}

}  // namespace
}  // namespace ferry::aaa::radius
