#include "device/machine.h"

#include <gtest/gtest.h>

#include <regex>

#include "support/temporary_directory.h"

namespace ferry::device {
namespace {

TEST(Machine, HasASerialNumberThatStaysAndIsAnotherForAnotherDevice) {
  const testing::TemporaryDirectory one;
  const testing::TemporaryDirectory other;
  const std::string serial = identify_machine(one.path()).serial;
  EXPECT_TRUE(std::regex_match(serial, std::regex{"9[0-9A-F]{10}"})) << serial;
  EXPECT_EQ(identify_machine(one.path()).serial, serial);
  EXPECT_NE(identify_machine(other.path()).serial, serial);
}

TEST(Machine, NamesTheProgramThatRuns) {
  const testing::TemporaryDirectory state;
  const commands::Image image = identify_machine(state.path()).image;
  EXPECT_TRUE(image.path.ends_with("/test_device")) << image.path;
  EXPECT_GT(image.made, WallTime{});
}

TEST(Machine, TellsMemoryAndProcessorTime) {
  const SystemClock clock;
  const HostMachine machine{{}, clock};
  const commands::MemoryUse memory = machine.memory();
  EXPECT_GT(memory.total, memory.free);
  EXPECT_GE(memory.free, memory.lowest_free);
  EXPECT_GT(memory.lowest_free, 0U);
  EXPECT_EQ(machine.processor().process, ::getpid());
  EXPECT_FALSE(machine.architecture().empty());
}

}  // namespace
}  // namespace ferry::device
