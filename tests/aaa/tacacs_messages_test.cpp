#include "aaa/tacacs/messages.h"

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <string>

#include "aaa/tacacs/packet.h"
#include "base/text.h"
#include "support/vectors.h"

namespace ferry::aaa::tacacs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A message that was read is written again; nothing if it could not be read.
template <class Message>
std::optional<ByteVector> again(Bytes body) {
  const auto message = decode<Message>(body);
  if (!message) return std::nullopt;
  return encode(*message).value();
}

using Again = std::optional<ByteVector> (*)(Bytes);

/// Which message each vector is.
Again codec_of(const std::string& name) {
  static const std::map<std::string, Again> codecs{
      {"ascii-start", again<AuthenticationStart>},
      {"pap-start", again<AuthenticationStart>},
      {"enable-start", again<AuthenticationStart>},
      {"getpass", again<AuthenticationReply>},
      {"pass", again<AuthenticationReply>},
      {"fail", again<AuthenticationReply>},
      {"getdata", again<AuthenticationReply>},
      {"continue", again<AuthenticationContinue>},
      {"abort", again<AuthenticationContinue>},
      {"exec-request", again<AuthorizationRequest>},
      {"command-request", again<AuthorizationRequest>},
      {"exec-pass-add", again<AuthorizationResponse>},
      {"exec-pass-replace", again<AuthorizationResponse>},
      {"command-fail", again<AuthorizationResponse>},
      {"accounting-stop", again<AccountingRequest>},
      {"accounting-success", again<AccountingReply>},
  };
  return codecs.at(name);
}

ByteVector body_of(const std::string& name) {
  for (const auto& vector : testing::read_vectors("tacacs.vec")) {
    if (vector.text("name") == name) return vector.bytes("plain");
  }
  throw std::runtime_error{"no vector " + name};
}

Header header_of(Bytes packet) {
  return decode_header(packet.first<header_size>()).value();
}

TEST(TacacsPacket, VectorsAreReadAndWrittenTheSame) {
  for (const auto& vector : testing::read_vectors("tacacs.vec")) {
    const ByteVector packet = vector.bytes("packet");
    const Secret key{vector.text("key")};
    const Header header = header_of(packet);
    ByteVector body{packet.begin() + header_size, packet.end()};
    EXPECT_EQ(header.length, body.size());
    obfuscate(body, header, key);
    EXPECT_EQ(to_hex(body), vector.text("plain")) << vector.text("name");
    EXPECT_EQ(to_hex(seal(header, body, &key)), to_hex(packet)) << vector.text("name");
    EXPECT_EQ(codec_of(vector.text("name"))(body), body) << vector.text("name");
  }
}

TEST(TacacsPacket, NoBodyCanBeCutAtAnyByteOrHasOneByteMore_Rfc8907Section4_1) {
  for (const auto& vector : testing::read_vectors("tacacs.vec")) {
    const ByteVector body = vector.bytes("plain");
    const Again decoded_again = codec_of(vector.text("name"));
    for (std::size_t size = 0; size < body.size(); ++size)
      EXPECT_FALSE(decoded_again(Bytes{body}.first(size))) << vector.text("name") << " cut at " << size;
    ByteVector longer = body;
    longer.push_back(0);
    EXPECT_FALSE(decoded_again(longer)) << vector.text("name");
  }
}

TEST(TacacsPacket, AHeaderOfAnotherVersionTypeOrSequenceIsRefused_Rfc8907Section4_1) {
  const auto good = encode(Header{.type = PacketType::accounting, .session = SessionId{7}});
  ASSERT_TRUE(decode_header(good));
  const auto with = [&](std::size_t at, Byte value) {
    auto bytes = good;
    bytes.at(at) = value;
    return decode_header(bytes);
  };
  EXPECT_FALSE(with(0, 0xD0));
  EXPECT_FALSE(with(0, 0xC2));
  EXPECT_TRUE(with(0, 0xC1));
  EXPECT_FALSE(with(1, 0));
  EXPECT_FALSE(with(1, 4));
  EXPECT_FALSE(with(2, 0));
}

TEST(TacacsPacket, ABodyOverTheLimitIsRefusedByItsHeaderAlone_Rfc8907Section4_1) {
  Header header{.type = PacketType::authentication, .length = longest_body};
  EXPECT_TRUE(decode_header(encode(header)));
  header.length = longest_body + 1;
  EXPECT_FALSE(decode_header(encode(header)));
  header.length = 0xffffffff;
  const auto huge = decode_header(encode(header));
  ASSERT_FALSE(huge);
  EXPECT_THAT(huge.error().message, HasSubstr("4294967295 bytes"));
}

