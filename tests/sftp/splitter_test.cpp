#include <algorithm>

#include "sftp/splitter.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "sftp/limits.h"

namespace ferry::sftp {
namespace {

ByteVector framed(const ByteVector& packet) {
  ByteVector bytes;
  wire::Writer{bytes}.write(Bytes{packet});
  return bytes;
}

ByteVector two_packets_around_a_write() {
  ByteVector all = framed(wire::encode(Stat{RequestId{1}, "a"}));
  for (const ByteVector& more : {framed(wire::encode(Write{RequestId{2}, "h", 5, as_bytes("content")})),
                                 framed(wire::encode(Close{RequestId{3}, "h"}))}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

/// What comes out, as one text; `step` bytes go in at a time.
std::string split(Bytes bytes, std::size_t step, Splitter::Bulk bulk = Splitter::Bulk::write) {
  Splitter splitter{bulk};
  std::string told;
  while (true) {
    Bytes input = bytes.first(std::min(step, bytes.size()));
    bytes = bytes.subspan(input.size());
    for (;;) {
      const auto event = splitter.next(input);
      if (!event) return told + "error " + event.error().message;
      if (!*event) break;
      if (const auto* packet = std::get_if<Packet>(&**event)) told += "[" + to_hex(packet->bytes) + "]";
      if (const auto* begin = std::get_if<BulkBegins>(&**event)) told += "<" + to_hex(begin->front) + " ";
      if (const auto* piece = std::get_if<BulkPiece>(&**event)) {
        told += as_text(piece->bytes);
        if (piece->is_last) told += ">";
      }
    }
    if (bytes.empty()) return told + (splitter.is_inside() ? "inside" : "");
  }
}

TEST(SftpSplitter, GivesTheSamePacketsHoweverTheyArrive) {
  const ByteVector bytes = two_packets_around_a_write();
  const std::string expected =
      "[11000000010000000161]<060000000200000001680000000000000005 content>[04000000030000000168]";
  for (std::size_t step = 1; step <= bytes.size(); ++step) EXPECT_EQ(split(bytes, step), expected) << step;
}

TEST(SftpSplitter, LeavesDataWhereTheyWereReceived) {
  const ByteVector bytes = framed(wire::encode(Data{RequestId{2}, as_bytes("content")}));
  Splitter splitter{Splitter::Bulk::data};
  Bytes input{bytes};
  ASSERT_TRUE(std::holds_alternative<BulkBegins>(splitter.next(input).value().value()));
  const auto piece = std::get<BulkPiece>(splitter.next(input).value().value());
  EXPECT_EQ(piece.bytes.data(), bytes.data() + bytes.size() - 7);
  EXPECT_TRUE(piece.is_last);
}

TEST(SftpSplitter, GivesEmptyDataToo) {
  EXPECT_EQ(split(framed(wire::encode(Data{RequestId{2}, {}})), 99, Splitter::Bulk::data), "<6700000002 >");
}

TEST(SftpSplitter, SaysWhenTheBytesEndInsideOfAPacket) {
  const ByteVector bytes = two_packets_around_a_write();
  EXPECT_TRUE(split(Bytes{bytes}.first(3), 99).ends_with("inside"));
  EXPECT_TRUE(split(Bytes{bytes}.first(bytes.size() - 1), 99).ends_with("inside"));
}

TEST(SftpSplitter, RefusesLengthsThatCannotBe) {
  const auto refusal = [](std::string_view hex) { return split(from_hex(hex).value(), 99); };
  EXPECT_EQ(refusal("00000000"), "error not SFTP: a packet of 0 bytes");
  EXPECT_EQ(refusal("00040001"), "error not SFTP: a packet of 262145 bytes");
  EXPECT_EQ(refusal("ffffffff06"), "error not SFTP: a packet of 4294967295 bytes");
  EXPECT_EQ(refusal("0000000306"), "error not SFTP: a length beyond the end of its packet");
  EXPECT_EQ(refusal("0000004006"
                    "00000001"
                    "00000101"),
            "error not SFTP: a handle of 257 bytes");
  EXPECT_EQ(refusal("0000001006"
                    "00000001"
                    "00000100"),
            "error not SFTP: a length beyond the end of its packet");
  EXPECT_EQ(refusal("0000001706"
                    "00000001"
                    "0000000168"
                    "0000000000000000"
                    "00000002"
                    "61"),
            "error not SFTP: 2 bytes of data in a packet with room for 1");
}

// What rclone 1.60 sends for the end of a file.
TEST(SftpSplitter, PassesOverWhatAWriteHasBehindItsData) {
  ByteVector packet = wire::encode(Write{RequestId{2}, "h", 5, as_bytes("content")});
  packet.resize(packet.size() + 20, Byte{'?'});
  ByteVector bytes = framed(packet);
  const ByteVector close = framed(wire::encode(Close{RequestId{3}, "h"}));
  bytes.insert(bytes.end(), close.begin(), close.end());
  const std::string expected = "<060000000200000001680000000000000005 content>[04000000030000000168]";
  for (std::size_t step = 1; step <= bytes.size(); ++step) EXPECT_EQ(split(bytes, step), expected) << step;
  for (std::size_t end = bytes.size() - close.size() - 20; end < bytes.size() - close.size(); ++end) {
    EXPECT_TRUE(split(Bytes{bytes}.first(end), 99).ends_with("inside")) << end;
  }
}

TEST(SftpSplitter, TakesTheLongestWriteThatIsOffered) {
  const ByteVector data(longest_data, Byte{'x'});
  const std::string handle(longest_handle, 'h');
  const std::string told = split(framed(wire::encode(Write{RequestId{2}, handle, 0, data})), 1 << 15);
  EXPECT_TRUE(told.ends_with("x>"));
}

}  // namespace
}  // namespace ferry::sftp
