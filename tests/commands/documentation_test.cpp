#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "commands/manual.h"
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

// FERRY_UPDATE_TRANSCRIPTS=1 writes the page anew; read the difference before you keep it.
TEST(Documentation, ListsEveryCommand) {
  const std::string page = FERRY_TESTS_DIR "/../docs/commands.md";
  const std::string expected = manual();
  if (std::getenv("FERRY_UPDATE_TRANSCRIPTS") != nullptr) std::ofstream{page} << expected;
  std::ostringstream written;
  written << std::ifstream{page}.rdbuf();
  EXPECT_EQ(written.view(), expected);
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
