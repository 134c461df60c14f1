#include "device/reloads.h"

#include <utility>

namespace ferry::device {

void Reloads::schedule(Plan plan) {
  const std::lock_guard lock{mutex_};
  plan_ = std::move(plan);
}

bool Reloads::cancel() {
  const std::lock_guard lock{mutex_};
  return std::exchange(plan_, std::nullopt).has_value();
}

std::optional<commands::Reloader::Plan> Reloads::planned() const {
  const std::lock_guard lock{mutex_};
  return plan_;
}

}  // namespace ferry::device
