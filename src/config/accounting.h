#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ferry::config {

/// Which records of a task are sent, and whether the task waits for the first one.
enum class AccountingAction : std::uint8_t { none, start_stop, stop_only, wait_start };

/// One `aaa accounting` line: what is recorded, and where.
struct AccountingList {
  AccountingAction action = AccountingAction::none;
  bool broadcast = false;  // to every group, not to the first that answers
  /// In the order in which they are asked: "tacacs+" and "radius", which are all servers of the protocol, and
  /// names of groups.
  std::vector<std::string> groups = {};
  bool operator==(const AccountingList&) const = default;
};
using AccountingLists = std::map<std::string, AccountingList>;  // by name; "default" is one of them

struct AccountingConfig {
  AccountingLists exec, connection, network;
  AccountingLists system;                                  // only "default"
  std::map<unsigned, AccountingLists> commands;            // by the level of the commands
  std::optional<std::chrono::minutes> update_period = {};  // aaa accounting update periodic
  bool update_news = false;                                // aaa accounting update newinfo
  bool suppress_null_username = false;
  bool operator==(const AccountingConfig&) const = default;
};

/// The lists that a line names.
struct LineAccounting {
  std::string exec = "default", connection = "default";
  std::map<unsigned, std::string> commands = {};  // by level; of a level that is missing: "default"
  bool operator==(const LineAccounting&) const = default;
};

}  // namespace ferry::config
