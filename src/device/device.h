#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/byte_stream.h"
#include "net/socket.h"

namespace ferry::device {

struct Options {
  /// Everything the router keeps: flash, nvram, keys. Made if it is missing.
  std::filesystem::path state;
  /// Takes the place of nvram:startup-config at boot.
  std::optional<std::filesystem::path> config;
  std::vector<net::Address> listen{{"0.0.0.0", 2222}};
  bool generate_keys = false;
  /// Copies the log to standard error.
  bool console_log = false;
  std::uint64_t flash_size = std::uint64_t{16} << 30;
  /// Gives up every right that a running router does not need; off in tests, whose process goes on
  /// afterwards.
  bool sandbox = true;
  /// One line for the one who started the router: where it listens, which configuration line is wrong. Called
  /// from any thread.
  std::function<void(const std::string&)> announce;
};

/// A whole router: the composition root that builds every part, boots it and takes it down again.
class Device {
 public:
  /// Boots: file systems, keys, configuration, then SSH if there is an RSA key. Errors name what is wrong and
  /// what to do.
  [[nodiscard]] static Result<std::unique_ptr<Device>> boot(Options options);
  /// Stops listening, ends the sessions, waits for what is being written.
  ~Device();

  /// The addresses that SSH listens on now.
  [[nodiscard]] std::vector<net::Address> addresses() const;
  /// Runs a shell for the one at the console on two descriptors, until end of input, `exit` or
  /// `stop_console`. Blocks.
  void run_console(int input, int output, bool echo);
  void stop_console();

 private:
  class Parts;
  explicit Device(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace ferry::device
