#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "aaa/outcome.h"
#include "config/config.h"

namespace ferry::aaa {

/// Where the lines of `debug aaa authentication` and `debug aaa authorization` go; called from any thread.
struct TraceSinks {
  std::function<void(std::string_view)> authentication = {};
  std::function<void(std::string_view)> authorization = {};
};

/// Tells in the words of IOS how one decision comes about: which list, which method, what it said and why.
/// Reasons come from servers and methods, which name no secrets.
class MethodTrace {
 public:
  /// Tells nobody.
  MethodTrace() = default;
  /// `number` tells decisions that go on at one time from each other.
  MethodTrace(TraceSinks sinks, Service service, unsigned number,
              std::shared_ptr<const config::Config> config)
      : sinks_(std::move(sinks)), service_(service), number_(number), config_(std::move(config)) {}

  /// The list that decides; empty: none is configured, so `otherwise` does.
  void picks(std::string_view list, std::string_view otherwise) const;
  /// The command that is to be authorized.
  void is_about(const CommandWords& command) const;
  void asks(const config::Method& method) const;
  void hears(const MethodAnswer& answer) const;
  /// Every method had an error.
  void gives_up() const;

 private:
  [[nodiscard]] bool is_authorization() const {
    return service_ == Service::exec || service_ == Service::command;
  }
  void say(std::string_view line) const;
  [[nodiscard]] std::string subject() const;

  TraceSinks sinks_;
  Service service_ = Service::login;
  unsigned number_ = 0;
  std::shared_ptr<const config::Config> config_;
};

}  // namespace ferry::aaa
