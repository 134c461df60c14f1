#include "sftp/tree.h"

#include <gtest/gtest.h>

#include "support/sftp_run.h"

namespace ferry::sftp {
namespace {

std::string shown(const Tree& tree, std::string_view text) {
  const auto place = tree.parse(text);
  return place ? tree.text(*place) : "error " + place.error().message;
}

TEST(SftpTree, TakesEveryFormOfAPathThatClientsSend) {
  const testing::SftpDevice device;
  const Tree tree{device.mounts, Naming::devices};
  for (const std::string_view text :
       {"flash:/F", "/flash:/F", "flash:F", "/flash:F", "F", "./F", "~/flash:/F", "/F", "~/F", "FLASH:/F",
        "/flash:/./F", "//flash://F", "nvram:/../flash:/F"}) {
    EXPECT_EQ(shown(tree, text), "/flash:/F") << text;
  }
  EXPECT_EQ(shown(tree, "flash:/dir/sub/../F"), "/flash:/dir/F");
  EXPECT_EQ(shown(tree, "./a:b"), "/flash:/a:b");
  // What clients make of such a path in the directory that they are in.
  EXPECT_EQ(shown(tree, "/flash:/flash:/F"), "/flash:/F");
  EXPECT_EQ(shown(tree, "/flash:/dir/nvram:/F"), "/nvram:/F");
  EXPECT_EQ(shown(tree, "/flash:/tape:/F"), "/flash:/tape:/F");
}

TEST(SftpTree, HasTheFileSystemsBelowItsRoot) {
  const testing::SftpDevice device;
  const Tree tree{device.mounts, Naming::devices};
  EXPECT_EQ(shown(tree, "/"), "/");
  for (const std::string_view home : {"", ".", "~", "~/", "flash:", "/flash:", "/flash:/"}) {
    EXPECT_EQ(shown(tree, home), "/flash:") << home;
  }
  std::string names;
  for (const auto& entry : tree.root_entries()) names += entry.name;
  EXPECT_EQ(names, "flash:null:nvram:system:");
}

TEST(SftpTree, LeadsNoPathOutOfItsRoot) {
  const testing::SftpDevice device;
  const Tree tree{device.mounts, Naming::devices};
  for (const std::string_view text : {"..", "/flash:/..", "../..", "/..", "flash:/a/../../../.."}) {
    EXPECT_EQ(shown(tree, text), "/") << text;
  }
  EXPECT_EQ(shown(tree, "../../../etc/passwd"), "/flash:/etc/passwd");
  EXPECT_EQ(shown(tree, std::string_view{"a\0b", 3}).substr(0, 5), "error");
  EXPECT_EQ(shown(tree, "tape:/a").substr(0, 5), "error");
  EXPECT_EQ(shown(tree, std::string(5000, 'a')).substr(0, 5), "error");
}

TEST(SftpTree, KnowsTheConfigurationsByTheirBareNames) {
  const testing::SftpDevice device;
  const Tree tree{device.mounts, Naming::devices};
  EXPECT_EQ(shown(tree, "running-config"), "/system:/running-config");
  EXPECT_EQ(shown(tree, "./startup-config"), "/nvram:/startup-config");
  EXPECT_EQ(shown(tree, "flash:running-config"), "/flash:/running-config");
}

TEST(SftpTree, IsAPlainOneForAProgramWithoutDevices) {
  const testing::SftpDevice device;
  const Tree tree{device.mounts, Naming::plain};
  EXPECT_EQ(shown(tree, "."), "/");
  EXPECT_EQ(shown(tree, "/"), "/");
  EXPECT_EQ(shown(tree, "/a/b"), "/a/b");
  EXPECT_EQ(shown(tree, "../../a"), "/a");
  EXPECT_EQ(shown(tree, "flash:/a"), "/flash:/a");
  EXPECT_EQ(tree.parse("flash:/a").value()->components().size(), 2U);
}

}  // namespace
}  // namespace ferry::sftp
