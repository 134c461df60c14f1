#include "workstation/agent_protocol.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "wire/writer.h"

namespace ferry::workstation {
namespace {

ByteVector blob() {
  ByteVector key;
  wire::Writer{key}.write(std::string_view{"ssh-ed25519"});
  return key;
}

ByteVector keys_answer(std::uint32_t count) {
  ByteVector answer;
  wire::Writer writer{answer};
  writer.write(std::uint8_t{12});
  writer.write(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    writer.write(Bytes{blob()});
    writer.write(std::string_view{"me\x1b"});
  }
  return answer;
}

TEST(AgentProtocol, AsksInTheWordsOfTheDraft_Section3) {
  EXPECT_EQ(to_hex(agent_keys_request()), "000000010b");
  EXPECT_EQ(to_hex(agent_sign_request(as_bytes("K"), as_bytes("DD"), AgentFlags::rsa_sha2_512)),
            "00000010"
            "0d"
            "000000014b"
            "000000024444"
            "00000004");
}

TEST(AgentProtocol, ReadsKeysAndMakesTheirCommentsPrintable) {
  const auto keys = parse_agent_keys(keys_answer(2));
  ASSERT_TRUE(keys);
  const AgentKey expected{.blob = blob(), .comment = "me\\x1b"};
  EXPECT_EQ(*keys, (std::vector<AgentKey>{expected, expected}));
}

TEST(AgentProtocol, LooksAtNoMoreKeysThanItSays) {
  EXPECT_EQ(parse_agent_keys(keys_answer(100))->size(), most_agent_keys);
}

TEST(AgentProtocol, RefusesEveryTruncationAndATrailingByte) {
  ByteVector answer = keys_answer(2);
  for (std::size_t size = 0; size < answer.size(); ++size) {
    EXPECT_FALSE(parse_agent_keys(Bytes{answer}.first(size))) << size;
  }
  answer.push_back(0);
  EXPECT_FALSE(parse_agent_keys(answer));
}

TEST(AgentProtocol, ACountWithoutKeysCostsNothing) {
  EXPECT_FALSE(parse_agent_keys(from_hex("0cffffffff").value()));
}

TEST(AgentProtocol, ReadsASignatureAndNothingElse) {
  const auto answer = from_hex("0e000000024242").value();
  EXPECT_EQ(to_hex(parse_agent_signature(answer).value()), "4242");
  for (std::size_t size = 0; size < answer.size(); ++size) {
    EXPECT_FALSE(parse_agent_signature(Bytes{answer}.first(size))) << size;
  }
  EXPECT_FALSE(parse_agent_signature(from_hex("0e00000002424200").value()));
  EXPECT_FALSE(parse_agent_signature(from_hex("0c00000000").value()));
}

TEST(AgentProtocol, ARefusalIsNotNonsense) {
  EXPECT_EQ(parse_agent_signature(ByteVector{5}).error().code, ErrorCode::permission_denied);
  EXPECT_EQ(parse_agent_keys(ByteVector{5}).error().code, ErrorCode::permission_denied);
}

TEST(AgentProtocol, LengthsAreBounded) {
  EXPECT_EQ(agent_answer_size(from_hex("00000005").value()), 5U);
  EXPECT_EQ(agent_answer_size(from_hex("00040000").value()), longest_agent_answer);
  EXPECT_FALSE(agent_answer_size(from_hex("00000000").value()));
  EXPECT_FALSE(agent_answer_size(from_hex("00040001").value()));
}

}  // namespace
}  // namespace ferry::workstation
