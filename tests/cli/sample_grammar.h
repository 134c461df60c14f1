#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "cli/grammar.h"

namespace ferry::testing {

inline net::Task<cli::Status> do_nothing(commands::Session&, cli::Match) {
  co_return cli::Status::done;
}

inline bool is_upper(std::string_view text) {
  return std::ranges::all_of(text, [](char character) { return character >= 'A' && character <= 'Z'; });
}

/// A few commands with every kind of token.
inline const cli::CommandTable& sample_table() {
  using namespace cli;
  using config::Config;
  using config::SshConfig;
  static const CommandTable table{
      action(word("show", "Show") / word("version", "Version")).needs(1).runs(do_nothing),
      action(word("show", "Show") / word("running-config", "Configuration")).runs(do_nothing),
      action(word("show", "Show") / word("runtime", "Time")).runs(do_nothing),
      action(word("shutdown", "Stop")).runs(do_nothing),
      action(word("say", "Say") / rest("words", "What to say")).needs(1).runs(do_nothing),
      action(word("call", "Call") / text("NAME", "Capital letters", is_upper)).needs(1).runs(do_nothing),
      action(word("make", "Make") / maybe(word("quick", "Quickly")) /
             maybe(number("count", 1, 9, "How many")) /
             one_of(word("red", "Red"), word("green", "Green") / number("shade", 10, 99, "Shade")))
          .needs(1)
          .runs(do_nothing),
      action(word("use", "Use") / repeated(one_of(word("local", "Local"), word("local-case", "Case"),
                                                  word("group", "Group") / text("group", "Name")),
                                           3))
          .needs(1)
          .runs(do_nothing),
      action(word("mac", "Code") / repeated(one_name("mac", "A code"), 2)).needs(1).runs(do_nothing),
      action(word("pick", "Pick") / one_of(word("default", "The usual"), text("list", "A list")))
          .needs(1)
          .runs(do_nothing),
      setting(word("ip", "IP") / word("ssh", "SSH") / word("time-out", "Time") / number(1, 120, "Seconds"))
          .stored_at(&Config::ssh, &SshConfig::negotiation_timeout),
      setting(word("ip", "IP") / word("scp", "SCP") / word("enable", "On")).stored_at(&Config::scp_server),
      setting(word("hostname", "Name") / text("name", "Name")).stored_at(&Config::hostname),
  };
  return table;
}

inline const cli::Grammar& sample_grammar() {
  static const std::array tables{&sample_table()};
  static const cli::Grammar grammar{tables};
  return grammar;
}

}  // namespace ferry::testing
