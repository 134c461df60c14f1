#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "compress/deflater.h"
#include "compress/inflater.h"
#include "support/fixed_random.h"

namespace ferry::compress {
namespace {

ByteVector deflated(Deflater& deflater, Bytes text) {
  ByteVector packed;
  deflater.add(text, packed);
  return packed;
}

/// All that `packed` stands for, through a room of `room` bytes.
Result<ByteVector> inflated(Inflater& inflater, Bytes packed, std::size_t room = 100) {
  ByteVector text, into(room);
  for (;;) {
    const auto filled = inflater.fill(into, packed);
    if (!filled) return std::unexpected(filled.error());
    text.insert(text.end(), into.begin(), into.begin() + static_cast<std::ptrdiff_t>(*filled));
    if (*filled < room) return text;
  }
}

ByteVector bytes_of(std::string_view text) {
  return {as_bytes(text).begin(), as_bytes(text).end()};
}

ByteVector random_bytes(std::size_t size) {
  testing::FixedRandom random{7};
  ByteVector bytes(size);
  random.fill(bytes);
  return bytes;
}

// What zlib 1.2.13 makes of it at level 6, with partial flushes: the streams of other implementations.
const ByteVector foreign{0x78, 0x9c, 0xca, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x08};

TEST(Stream, EachPieceIsReadAsSoonAsItIsThere) {
  Deflater deflater;
  Inflater inflater;
  for (const std::string text : {"a", "configure terminal", "configure terminal", ""})
    EXPECT_EQ(inflated(inflater, deflated(deflater, as_bytes(text))), bytes_of(text));
}

TEST(Stream, ReadsWhatOthersWrote) {
  Inflater inflater;
  EXPECT_EQ(inflated(inflater, foreign), bytes_of("hello"));
}

TEST(Stream, RemembersTheTextBefore) {
  Deflater deflater;
  const ByteVector text = random_bytes(1000);
  const std::size_t first = deflated(deflater, text).size();
  EXPECT_LT(deflated(deflater, text).size(), first / 10);
}

TEST(Stream, NoiseAndZerosOfEverySizeComeBack) {
  Deflater deflater;
  Inflater inflater;
  for (const std::size_t size : {1U, 99U, 100U, 101U, 4095U, 4096U, 4097U, 65536U, 262144U}) {
    const ByteVector noise = random_bytes(size), zeros(size, 0);
    EXPECT_EQ(inflated(inflater, deflated(deflater, noise)), noise) << size;
    EXPECT_EQ(inflated(inflater, deflated(deflater, zeros), 4096), zeros) << size;
  }
}

TEST(Stream, TheReaderDecidesHowMuchIsUnpackedAtOnce) {
  Deflater deflater;
  const ByteVector bomb = deflated(deflater, ByteVector(std::size_t{1} << 20, 0));
  EXPECT_LT(bomb.size(), 10000U);
  Inflater inflater;
  ByteVector room(1000);
  Bytes packed{bomb};
  EXPECT_EQ(inflater.fill(room, packed), room.size());
  EXPECT_FALSE(packed.empty());
}

TEST(Inflater, CutOffAnywhereGivesTheFrontOfTheText) {
  for (std::size_t size = 0; size < foreign.size(); ++size) {
    Inflater inflater;
    const auto text = inflated(inflater, Bytes{foreign}.first(size));
    ASSERT_TRUE(text.has_value()) << size;
    EXPECT_TRUE(std::string_view{"hello"}.starts_with(as_text(*text))) << size;
    const auto rest = inflated(inflater, Bytes{foreign}.subspan(size));
    EXPECT_EQ(rest, bytes_of(std::string_view{"hello"}.substr(text->size()))) << size;
  }
}

TEST(Inflater, GarbageIsAnError) {
  Inflater inflater;
  EXPECT_EQ(inflated(inflater, as_bytes("SSH-2.0-garbage")).error(),
            (Error{ErrorCode::invalid, "the compressed stream is damaged"}));
}

TEST(Inflater, AStreamThatEndsIsAnError) {
  const ByteVector whole{0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x06, 0x2c, 0x02, 0x15};
  Inflater inflater;
  EXPECT_EQ(inflated(inflater, whole).error(),
            (Error{ErrorCode::invalid, "the compressed stream has an end"}));
}

TEST(Inflater, AnErrorIsForEver) {
  Inflater inflater;
  EXPECT_FALSE(inflated(inflater, as_bytes("SSH-2.0-garbage")));
  EXPECT_FALSE(inflated(inflater, foreign));
}

}  // namespace
}  // namespace ferry::compress
