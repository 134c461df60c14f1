#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "configuration_support.h"
#include "support/fixed_random.h"

namespace ferry::commands {
namespace {

using testing::errors_of;

/// The blocks of docs/configuration.md that a reader may type into a router.
std::vector<std::string> documented_configurations() {
  std::ifstream in{FERRY_TESTS_DIR "/../docs/configuration.md"};
  std::ostringstream page;
  page << in.rdbuf();
  std::vector<std::string> blocks;
  bool inside = false;
  for (const auto line : lines(page.view())) {
    if (line == "```ferry") {
      blocks.emplace_back();
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back() += std::string{line} + "\n";
    }
  }
  return blocks;
}

TEST(Documentation, EachConfigurationThatItShowsLoadsAndRendersBack) {
  ferry::testing::FixedRandom random;
  const auto hasher = make_hasher(random);
  ApplyContext context{.hasher = *hasher, .vocabulary = testing::test_vocabulary()};
  const auto blocks = documented_configurations();
  EXPECT_GE(blocks.size(), 8U);
  for (const std::string& block : blocks) {
    const Applied applied = apply_configuration({}, block, context);
    EXPECT_EQ(errors_of(applied), "") << block;
    const Applied again = apply_configuration({}, render(applied.config), context);
    EXPECT_EQ(errors_of(again), "") << block;
    EXPECT_TRUE(again.config == applied.config) << block;
  }
}

}  // namespace
}  // namespace ferry::commands