TEST(TacacsPacket, UnknownFlagsAreIgnored_Rfc8907Section4_1) {
  const auto header = decode_header(encode(Header{.type = PacketType::accounting, .flags = 0xFA}));
  ASSERT_TRUE(header);
  EXPECT_EQ(header->flags & (unencrypted_flag | single_connect_flag), 0);
}

TEST(TacacsMessages, AStatusOutsideTheTableOfItsMessageIsRefused) {
  const auto with_status = [](const std::string& name, std::size_t at, Byte status) {
    ByteVector body = body_of(name);
    body.at(at) = status;
    return codec_of(name)(body).has_value();
  };
  for (unsigned status = 0; status < 256; ++status) {
    const auto byte = static_cast<Byte>(status);
    EXPECT_EQ(with_status("pass", 0, byte), (status >= 1 && status <= 7) || status == 0x21);
    EXPECT_EQ(with_status("command-fail", 0, byte),
              status == 1 || status == 2 || status == 0x10 || status == 0x11 || status == 0x21);
    EXPECT_EQ(with_status("accounting-success", 4, byte), status == 1 || status == 2 || status == 0x21);
    EXPECT_EQ(with_status("accounting-stop", 0, byte),
              status == 2 || status == 4 || status == 8 || status == 10);
  }
}

TEST(TacacsMessages, MessageAndDataStandBeforeTheArgumentsOfAResponse_Rfc8907Section6_2) {
  const ByteVector body = body_of("exec-pass-replace");
  const auto response = decode<AuthorizationResponse>(body);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, AuthorizationStatus::pass_replace);
  EXPECT_EQ(response->server_message, "hello");
  EXPECT_THAT(response->arguments, ElementsAre(Argument{"service", Necessity::mandatory, "shell"},
                                               Argument{"cmd", Necessity::optional, ""},
                                               Argument{"priv-lvl", Necessity::mandatory, "15"}));
}

TEST(TacacsMessages, AFieldThatIsTooLongIsNamed) {
  const std::string longest(255, 'x'), too_long(256, 'x');
  EXPECT_TRUE(encode(AuthenticationStart{.subject = {.user = longest, .port = {}, .remote_address = {}}}));
  const auto start =
      encode(AuthenticationStart{.subject = {.user = too_long, .port = {}, .remote_address = {}}});
  ASSERT_FALSE(start);
  EXPECT_THAT(start.error().message, HasSubstr("user name"));
  const auto password = encode(AuthenticationStart{.data = as_bytes(too_long)});
  ASSERT_FALSE(password);
  EXPECT_THAT(password.error().message, HasSubstr("password"));
  const auto request = encode(AuthorizationRequest{.arguments = {{"cmd", Necessity::mandatory, longest}}});
  ASSERT_FALSE(request);
  EXPECT_THAT(request.error().message, HasSubstr("argument"));
  EXPECT_FALSE(encode(AuthenticationContinue{.user_message = ByteVector(65536)}));
}

TEST(TacacsArgument, TheFirstSeparatorDivides_Rfc8907Section6_1) {
  const auto mandatory = Argument::parse("cmd=a*b=c");
  ASSERT_TRUE(mandatory);
  EXPECT_EQ(*mandatory, (Argument{"cmd", Necessity::mandatory, "a*b=c"}));
  const auto optional = Argument::parse("cmd*a=b");
  ASSERT_TRUE(optional);
  EXPECT_EQ(*optional, (Argument{"cmd", Necessity::optional, "a=b"}));
  EXPECT_EQ(optional->text(), "cmd*a=b");
  EXPECT_TRUE(Argument::parse("cmd*"));
}

TEST(TacacsArgument, NeedsANameASeparatorAndAtMost255Bytes) {
  EXPECT_FALSE(Argument::parse(""));
  EXPECT_FALSE(Argument::parse("priv-lvl"));
  EXPECT_FALSE(Argument::parse("=15"));
  EXPECT_TRUE(Argument::parse("n=" + std::string(253, 'v')));
  EXPECT_FALSE(Argument::parse("n=" + std::string(254, 'v')));
}

}  // namespace
}  // namespace ferry::aaa::tacacs
