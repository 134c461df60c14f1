#include "aaa/tacacs/accounting.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace ferry::aaa::tacacs {
namespace {

/// Those of accounting itself: RFC 8907 section 8.3 has them in front.
constexpr std::array<std::string_view, 8> leading = {"elapsed_time", "event",   "reason",     "bytes_in",
                                                     "bytes_out",    "err_msg", "disc-cause", "bytes"};
constexpr std::string_view command_name = "cmd";
constexpr std::string_view command_rest = "cmd-arg";

bool is_leading(const AccountingRecord::Attribute& attribute) {
  return std::ranges::find(leading, attribute.name) != leading.end();
}

std::string epoch(WallTime time) {
  return fmt::format("{}", std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count());
}

std::string_view service_of(AccountedService service) {
  switch (service) {
    case AccountedService::exec:
    case AccountedService::command:
      return "shell";
    case AccountedService::connection:
      return "connection";
    case AccountedService::system:
      return "system";
  }
  std::unreachable();
}

Argument argument(std::string_view name, std::string_view value) {
  const std::size_t room = longest_argument - name.size() - 1;
  return {.name = std::string{name},
          .necessity = Necessity::mandatory,
          .value = std::string{value.substr(0, room)}};
}

// The end of the line shows that all of it is there, as with IOS.
void add_command(Arguments& arguments, std::string line) {
  line += " <cr>";
  std::string_view left = line;
  std::string_view name = command_name;
  while (!left.empty()) {
    arguments.push_back(argument(name, left));
    left.remove_prefix(arguments.back().value.size());
    name = command_rest;
  }
}

void add_times(Arguments& arguments, const AccountingRecord& record) {
  arguments.push_back(argument("task_id", fmt::format("{}", std::to_underlying(record.task))));
  arguments.push_back(argument("start_time", epoch(record.started)));
  if (record.event == RecordEvent::stop) arguments.push_back(argument("stop_time", epoch(record.time)));
  arguments.push_back(argument("timezone", "UTC"));
}

}  // namespace

RecordKind kind_of(RecordEvent event) {
  switch (event) {
    case RecordEvent::start:
      return RecordKind::start;
    case RecordEvent::stop:
      return RecordKind::stop;
    case RecordEvent::update:
      return RecordKind::watchdog;
  }
  std::unreachable();
}

Arguments accounting_arguments(const AccountingRecord& record) {
  Arguments arguments;
  add_times(arguments, record);
  for (const auto& attribute : record.attributes) {
    if (is_leading(attribute)) arguments.push_back(argument(attribute.name, attribute.value));
  }
  arguments.push_back(argument("service", service_of(record.service)));
  if (record.service != AccountedService::system)
    arguments.push_back(argument("priv-lvl", fmt::format("{}", record.privilege)));
  for (const auto& attribute : record.attributes) {
    if (is_leading(attribute)) continue;
    if (attribute.name == command_name) {
      add_command(arguments, attribute.value);
    } else {
      arguments.push_back(argument(attribute.name, attribute.value));
    }
  }
  return arguments;
}

}  // namespace ferry::aaa::tacacs
