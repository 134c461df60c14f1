#include "commands/services.h"

namespace ferry::commands {

void ConfigurationHistory::changed(Event event) {
  const std::lock_guard lock{mutex_};
  change_ = std::move(event);
}

void ConfigurationHistory::saved(Event event) {
  const std::lock_guard lock{mutex_};
  save_ = std::move(event);
}

std::optional<ConfigurationHistory::Event> ConfigurationHistory::last_change() const {
  const std::lock_guard lock{mutex_};
  return change_;
}

std::optional<ConfigurationHistory::Event> ConfigurationHistory::last_save() const {
  const std::lock_guard lock{mutex_};
  return save_;
}

}  // namespace ferry::commands
