#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "aaa/outcome.h"
#include "base/bytes.h"
#include "base/clock.h"

namespace ferry::aaa {

/// What a record says of its task: it begins, it is over, or it goes on.
enum class RecordEvent : std::uint8_t { start, stop, update };
enum class AccountedService : std::uint8_t { exec, command, connection, system };

/// Task identifiers are not used twice, not even after a restart.
enum class TaskId : std::uint64_t {};

/// One accounting record, in the words of TACACS+ (RFC 8907 section 8.3), which RADIUS has attributes for or
/// gets as Cisco-AVPairs. It keeps the times of what happened, however late it is sent.
struct AccountingRecord {
  struct Attribute {
    std::string name;   // "bytes_in"
    std::string value;  // printable
    bool operator==(const Attribute&) const = default;
  };
  RecordEvent event{};
  AccountedService service{};
  TaskId task{};
  Origin origin = {};
  unsigned privilege = 1;
  WallTime started = {};  // of the task
  WallTime time = {};     // of the event
  std::vector<Attribute> attributes = {};

  /// The value of the first attribute of this name; empty if there is none.
  [[nodiscard]] std::string_view find(std::string_view name) const;
};

/// "exec", "command" and so on; "START", "STOP", "UPDATE".
[[nodiscard]] std::string_view describe(AccountedService service);
[[nodiscard]] std::string_view describe(RecordEvent event);

/// A record that waits, and the groups of servers it is for: one of them is enough.
struct QueuedRecord {
  AccountingRecord record;
  std::vector<std::string> groups;
};

/// Records as they are kept over a restart. Each has its length and a checksum in front.
[[nodiscard]] ByteVector encode_spool(const std::vector<QueuedRecord>& records);

/// What `decode_spool` has found.
struct SpoolContent {
  std::vector<QueuedRecord> records;
  bool is_damaged = false;  // something stands behind them that is no whole record
};
/// Reads as far as the records are whole: a disk that filled up, or a machine that lost its power, cost only
/// what stands behind.
[[nodiscard]] SpoolContent decode_spool(Bytes bytes);

}  // namespace ferry::aaa
