#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

#include "aaa/radius/packet.h"
#include "aaa/radius/protection.h"
#include "base/text.h"
#include "support/radius_server.h"
#include "support/vectors.h"

namespace ferry::aaa::radius {
namespace {

using enum MessageAuthenticatorRule;
using testing::RadiusReply;

const Secret key{"xyzzy5461"};
const PacketAuthenticator nonce{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

Bytes value_of(const Packet& packet, AttributeType type) {
  return packet.find(type)->value;
}

/// Why a reply to a request with `nonce` is refused.
Refusal refusal(Bytes reply, MessageAuthenticatorRule rule = required) {
  return open_reply(reply, nonce, key, rule).error();
}

ByteVector accept(RadiusReply reply = {}) {
  return testing::radius_reply(reply, Identifier{7}, nonce, key);
}

TEST(RadiusPacket, HidesThePasswordsOfTheExamples_Rfc2865Section7) {
  for (const auto& vector : testing::read_vectors("radius.vec")) {
    const ByteVector bytes = vector.bytes("request");
    const auto request = decode(bytes);
    ASSERT_TRUE(request) << vector.text("name");
    const auto hidden = hide_password(as_bytes(vector.text("password")), request->authenticator, key);
    EXPECT_EQ(to_hex(hidden), to_hex(value_of(*request, AttributeType::user_password)));
  }
}

TEST(RadiusPacket, TakesTheRepliesOfTheExamplesIfTheyNeedNoMessageAuthenticator_Rfc2865Section7) {
  for (const auto& vector : testing::read_vectors("radius.vec")) {
    const ByteVector request = vector.bytes("request"), reply = vector.bytes("reply");
    const auto sent = decode(request);
    ASSERT_TRUE(sent);
    EXPECT_TRUE(open_reply(reply, sent->authenticator, key, optional)) << vector.text("name");
    EXPECT_EQ(open_reply(reply, sent->authenticator, key, required).error(),
              Refusal::without_message_authenticator);
    EXPECT_EQ(open_reply(reply, sent->authenticator, Secret{"another"}, optional).error(),
              Refusal::wrong_authenticator);
  }
}

TEST(RadiusPacket, IsWrittenAsItWasRead) {
  for (const auto& vector : testing::read_vectors("radius.vec")) {
    for (const char* const which : {"request", "reply"}) {
      const ByteVector bytes = vector.bytes(which);
      const auto packet = decode(bytes);
      ASSERT_TRUE(packet);
      AttributeWriter writer;
      for (const Attribute& attribute : packet->attributes) writer.add(attribute.type, attribute.value);
      const auto again =
          encode(packet->code, packet->identifier, packet->authenticator, writer.finish().value());
      EXPECT_EQ(to_hex(*again), to_hex(bytes));
    }
  }
}

TEST(RadiusPacket, CannotBeCutAtAnyByte_Rfc2865Section3) {
  const ByteVector whole = accept();
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(decode(Bytes{whole}.first(size))) << "cut at " << size;
}

TEST(RadiusPacket, IgnoresWhatStandsBehindItsLength_Rfc2865Section3) {
  ByteVector padded = accept();
  padded.push_back(0xff);
  EXPECT_TRUE(open_reply(padded, nonce, key, required));
}

TEST(RadiusPacket, IsRefusedWhenItsAttributesDoNotAddUp_Rfc2865Section5) {
  for (const ByteVector& spoilt : {ByteVector{18}, ByteVector{18, 0}, ByteVector{18, 1}, ByteVector{18, 3},
                                   ByteVector{18, 3, 'x', 18}, ByteVector{18, 255, 'x'}}) {
    const auto bytes = encode(Code::access_accept, Identifier{7}, nonce, spoilt);
    EXPECT_FALSE(decode(*bytes)) << to_hex(spoilt);
  }
  const auto empty = encode(Code::access_accept, Identifier{7}, nonce, ByteVector{18, 2});
  EXPECT_TRUE(decode(*empty));
}

TEST(RadiusPacket, IsRefusedWithAnotherCodeOrALengthOutsideItsLimits_Rfc2865Section3) {
  const auto with = [](std::size_t at, Byte value) {
    ByteVector bytes = accept();
    bytes.at(at) = value;
    return decode(bytes).has_value();
  };
  for (const int code : {0, 6, 7, 12, 52, 255}) EXPECT_FALSE(with(0, static_cast<Byte>(code))) << code;
  EXPECT_FALSE(with(2, 0xff));
  EXPECT_FALSE(with(3, 19));
  ByteVector huge(5000);
  ASSERT_EQ(encode(Code::access_accept, Identifier{7}, nonce, huge).has_value(), false);
}

TEST(RadiusPacket, ARequestBeginsWithItsMessageAuthenticator_Rfc2869Section5_14) {
  AttributeWriter writer;
  writer.add(AttributeType::user_name, "nemo");
  const auto bytes = seal_request(Identifier{3}, nonce, writer.finish().value(), key);
  ASSERT_TRUE(bytes);
  const auto request = decode(*bytes);
  ASSERT_TRUE(request);
  ASSERT_EQ(request->attributes.size(), 2U);
  EXPECT_EQ(request->attributes.front().type, AttributeType::message_authenticator);
  ByteVector zeroed = *bytes;
  std::fill_n(zeroed.begin() + header_size + 2, 16, Byte{0});
  EXPECT_EQ(to_hex(message_authenticator(zeroed, key)), to_hex(request->attributes.front().value));
}

TEST(RadiusReply, MayHaveItsMessageAuthenticatorAnywhere_Rfc2869Section5_14) {
  EXPECT_TRUE(open_reply(accept(), nonce, key, required));
  EXPECT_TRUE(open_reply(accept({.message_authenticator_last = true}), nonce, key, required));
}

TEST(RadiusReply, CountsOnlyWithAMessageAuthenticatorThatIsRight_Rfc2869Section5_14) {
  EXPECT_EQ(refusal(accept({.message_authenticators = 0})), Refusal::without_message_authenticator);
  EXPECT_TRUE(open_reply(accept({.message_authenticators = 0}), nonce, key, optional));
  EXPECT_EQ(refusal(accept({.message_authenticators = 2})), Refusal::wrong_message_authenticator);
  for (const auto rule : {required, optional}) {
    ByteVector spoilt = accept();
    spoilt.at(header_size + 2) ^= 1;
    EXPECT_EQ(refusal(spoilt, rule), Refusal::wrong_message_authenticator);
  }
}

TEST(RadiusReply, IsRefusedWithAnyBitTheOtherWay_Rfc2865Section3) {
  const ByteVector good = accept({.text = "hello"});
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit)
    EXPECT_FALSE(open_reply(testing::with_flipped_bit(good, bit), nonce, key, required)) << bit;
}

TEST(RadiusReply, IsRefusedWithAnotherKeyOrForAnotherRequest) {
  EXPECT_FALSE(open_reply(accept(), nonce, Secret{"another"}, required));
  EXPECT_FALSE(open_reply(accept(), PacketAuthenticator{}, key, required));
}

TEST(RadiusReply, IsNoRequest) {
  AttributeWriter none;
  const auto request = seal_request(Identifier{7}, nonce, none.finish().value(), key);
  EXPECT_EQ(refusal(*request), Refusal::not_a_reply);
}

TEST(RadiusPassword, TakesAsManyBlocksAsItNeedsAndHidesItsLength_Rfc2865Section5_2) {
  for (const auto& [size, hidden] : {std::pair{0, 16}, {1, 16}, {16, 16}, {17, 32}, {128, 128}}) {
    const std::string password(static_cast<std::size_t>(size), 'x');
    EXPECT_EQ(hide_password(as_bytes(password), nonce, key).size(), static_cast<std::size_t>(hidden));
  }
}

}  // namespace
}  // namespace ferry::aaa::radius
