#include "vfs/mounts.h"

#include <gmock/gmock.h>

#include "support/fake_clock.h"
#include "support/files.h"
#include "vfs/memory_file_systems.h"

namespace ferry::vfs {
namespace {

using ::testing::ElementsAre;

class MountsTest : public ::testing::Test {
 protected:
  MountsTest() {
    mounts.mount("flash", make_memory(1000, clock));
    mounts.mount("nvram", make_memory(1000, clock));
    mounts.mount("system", make_generated({{.name = "running-config",
                                            .content = [] { return std::string{"hostname R1\n"}; },
                                            .replace = nullptr}}));
    mounts.alias("bootflash", "flash");
  }
  [[nodiscard]] std::string parsed(std::string_view text) const {
    const auto path = mounts.parse(text, mounts.root());
    return path ? path->text() : path.error().message;
  }

  testing::FakeClock clock;
  Mounts mounts{"flash"};
};

TEST_F(MountsTest, GoesToTheDefaultDeviceWhereNoneIsNamed) {
  EXPECT_EQ(parsed("a"), "flash:/a");
  EXPECT_EQ(mounts.root(), Path{"flash"});
}

TEST_F(MountsTest, RefusesADeviceThatIsNotThere) {
  EXPECT_EQ(parsed("a:b"), "No such device (a:)");
  EXPECT_EQ(mounts.parse("usb0:/x", mounts.root()).error().code, ErrorCode::no_such_device);
  EXPECT_EQ(mounts.stat(Path{"usb0"}).error().code, ErrorCode::no_such_device);
}

TEST_F(MountsTest, AnAliasKeepsItsNameAndMeansTheSameFiles) {
  ASSERT_TRUE(testing::put_file(mounts, *mounts.parse("bootflash:x", mounts.root()), "hello"));
  EXPECT_EQ(parsed("bootflash:x"), "bootflash:/x");
  EXPECT_EQ(testing::content_of(mounts, *mounts.parse("flash:x", mounts.root())), "hello");
  EXPECT_THAT(mounts.devices(), ElementsAre("flash", "nvram", "system"));
}

TEST_F(MountsTest, KnowsTheConfigurationsByTheirBareNames) {
  for (const std::string_view text :
       {"running-config", "./running-config", "/running-config", "~/running-config"}) {
    EXPECT_EQ(parsed(text), "system:/running-config") << text;
  }
  EXPECT_EQ(parsed("startup-config"), "nvram:/startup-config");
  EXPECT_EQ(parsed("flash:running-config"), "flash:/running-config");
  EXPECT_EQ(parsed("dir/running-config"), "flash:/dir/running-config");
  EXPECT_EQ(testing::content_of(mounts, *mounts.parse("running-config", mounts.root())), "hostname R1\n");
}

TEST_F(MountsTest, RenamesOnlyWithinOneFileSystem) {
  const Path here = *mounts.parse("flash:a", mounts.root());
  ASSERT_TRUE(testing::put_file(mounts, here, "1"));
  EXPECT_EQ(mounts.rename(here, *mounts.parse("nvram:a", mounts.root())).error().code,
            ErrorCode::unsupported);
  EXPECT_TRUE(mounts.rename(here, *mounts.parse("bootflash:b", mounts.root())));
  EXPECT_EQ(testing::content_of(mounts, *mounts.parse("flash:b", mounts.root())), "1");
}

TEST_F(MountsTest, RenamesAFileToItsOwnNameOnAnAlias) {
  const Path here = *mounts.parse("flash:a", mounts.root());
  ASSERT_TRUE(testing::put_file(mounts, here, "1"));
  EXPECT_TRUE(mounts.rename(here, *mounts.parse("bootflash:a", mounts.root())));
  EXPECT_EQ(testing::content_of(mounts, here), "1");
  EXPECT_EQ(mounts.find("flash")->space().free, 999U);
}

}  // namespace
}  // namespace ferry::vfs
