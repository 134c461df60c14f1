#include "commands/render.h"

#include <gtest/gtest.h>

#include "commands/tables.h"
#include "configuration_support.h"

namespace ferry::commands {
namespace {

using config::Config;
using testing::apply;
using testing::errors_of;

TEST(Render, PrintsADefaultConfigurationInTheOrderOfIos) {
  EXPECT_EQ(render(Config{}), R"(version 1.0
service timestamps debug datetime msec
service timestamps log datetime msec
!
hostname Router
!
no aaa new-model
!
line con 0
line vty 0 4
 login
!
end
)");
}

TEST(Render, GivesTextThatAppliesToTheSameConfiguration) {
  for (const cli::CommandTable* table : configuration_tables()) {
    for (const cli::Command& command : *table) {
      for (const std::string& example : command.example_lines()) {
        const Applied first = apply("aaa new-model\n" + example);
        const Applied without_aaa = apply(example);
        const Applied& applied = first.errors.empty() ? first : without_aaa;
        ASSERT_EQ(errors_of(applied), "") << example;
        const std::string text = render(applied.config);
        const Applied again = apply(text);
        EXPECT_EQ(errors_of(again), "") << text;
        EXPECT_TRUE(again.config == applied.config) << text << "\n---\n" << render(again.config);
        EXPECT_EQ(render(again.config), text);
      }
    }
  }
}

}  // namespace
}  // namespace ferry::commands
