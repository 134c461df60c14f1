#include "scp/records.h"

#include <gtest/gtest.h>

namespace ferry::scp {
namespace {

using std::chrono::seconds;

std::string error_of(std::string_view line) {
  const auto record = parse_record(line);
  return record ? "accepted" : record.error().message;
}

TEST(Records, ReadsEachKind) {
  EXPECT_EQ(parse_record("C0644 5 a b.txt"), Record{(FileRecord{0644, 5, "a b.txt"})});
  EXPECT_EQ(parse_record("C0755 18446744073709551615 ü"), Record{(FileRecord{0755, ~std::uint64_t{0}, "ü"})});
  EXPECT_EQ(parse_record("C0644 0 a"), Record{(FileRecord{0644, 0, "a"})});
  EXPECT_EQ(parse_record("D0755 0 dir"), Record{(DirectoryRecord{0755, "dir"})});
  EXPECT_EQ(parse_record("E"), Record{EndRecord{}});
  EXPECT_EQ(parse_record("T1700000000 123456 1600000000 0"),
            Record{(TimesRecord{WallTime{seconds{1700000000}}, WallTime{seconds{1600000000}}})});
  EXPECT_EQ(parse_record("\x01no \x1b"), Record{(ErrorRecord{false, "no \\x1b"})});
  EXPECT_EQ(parse_record("\x02gone"), Record{(ErrorRecord{true, "gone"})});
}

TEST(Records, RefusesWhatIsNoRecord) {
  EXPECT_EQ(error_of(""), "protocol error: unexpected <newline>");
  EXPECT_EQ(error_of("X"), "protocol error: expected control record");
  EXPECT_EQ(error_of(std::string_view{"\0", 1}), "protocol error: expected control record");
  EXPECT_EQ(error_of("C644"), "protocol error: bad mode");
  EXPECT_EQ(error_of("C0648 5 a"), "protocol error: bad mode");
  EXPECT_EQ(error_of("C 5 a"), "protocol error: bad mode");
  EXPECT_EQ(error_of("C00000644 5 a"), "protocol error: bad mode");
  EXPECT_EQ(error_of("C0644 5"), "protocol error: size not delimited");
  EXPECT_EQ(error_of("C0644 -5 a"), "protocol error: bad size");
  EXPECT_EQ(error_of("C0644 18446744073709551616 a"), "protocol error: bad size");
  EXPECT_EQ(error_of("C0644  a"), "protocol error: bad size");
  EXPECT_EQ(error_of("E "), "protocol error: text behind E");
  EXPECT_EQ(error_of("T1 0 1"), "protocol error: four times are needed");
  EXPECT_EQ(error_of("T1 0 1 0 "), "protocol error: four times are needed");
  EXPECT_EQ(error_of("T1 x 1 0"), "protocol error: bad time");
  EXPECT_EQ(error_of("T-1 0 1 0"), "protocol error: bad time");
  EXPECT_EQ(error_of("T99999999999999999 0 1 0"), "protocol error: bad time");
}

TEST(Records, RefusesNamesThatAreNotOne) {
  for (const std::string_view name : {"", ".", "..", "a/b", "/", "../x", "a\tb", "\xff"}) {
    const auto record = parse_record("C0644 5 " + std::string{name});
    ASSERT_FALSE(record) << name;
    EXPECT_EQ(record.error().code, ErrorCode::name_not_allowed) << name;
  }
  EXPECT_EQ(parse_record("D0755 0 ..").error().code, ErrorCode::name_not_allowed);
  EXPECT_EQ(parse_record("D0755 0 " + std::string(256, 'a')).error().code, ErrorCode::name_too_long);
  EXPECT_EQ(error_of("C0644 5 a\x1b[m"), "scp: a\\x1b[m: Name not allowed (contains a control character)");
}

TEST(Records, ATruncatedRecordIsNeverAnotherOne) {
  for (const std::string_view line : {"C0644 5 a", "D0755 0 d", "T1 0 2 0", "E"}) {
    for (std::size_t size = 0; size < line.size(); ++size) {
      EXPECT_FALSE(parse_record(line.substr(0, size))) << line.substr(0, size);
    }
  }
}

TEST(Records, WritesWhatItReads) {
  const FileRecord file{0644, 5000000000, "a b"};
  EXPECT_EQ(to_line(file), "C0644 5000000000 a b");
  EXPECT_EQ(parse_record(to_line(file)), Record{file});
  EXPECT_EQ(to_line(FileRecord{0, 0, "a"}), "C0000 0 a");
  EXPECT_EQ(to_line(DirectoryRecord{0700, "d"}), "D0700 0 d");
  const TimesRecord times{WallTime{seconds{5} + std::chrono::milliseconds{999}}, WallTime{seconds{-5}}};
  EXPECT_EQ(to_line(times), "T5 0 0 0");
}

TEST(Records, AnErrorFitsIntoTheSmallestClientsBuffer) {
  EXPECT_EQ(error_record("scp: a: no"), "\x01scp: a: no\n");
  EXPECT_EQ(error_record("two\nlines"), "\x01two\\x0alines\n");
  const std::string longest =
      error_record(error_text(std::string(4000, 'p') + "/the-end", std::string(4000, 'r')));
  EXPECT_EQ(longest.size(), longest_error);
  EXPECT_NE(longest.find("/the-end: r"), std::string::npos);
  EXPECT_TRUE(longest.ends_with("r...\n"));
  EXPECT_LE(error_record(std::string(4000, 'x')).size(), longest_error);
}

TEST(Records, ShorteningNeverCutsACharacter) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string path(shift, 'a');
    for (int i = 0; i < 200; ++i) path += "€";
    const std::string record = error_record(error_text(path, path));
    EXPECT_EQ(record.find("\\x"), std::string::npos) << record;
  }
}

TEST(Records, AnErrorReachesTheClientPrintable) {
  EXPECT_EQ(error_text("a\x1b[2J", "because\n"), "scp: a\\x1b[2J: because\\x0a");
}

}  // namespace
}  // namespace ferry::scp
