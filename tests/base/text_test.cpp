#include "base/text.h"

#include <gtest/gtest.h>

#include <string>

namespace ferry {
namespace {

using Words = std::vector<std::string_view>;

TEST(Text, WritesAndReadsHexadecimal) {
  EXPECT_EQ(to_hex(ByteVector{0x00, 0x0f, 0xa5, 0xff}), "000fa5ff");
  EXPECT_EQ(from_hex("000fa5ff"), (ByteVector{0x00, 0x0f, 0xa5, 0xff}));
  EXPECT_EQ(from_hex("A5fF"), (ByteVector{0xa5, 0xff}));
  EXPECT_EQ(from_hex(""), ByteVector{});
}

TEST(Text, RefusesWhatIsNotHexadecimal) {
  for (const auto* text : {"a", "abc", "0g", "g0", " 0", "0x", "+1", "/0", ":0", "@0", "`0"}) {
    EXPECT_FALSE(from_hex(text)) << text;
  }
}

TEST(Text, WritesBase64_Rfc4648Section10) {
  EXPECT_EQ(to_base64(as_bytes("")), "");
  EXPECT_EQ(to_base64(as_bytes("f")), "Zg==");
  EXPECT_EQ(to_base64(as_bytes("fo")), "Zm8=");
  EXPECT_EQ(to_base64(as_bytes("foo")), "Zm9v");
  EXPECT_EQ(to_base64(as_bytes("foobar")), "Zm9vYmFy");
  EXPECT_EQ(to_base64(ByteVector{0xfb, 0xff, 0xfe}), "+//+");
}

TEST(Text, ReadsBase64WithAndWithoutPadding) {
  ByteVector bytes;
  for (unsigned i = 0; i < 300; ++i) {
    auto text = to_base64(bytes);
    EXPECT_EQ(from_base64(text), bytes);
    while (text.ends_with('=')) text.pop_back();
    EXPECT_EQ(from_base64(text), bytes);
    bytes.push_back(static_cast<Byte>(i * 7));
  }
}

TEST(Text, RefusesWhatIsNotBase64) {
  for (const auto* text :
       {"Z", "Zg===", "Zm 8", "Zm8\n", "Zm-_", "Z=g=", "=", "====", "Zm9v=", "Zm9vYg=", "Zm9vY"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

TEST(Text, TrimsBothEnds) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim(" \t\r\n"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, FindsWords) {
  EXPECT_EQ(words("show  ip\tssh "), (Words{"show", "ip", "ssh"}));
  EXPECT_EQ(words(" \t "), Words{});
  EXPECT_EQ(words("one"), Words{"one"});
}

TEST(Text, FindsLinesWithEitherEnd) {
  EXPECT_EQ(lines("a\nb\r\n\nc"), (Words{"a", "b", "", "c"}));
  EXPECT_EQ(lines("a\n"), Words{"a"});
  EXPECT_EQ(lines("\n"), Words{""});
  EXPECT_EQ(lines(""), Words{});
}

TEST(Text, SplitsAtEverySeparator) {
  EXPECT_EQ(split("a,,b", ','), (Words{"a", "", "b"}));
  EXPECT_EQ(split("a,", ','), (Words{"a", ""}));
  EXPECT_EQ(split("", ','), Words{""});
}

TEST(Text, ComparesWithoutCaseInAsciiOnly) {
  EXPECT_TRUE(equal_ignoring_case("FLASH:", "flash:"));
  EXPECT_FALSE(equal_ignoring_case("flash", "flash:"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
  EXPECT_FALSE(equal_ignoring_case("\xc3\x84", "\xc3\xa4"));
}

TEST(Text, ReadsNumbersThatFillTheWholeText) {
  EXPECT_EQ(to_number("0"), 0U);
  EXPECT_EQ(to_number("007"), 7U);
  EXPECT_EQ(to_number("18446744073709551615"), ~std::uint64_t{0});
  for (const auto* text : {"", " 1", "1 ", "-1", "+1", "0x1", "1.0", "18446744073709551616"}) {
    EXPECT_FALSE(to_number(text)) << text;
  }
}

TEST(Text, ShowsPrintableTextAsItIs) {
  const std::string text = "router#show \xc3\xa4\xe2\x82\xac\xf0\x9f\x9a\xa2";
  EXPECT_EQ(printable(text), text);
}

TEST(Text, ShowsControlCharactersAsEscapes) {
  EXPECT_EQ(printable("a\r\n\tb\x1b[2J\x7f"), "a\\x0d\\x0a\\x09b\\x1b[2J\\x7f");
  EXPECT_EQ(printable(std::string_view{"\0", 1}), "\\x00");
  // U+009B, which some terminals take for ESC [.
  EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b");
}

TEST(Text, ShowsBytesThatAreNotUtf8AsEscapes) {
  EXPECT_EQ(printable("\x80"), "\\x80");
  EXPECT_EQ(printable("\xc3"), "\\xc3");
  EXPECT_EQ(printable("\xc3("), "\\xc3(");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf") << "overlong";
  EXPECT_EQ(printable("\xe0\x80\xaf"), "\\xe0\\x80\\xaf") << "overlong";
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond U+10FFFF";
  EXPECT_EQ(printable("\xe2\x82"), "\\xe2\\x82") << "cut";
}

TEST(Text, NothingPrintableHasAControlCharacter) {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      const std::string text{static_cast<char>(first), static_cast<char>(second)};
      for (const char shown : printable(text)) {
        const auto byte = static_cast<Byte>(shown);
        ASSERT_TRUE(byte >= 0x20 && byte != 0x7f) << first << " " << second;
      }
    }
  }
}

}  // namespace
}  // namespace ferry
