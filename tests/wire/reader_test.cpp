#include "wire/reader.h"

#include <gtest/gtest.h>

#include "wire/fields.h"

namespace ferry::wire {
namespace {

enum class Number : std::uint8_t { sample = 90 };
enum class Id : std::uint32_t {};

struct Sample {
  static constexpr auto number = Number::sample;
  std::string_view name;
  Id id{};
  bool flag = false;
  Mpint integer;
  NameList list;
  Rest rest;
  static constexpr auto fields =
      wire::fields(&Sample::name, &Sample::id, &Sample::flag, &Sample::integer, &Sample::list, &Sample::rest);
};

/// RFC 4251 section 5 gives these integers as examples.
ByteVector sample_packet() {
  static const ByteVector magnitude{0x09, 0xa3, 0x78, 0xf9, 0xb2, 0xe3, 0x32, 0xa7};
  return encode(Sample{.name = "session",
                       .id = Id{7},
                       .flag = true,
                       .integer = {magnitude},
                       .list = {"zlib,none"},
                       .rest = {}});
}

TEST(Reader, ReadsWhatTheWriterWrote) {
  const auto packet = sample_packet();
  const auto sample = decode<Sample>(packet);
  ASSERT_TRUE(sample);
  EXPECT_EQ(sample->name, "session");
  EXPECT_EQ(sample->id, Id{7});
  EXPECT_TRUE(sample->flag);
  EXPECT_EQ(sample->integer.magnitude.size(), 8U);
  EXPECT_EQ(sample->list.text, "zlib,none");
}

TEST(Reader, RefusesAPacketCutOffAtEveryByte) {
  const auto packet = sample_packet();
  for (std::size_t size = 0; size < packet.size(); ++size) {
    const auto sample = decode<Sample>(Bytes{packet}.first(size));
    ASSERT_FALSE(sample) << size;
    EXPECT_EQ(sample.error(), WireError::truncated) << size;
  }
}

struct Short {
  static constexpr auto number = Number::sample;
  std::uint8_t value = 0;
  static constexpr auto fields = wire::fields(&Short::value);
};

TEST(Reader, RefusesATrailingByte) {
  const ByteVector packet{90, 1, 2};
  EXPECT_EQ(decode<Short>(packet).error(), WireError::bytes_left_over);
}

TEST(Reader, RefusesAnotherMessageNumber) {
  const ByteVector packet{91, 1};
  EXPECT_EQ(decode<Short>(packet).error(), WireError::wrong_message);
}

TEST(Reader, RefusesNegativeAndPaddedIntegers_Rfc4251Section5) {
  for (const ByteVector& bytes :
       {ByteVector{0, 0, 0, 1, 0x80}, ByteVector{0, 0, 0, 1, 0}, ByteVector{0, 0, 0, 2, 0, 0x7f}}) {
    Reader in{bytes};
    Mpint value;
    in.read(value);
    EXPECT_EQ(in.finish(), WireError::bad_value);
  }
}

TEST(Reader, RefusesNameListsWithEmptyNamesBlanksOrControls_Rfc4251Section5) {
  for (const std::string_view text : {",a", "a,", "a,,b", "a b", "a\x01", "\x80"}) {
    ByteVector bytes;
    Writer{bytes}.write(text);
    Reader in{bytes};
    NameList list;
    in.read(list);
    EXPECT_EQ(in.finish(), WireError::bad_value) << text;
  }
}

TEST(Writer, WritesTheExampleIntegersOfRfc4251Section5) {
  struct Row {
    ByteVector magnitude;
    ByteVector wire;
  };
  const Row rows[] = {
      {{}, {0, 0, 0, 0}},
      {{0x09, 0xa3, 0x78, 0xf9, 0xb2, 0xe3, 0x32, 0xa7},
       {0, 0, 0, 8, 0x09, 0xa3, 0x78, 0xf9, 0xb2, 0xe3, 0x32, 0xa7}},
      {{0x80}, {0, 0, 0, 2, 0, 0x80}},
      {{0, 0, 0x12}, {0, 0, 0, 1, 0x12}},
  };
  for (const auto& row : rows) {
    ByteVector bytes;
    Writer{bytes}.write(Mpint{row.magnitude});
    EXPECT_EQ(bytes, row.wire);
  }
}

}  // namespace
}  // namespace ferry::wire
