#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/position.h"
#include "commands/apply.h"
#include "config/config.h"
#include "diff/command_list.h"

namespace ferry::commands {

/// Knows how lines are taken back because it tries: on an empty configuration that has only the switches on
/// which it depends what can be typed. What no command takes is taken back by `no`.
class ConfigurationDialect final : public diff::Dialect {
 public:
  /// The switches are those of `like`. `context` outlives it.
  ConfigurationDialect(const config::Config& like, ApplyContext& context);

  [[nodiscard]] std::string undo(diff::Place place, std::string_view line) override;
  [[nodiscard]] std::string subject(diff::Place place, std::string_view line) override;
  [[nodiscard]] bool replaces(diff::Place place, std::string_view before, std::string_view after) override;

 private:
  /// What some lines come to.
  struct Trial {
    config::Config config;
    cli::Position position = cli::InGlobal{};
    bool taken = true;  // all of them
  };
  [[nodiscard]] Trial try_lines(diff::Place place, const std::vector<std::string_view>& lines) const;
  void type(Trial& trial, std::string_view line) const;

  config::Config base_;
  ApplyContext& context_;
};

/// The lines to type so that `before` becomes `after`, indented by their sections.
[[nodiscard]] std::vector<std::string> commands_between(const config::Config& before,
                                                        const config::Config& after, ApplyContext& context);

}  // namespace ferry::commands
