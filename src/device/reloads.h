#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "commands/services.h"

namespace ferry::device {

/// What is planned for `reload`. Safe to use from any thread.
class Reloads final : public commands::Reloader {
 public:
  void schedule(Plan plan) override;
  bool cancel() override;
  [[nodiscard]] std::optional<Plan> planned() const override;
  [[nodiscard]] std::string last_reason() const override { return last_reason_; }

 private:
  mutable std::mutex mutex_;
  std::optional<Plan> plan_;
  std::string last_reason_ = "power-on";
};

}  // namespace ferry::device
