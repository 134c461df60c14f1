#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "net/interfaces.h"

namespace ferry::commands {

/// The program file that runs.
struct Image {
  std::string path;      // "/usr/bin/ferry"
  WallTime made = {};    // when the file was written
  std::string compiler;  // "clang"
};

/// Main memory of the machine, in bytes.
struct MemoryUse {
  std::uint64_t total = 0;
  std::uint64_t free = 0;
  std::uint64_t lowest_free = 0;  // that has been seen since the start
};

/// What this process takes of the machine's processors: 1.0 is all of them, all the time.
struct ProcessorUse {
  double five_seconds = 0, one_minute = 0, five_minutes = 0;
  double kernel = 0;                    // the part of the five seconds that the kernel worked for it
  std::chrono::milliseconds runtime{};  // since the start
  std::uint64_t switches = 0;           // how often it was given a processor
  int process = 0;                      // its number
};

/// The machine that the device runs on, as it is now. Safe to use from any thread.
class Machine {
 public:
  virtual ~Machine() = default;
  /// "x86_64"
  [[nodiscard]] virtual std::string architecture() const = 0;
  /// Eleven characters: the same for one device on one machine, from start to start.
  [[nodiscard]] virtual std::string serial() const = 0;
  [[nodiscard]] virtual Image image() const = 0;
  [[nodiscard]] virtual MemoryUse memory() const = 0;
  [[nodiscard]] virtual ProcessorUse processor() const = 0;
  /// In the order of the machine.
  [[nodiscard]] virtual std::vector<net::Interface> interfaces() const = 0;
};

}  // namespace ferry::commands
