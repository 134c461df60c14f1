#pragma once

#include <expected>
#include <string>

#include "cli/command.h"

namespace ferry::commands {

// What the lines about AAA method lists are made of.

[[nodiscard]] cli::Path aaa_word();
/// `default`, or the name of a list.
[[nodiscard]] cli::Path list_name(std::string default_help, std::string named_help);
/// `group radius`, `group tacacs+`, `group NAME`
[[nodiscard]] cli::Path group_method();
/// One to four of the methods that authorization knows.
[[nodiscard]] cli::Path authorization_methods();

/// Which list `list_name` has matched.
[[nodiscard]] std::string list_of(const cli::Match& match);
/// The methods behind the words that say which list is meant.
[[nodiscard]] std::expected<config::MethodList, cli::Complaint> read_methods(cli::Edit& edit,
                                                                             const cli::Match& match);
[[nodiscard]] std::string write_methods(const config::MethodList& list);

/// Method lists and what hangs on them exist only there.
[[nodiscard]] bool under_new_model(const config::Config& config);

// Parts of the tables of aaa.cpp.

[[nodiscard]] cli::CommandTable aaa_local_commands();
[[nodiscard]] cli::CommandTable aaa_authorization_commands();
[[nodiscard]] cli::CommandTable aaa_accounting_commands();

inline constexpr unsigned most_methods = 4;

}  // namespace ferry::commands
