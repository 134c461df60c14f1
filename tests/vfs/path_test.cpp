#include "vfs/path.h"

#include <gtest/gtest.h>

#include "support/fixed_random.h"

namespace ferry::vfs {
namespace {

const Path root{"flash"};

std::string parsed(std::string_view text, const Path& current = root) {
  const auto path = Path::parse(text, current);
  return path ? path->text() : path.error().message;
}

TEST(Path, ReadsEveryFormThatClientsWrite) {
  for (const std::string_view text :
       {"flash:/F", "flash:F", "/flash:/F", "~/flash:/F", "F", "./F", "/F", "FLASH:F", "flash:./F",
        "flash://F", "/flash:F", "~/F", "flash:/F/", "//flash:/F", "flash:x/../F"}) {
    EXPECT_EQ(parsed(text), "flash:/F") << text;
  }
  EXPECT_EQ(parsed("bootflash:/F"), "bootflash:/F");
  EXPECT_EQ(parsed("flash:/dir/a b.bin"), "flash:/dir/a b.bin");
  EXPECT_EQ(parsed("usbflash0:ü"), "usbflash0:/ü");
}

TEST(Path, NamesTheRootInEveryWay) {
  for (const std::string_view text :
       {"flash:", "flash:/", "/", ".", "", "~", "~/", "./", "flash:.", "/flash:"}) {
    EXPECT_EQ(parsed(text), "flash:/") << text;
  }
}

TEST(Path, IsRelativeToTheCurrentDirectory) {
  const Path current = *Path::parse("disk0:/a/b", root);
  EXPECT_EQ(parsed("c", current), "disk0:/a/b/c");
  EXPECT_EQ(parsed("../c", current), "disk0:/a/c");
  EXPECT_EQ(parsed("/c", current), "disk0:/c");
  EXPECT_EQ(parsed("~/c", current), "disk0:/a/b/c");
  EXPECT_EQ(parsed("flash:c", current), "flash:/c");
  EXPECT_EQ(parsed("", current), "disk0:/a/b");
}

TEST(Path, StopsAtTheRootOfItsFileSystem) {
  EXPECT_EQ(parsed("flash:/../../etc/passwd"), "flash:/etc/passwd");
  EXPECT_EQ(parsed("../.."), "flash:/");
  EXPECT_EQ(parsed("a/../../../b"), "flash:/b");
}

TEST(Path, TakesAColonForADeviceOnlyBehindLettersAndDigits) {
  EXPECT_EQ(parsed("a:b"), "a:/b");
  EXPECT_EQ(parsed("./a:b"), "flash:/a:b");
  EXPECT_EQ(parsed("dir/a:b"), "flash:/dir/a:b");
  EXPECT_EQ(parsed("my-file:1"), "flash:/my-file:1");
  EXPECT_EQ(parsed(":a"), "flash:/:a");
  EXPECT_EQ(parsed("flash:a:b"), "flash:/a:b");
}

TEST(Path, RefusesNamesThatCouldHarmWithTheReason) {
  EXPECT_EQ(parsed(std::string_view{"a\0b", 3}), "Name not allowed (contains a NUL byte)");
  EXPECT_EQ(parsed("a\nb"), "Name not allowed (contains a control character)");
  EXPECT_EQ(parsed("a\x7f"), "Name not allowed (contains a control character)");
  EXPECT_EQ(parsed("a\xc2\x9b"), "Name not allowed (contains a control character)");
  EXPECT_EQ(parsed("\xff"), "Name not allowed (not valid UTF-8)");
  EXPECT_EQ(parsed("\xc0\xaf"), "Name not allowed (not valid UTF-8)");
  EXPECT_EQ(Path::parse("a\nb", root).error().code, ErrorCode::name_not_allowed);
}

TEST(Path, LimitsNamesAndPaths) {
  EXPECT_TRUE(Path::parse(std::string(255, 'a'), root));
  EXPECT_EQ(parsed(std::string(256, 'a')), "File name too long (name over 255 bytes)");
  std::string path = "flash:";
  while (path.size() <= Path::longest_path) path += "/abcdefg";
  EXPECT_EQ(Path::parse(path, root).error().code, ErrorCode::name_too_long);
  Path deep = root;
  for (int i = 0; i < 16; ++i) deep = *deep.child(std::string(255, 'x'));
  EXPECT_EQ(deep.child("y").error().code, ErrorCode::name_too_long);
  EXPECT_EQ(Path::parse("y", deep).error().code, ErrorCode::name_too_long);
}

TEST(Path, ChildTakesOneName) {
  for (const std::string_view name : {"", ".", "..", "a/b", "/"}) {
    EXPECT_EQ(root.child(name).error().code, ErrorCode::name_not_allowed) << name;
  }
  EXPECT_EQ(root.child("a")->text(), "flash:/a");
  EXPECT_EQ(root.child("a")->child("b")->inside(), "a/b");
  EXPECT_EQ(root.child("a")->parent(), root);
  EXPECT_EQ(root.parent(), root);
  EXPECT_EQ(root.name(), "");
}

TEST(Path, NeverHoldsAComponentThatLeavesItsDirectory) {
  testing::FixedRandom random;
  constexpr std::string_view alphabet{"aF.:/~ \0\n\\*\xc3\xa9", 14};
  for (int round = 0; round < 20000; ++round) {
    ByteVector choice(24);
    random.fill(choice);
    std::string text;
    for (std::size_t i = 1; i <= choice[0] % 23U; ++i) text += alphabet[choice[i] % alphabet.size()];
    const auto path = Path::parse(text, root);
    if (!path) continue;
    for (const std::string& name : path->components()) {
      ASSERT_TRUE(Path::check_name(name)) << text;
      ASSERT_FALSE(name.empty() || name == "." || name == ".." || name.contains('/')) << text;
    }
    ASSERT_EQ(*Path::parse(path->text(), root), *path) << text;
  }
}

}  // namespace
}  // namespace ferry::vfs
