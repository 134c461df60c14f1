#include "aaa/method_list.h"

#include <gtest/gtest.h>

namespace ferry::aaa {
namespace {

using config::Method;
using config::MethodKind;
using config::MethodList;

/// A method and what it would say if it were asked.
struct Step {
  MethodKind kind;
  Outcome outcome;
};

constexpr auto pass = Outcome::pass;
constexpr auto fail = Outcome::fail;
constexpr auto error = Outcome::error;
constexpr auto local = MethodKind::local;
constexpr auto radius = MethodKind::group_radius;
constexpr auto tacacs = MethodKind::group_tacacs;
constexpr auto enable = MethodKind::enable;
constexpr auto none = MethodKind::none;
constexpr auto if_authenticated = MethodKind::if_authenticated;

struct Row {
  const char* fact;
  std::vector<Step> steps;
  Outcome verdict;
  std::size_t asked;
};

const Row rows[] = {
    {"pass is final", {{radius, pass}, {local, fail}}, pass, 1},
    {"fail is final: a server that says no keeps the local user out",
     {{radius, fail}, {local, pass}},
     fail,
     1},
    {"error moves on: when all servers are silent, local decides", {{radius, error}, {local, pass}}, pass, 2},
    {"error moves on, and local may say no", {{radius, error}, {local, fail}}, fail, 2},
    {"several errors", {{tacacs, error}, {radius, error}, {local, error}, {enable, pass}}, pass, 4},
    {"all errors are a no", {{tacacs, error}, {radius, error}}, fail, 2},
    {"one error is a no: authorization without fallback locks everybody out", {{tacacs, error}}, fail, 1},
    {"local first: a user whom it does not know is asked for elsewhere",
     {{local, error}, {tacacs, pass}},
     pass,
     2},
    {"local first: a wrong password is final", {{local, fail}, {tacacs, pass}}, fail, 1},
    {"login passed, authorization group says no", {{tacacs, fail}, {if_authenticated, pass}}, fail, 1},
    {"authorization group is silent, if-authenticated lets in",
     {{tacacs, error}, {if_authenticated, pass}},
     pass,
     2},
    {"a rejected enable does not reach the secret", {{radius, fail}, {enable, pass}}, fail, 1},
    {"a silent enable group does", {{radius, error}, {enable, pass}}, pass, 2},
    {"none lets in", {{tacacs, error}, {none, pass}}, pass, 2},
    {"an empty list is a no", {}, fail, 0},
};

TEST(MethodWalk, OnlyErrorMovesOn) {
  for (const Row& row : rows) {
    MethodList methods;
    for (const Step& step : row.steps) methods.push_back({.kind = step.kind, .group = {}});
    MethodWalk walk{methods};
    std::size_t asked = 0;
    while (const auto* method = walk.next()) {
      EXPECT_EQ(method->kind, row.steps.at(asked).kind) << row.fact;
      walk.answer({row.steps.at(asked).outcome, "said so"});
      ++asked;
    }
    EXPECT_EQ(walk.verdict().outcome, row.verdict) << row.fact;
    EXPECT_EQ(asked, row.asked) << row.fact;
  }
}

TEST(MethodWalk, NamesTheMethodThatDecided) {
  MethodWalk walk{{{.kind = local, .group = {}}}};
  walk.answer({fail, "wrong password"});
  EXPECT_EQ(walk.verdict().reason, "local: wrong password");
}

TEST(MethodWalk, NamesTheErrorsOnTheWay) {
  MethodWalk walk{{{.kind = tacacs, .group = {}},
                   {.kind = MethodKind::group_named, .group = "CORE"},
                   {.kind = local, .group = {}}}};
  walk.answer({error, "timed out"});
  walk.answer({error, "no server"});
  walk.answer({pass, "right password", 15});
  EXPECT_EQ(walk.verdict().reason,
            "local: right password (before it, group tacacs+: timed out; group CORE: no server)");
  EXPECT_EQ(walk.verdict().privilege, 15U);
}

TEST(MethodWalk, SaysThatNoMethodWasLeft) {
  MethodWalk walk{{{.kind = radius, .group = {}}}};
  walk.answer({error, "timed out"});
  EXPECT_EQ(walk.verdict().reason, "group radius: timed out; no method is left");
  EXPECT_EQ(MethodWalk{{}}.verdict().reason, "the method list is empty");
}

TEST(MethodList, DescribesEachMethodAsItIsTyped) {
  EXPECT_EQ(describe({MethodKind::local, ""}), "local");
  EXPECT_EQ(describe({MethodKind::local_case, ""}), "local-case");
  EXPECT_EQ(describe({MethodKind::enable, ""}), "enable");
  EXPECT_EQ(describe({MethodKind::line, ""}), "line");
  EXPECT_EQ(describe({MethodKind::none, ""}), "none");
  EXPECT_EQ(describe({MethodKind::if_authenticated, ""}), "if-authenticated");
  EXPECT_EQ(describe({MethodKind::group_tacacs, ""}), "group tacacs+");
  EXPECT_EQ(describe({MethodKind::group_radius, ""}), "group radius");
  EXPECT_EQ(describe({MethodKind::group_named, "CORE"}), "group CORE");
}

TEST(MethodList, AnUndefinedNameMeansDefault) {
  const std::map<std::string, MethodList> lists = {{"default", {{local, ""}}}, {"CON", {{none, ""}}}};
  EXPECT_EQ(find_list(lists, "CON")->front().kind, none);
  EXPECT_EQ(find_list(lists, "NOWHERE")->front().kind, local);
  EXPECT_EQ(find_list(lists, "default")->front().kind, local);
  EXPECT_EQ(find_list(decltype(lists){}, "default"), nullptr);
}

}  // namespace
}  // namespace ferry::aaa
