#include "base/result.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ferry {
namespace {

Result<int> half_of(int number) {
  if (number % 2 != 0) return failure(ErrorCode::invalid, "an odd number");
  return number / 2;
}

TEST(Result, IsAValueOrAnError) {
  EXPECT_EQ(half_of(4), 2);
  ASSERT_FALSE(half_of(3));
  EXPECT_EQ(half_of(3).error(), (Error{ErrorCode::invalid, "an odd number"}));
}

TEST(Result, AFailureWithoutAMessageHasTheUsualWords) {
  const Result<void> result = failure(ErrorCode::no_space);
  EXPECT_EQ(result.error().message, "Not enough space on device");
}

TEST(Result, EveryCodeHasWordsOfItsOwn) {
  std::set<std::string_view> seen;
  for (int code = 0; code <= static_cast<int>(ErrorCode::closed); ++code) {
    const auto words = describe(static_cast<ErrorCode>(code));
    EXPECT_NE(words, "Undefined error") << code;
    EXPECT_TRUE(seen.insert(words).second) << words;
  }
}

}  // namespace
}  // namespace ferry
