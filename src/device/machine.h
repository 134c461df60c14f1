#pragma once

#include <filesystem>
#include <mutex>
#include <string>

#include "commands/machine.h"
#include "device/processor_meter.h"
#include "net/event_loop.h"
#include "net/task.h"

namespace ferry::device {

/// What has to be looked up before the sandbox closes.
struct MachineIdentity {
  std::string serial;
  commands::Image image;
};
/// `state` is part of what makes a device this one: two on one machine are two devices.
[[nodiscard]] MachineIdentity identify_machine(const std::filesystem::path& state);

/// The machine by system calls that need no file. Safe to use from any thread.
class HostMachine final : public commands::Machine {
 public:
  HostMachine(MachineIdentity identity, const Clock& clock);

  /// Measures the processor time again and again, on `loop`, until the loop ends; this outlives it.
  void measure_on(net::EventLoop& loop);

  [[nodiscard]] std::string architecture() const override;
  [[nodiscard]] std::string serial() const override { return identity_.serial; }
  [[nodiscard]] commands::Image image() const override { return identity_.image; }
  [[nodiscard]] commands::MemoryUse memory() const override;
  [[nodiscard]] commands::ProcessorUse processor() const override;
  [[nodiscard]] std::vector<net::Interface> interfaces() const override { return net::interfaces(); }

 private:
  net::Task<void> keep_measuring();
  void measure();

  const MachineIdentity identity_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  ProcessorMeter meter_;
  mutable std::uint64_t lowest_free_;
};

}  // namespace ferry::device
