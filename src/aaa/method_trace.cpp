#include "aaa/method_trace.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace ferry::aaa {
namespace {

using config::MethodKind;

/// "LOCAL", "TACGRP (tacacs+)"
std::string name_of(const config::Method& method, const config::Config& config) {
  switch (method.kind) {
    case MethodKind::local:
    case MethodKind::local_case:
      return "LOCAL";
    case MethodKind::enable:
      return "ENABLE";
    case MethodKind::line:
      return "LINE";
    case MethodKind::none:
      return "NONE";
    case MethodKind::if_authenticated:
      return "IF_AUTHENTICATED";
    case MethodKind::group_tacacs:
      return "tacacs+ (tacacs+)";
    case MethodKind::group_radius:
      return "radius (radius)";
    case MethodKind::group_named:
      return fmt::format("{} ({})", printable(method.group),
                         config.radius.groups.contains(method.group) ? "radius" : "tacacs+");
  }
  std::unreachable();
}

}  // namespace

void MethodTrace::say(std::string_view line) const {
  const auto& sink = is_authorization() ? sinks_.authorization : sinks_.authentication;
  if (sink) sink(line);
}

std::string MethodTrace::subject() const {
  if (service_ == Service::command) return fmt::format("AAA/AUTHOR/CMD({:08X}):", number_);
  return service_ == Service::exec ? fmt::format("AAA/AUTHOR/EXEC({:08X}):", number_)
                                   : fmt::format("AAA/AUTHEN({:08X}):", number_);
}

void MethodTrace::is_about(const CommandWords& command) const {
  if (!sinks_.authorization) return;
  say(fmt::format("{} level {}: {}", subject(), command.level,
                  printable(fmt::format("{}", fmt::join(command.words, " ")))));
}

void MethodTrace::picks(std::string_view list, std::string_view otherwise) const {
  const bool is_named = !list.empty();
  if (service_ == Service::enable) {
    say(is_named ? fmt::format("AAA/AUTHEN/START ({:08X}): action=LOGIN service=ENABLE using \"{}\" list",
                               number_, list)
                 : fmt::format("AAA/AUTHEN/START ({:08X}): {}", number_, otherwise));
    return;
  }
  const std::string shown = printable(is_named ? list : otherwise);
  say(service_ == Service::exec
          ? fmt::format("AAA/AUTHOR (0x{:X}): Pick method list '{}'", number_, shown)
          : fmt::format("AAA/AUTHEN/LOGIN ({:08X}): Pick method list '{}'", number_, shown));
}

void MethodTrace::asks(const config::Method& method) const {
  if (config_) say(fmt::format("{} Method={}", subject(), name_of(method, *config_)));
}

void MethodTrace::hears(const MethodAnswer& answer) const {
  if (!config_) return;
  say(fmt::format("{} {}", subject(), printable(answer.reason)));
  const bool is_exec = service_ == Service::exec;
  if (is_exec && answer.outcome == Outcome::pass)
    say(fmt::format("{} processing AV priv-lvl={}", subject(), answer.privilege));
  if (is_authorization() && answer.outcome != Outcome::error) {
    say(fmt::format("{} Authorization {}", subject(),
                    answer.outcome == Outcome::pass ? "successful" : "FAILED"));
    return;
  }
  say(fmt::format("{} status = {}", subject(), status_name(answer.outcome)));
}

void MethodTrace::gives_up() const {
  if (config_) say(fmt::format("{} no methods left to try", subject()));
}

}  // namespace ferry::aaa
