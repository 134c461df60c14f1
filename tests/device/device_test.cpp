#include "device/device.h"

#include <gtest/gtest.h>

#include "support/temporary_directory.h"

namespace ferry::device {
namespace {

class DeviceTest : public ::testing::Test {
 protected:
  Options options() {
    Options options;
    options.state = state.path();
    options.sandbox = false;
    options.announce = [this](const std::string& line) { announced += line + "\n"; };
    return options;
  }

  testing::TemporaryDirectory state;
  std::string announced;
};

TEST_F(DeviceTest, KeepsSshOffUntilThereIsAnRsaKeyAndSaysHowToMakeOne) {
  const auto device = Device::boot(options());
  ASSERT_TRUE(device);
  EXPECT_TRUE((*device)->addresses().empty());
  EXPECT_NE(announced.find("crypto key generate rsa"), std::string::npos) << announced;
}

TEST_F(DeviceTest, NamesAConfigurationFileThatIsNotThere) {
  auto wanted = options();
  wanted.config = state.path() / "missing.cfg";
  const auto device = Device::boot(std::move(wanted));
  ASSERT_FALSE(device);
  EXPECT_NE(device.error().message.find("missing.cfg"), std::string::npos) << device.error().message;
}

TEST_F(DeviceTest, NamesAStateDirectoryThatCannotBeOne) {
  auto wanted = options();
  wanted.state = "/dev/null/state";
  const auto device = Device::boot(std::move(wanted));
  ASSERT_FALSE(device);
  EXPECT_NE(device.error().message.find("/dev/null/state"), std::string::npos) << device.error().message;
}

}  // namespace
}  // namespace ferry::device
