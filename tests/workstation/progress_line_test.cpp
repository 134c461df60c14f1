#include "workstation/progress_line.h"

#include <gtest/gtest.h>

namespace ferry::workstation {
namespace {

using std::chrono::seconds;

CopyState halfway() {
  CopyState state;
  state.name = "image.bin";
  state.done = std::uint64_t{512} << 20;
  state.total = std::uint64_t{1} << 30;
  state.elapsed = seconds{4};
  return state;
}

TEST(ProgressLine, ShowsShareSizeRateAndTimeLeft) {
  EXPECT_EQ(progress_line(halfway(), 80),
            "image.bin             50% [==========>           ]   512 MiB   128 MiB/s    0:04");
}

TEST(ProgressLine, FitsEveryWidth) {
  for (const std::string name :
       {"a", "image.bin", "a-rather-long-name-of-an-image-for-a-router.bin", "größe"}) {
    for (const auto total : {std::optional<std::uint64_t>{}, std::optional<std::uint64_t>{1U << 30},
                             std::optional<std::uint64_t>{0}}) {
      CopyState state = halfway();
      state.name = name;
      state.total = total;
      for (std::size_t columns = 0; columns < 250; ++columns) {
        const std::string line = progress_line(state, columns);
        std::size_t width = 0;
        for (const char byte : line) width += (static_cast<unsigned char>(byte) & 0xC0) != 0x80 ? 1 : 0;
        EXPECT_LE(width, columns) << name;
        EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
      }
    }
  }
}

TEST(ProgressLine, WithoutATotalThereIsNoShareNoBarAndNoTimeLeft) {
  CopyState state = halfway();
  state.total.reset();
  const std::string line = progress_line(state, 80);
  EXPECT_EQ(line.find_first_of("%["), std::string::npos);
  EXPECT_TRUE(line.ends_with("--:--"));
}

TEST(ProgressLine, WhatAnEarlierRunLeftCountsForTheShareOnly) {
  CopyState state = halfway();
  state.resumed_at = std::uint64_t{256} << 20;
  const std::string line = progress_line(state, 80);
  EXPECT_TRUE(line.contains(" 50% "));
  EXPECT_TRUE(line.contains("64.0 MiB/s"));
  EXPECT_TRUE(line.ends_with("0:08"));
}

TEST(ProgressLine, AFinishedCopySaysHowLongItTook) {
  CopyState state = halfway();
  state.done = *state.total;
  state.is_finished = true;
  const std::string line = progress_line(state, 80);
  EXPECT_TRUE(line.contains("100% [======"));
  EXPECT_TRUE(line.ends_with("0:04"));
}

TEST(ProgressLine, AnEmptyFileIsWhole) {
  CopyState state;
  state.total = 0;
  EXPECT_TRUE(progress_line(state, 80).contains("100%"));
}

TEST(ProgressLine, SizesHaveFourDigitsAtMost) {
  EXPECT_EQ(human_size(0), "0 B");
  EXPECT_EQ(human_size(999), "999 B");
  EXPECT_EQ(human_size(1000), "1.0 KiB");
  EXPECT_EQ(human_size(1536), "1.5 KiB");
  EXPECT_EQ(human_size(446.0 * 1024 * 1024), "446 MiB");
  EXPECT_EQ(human_size(1e18), "888 PiB");
}

TEST(ProgressLine, Times) {
  EXPECT_EQ(human_time(seconds{5}), "0:05");
  EXPECT_EQ(human_time(seconds{754}), "12:34");
  EXPECT_EQ(human_time(seconds{3723}), "1:02:03");
}

}  // namespace
}  // namespace ferry::workstation
