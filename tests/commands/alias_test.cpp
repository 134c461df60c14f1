#include "commands/alias.h"

#include <gtest/gtest.h>

namespace ferry::commands {
namespace {

struct Row {
  const char* line;
  const char* expanded;
};

class ExpandAlias : public ::testing::TestWithParam<Row> {};

TEST_P(ExpandAlias, ReplacesTheFirstWordOnce) {
  config::Config config;
  config.exec_aliases = {{"sib", "show ip ssh"}, {"s", "show running-config"}, {"a", "b"}, {"b", "a"}};
  EXPECT_EQ(expand_alias(config, GetParam().line), GetParam().expanded);
}

INSTANTIATE_TEST_SUITE_P(Rows, ExpandAlias,
                         ::testing::Values(Row{"", ""}, Row{"  ", "  "}, Row{"sib", "show ip ssh"},
                                           Row{"  sib | include x", "show ip ssh | include x"},
                                           Row{"sibling", "sibling"}, Row{"SIB", "SIB"},
                                           Row{"show sib", "show sib"},
                                           // Those of the configuration go before those that are built in.
                                           Row{"s all", "show running-config all"},
                                           Row{"un all", "undebug all"}, Row{"a", "b"}, Row{"b x", "a x"}));

}  // namespace
}  // namespace ferry::commands
