#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "scp/server.h"
#include "support/fake_clock.h"
#include "support/files.h"
#include "support/memory_stream.h"
#include "support/permissions.h"
#include "support/run_flow.h"
#include "vfs/memory_file_systems.h"

namespace ferry::testing {

/// A small device for scp: flash: in memory, system:running-config, null:, and what it told its log.
struct ScpDevice {
  ScpDevice() {
    mounts.mount("flash", vfs::make_memory(1 << 20, clock, "flash"));
    mounts.mount("nvram", vfs::make_memory(1 << 12, clock, "nvram"));
    mounts.mount("null", vfs::make_null());
    mounts.mount("system",
                 vfs::make_generated({{.name = "running-config",
                                       .content = [this] { return running_config; },
                                       .replace = [this](std::string text) { return merge(text); }}}));
  }

  [[nodiscard]] scp::Environment environment() {
    return {.files = mounts,
            .current = mounts.root(),
            .offload = offload,
            .clock = clock,
            .trace =
                [this](bool outgoing, std::string_view text) {
                  trace.push_back((outgoing ? "-> " : "<- ") + std::string{text});
                },
            .warn = [this](std::string_view text) { warnings.emplace_back(text); },
            .record =
                [this](const scp::TransferRecord& record) {
                  records.push_back(
                      fmt::format("{} {} {}{}", record.direction == scp::Direction::sink ? "in" : "out",
                                  record.path, record.bytes, record.error.empty() ? "" : " " + record.error));
                },
            .permit = permissions.permit()};
  }

  /// Runs one exec line on `stream`: its exit status.
  int run(std::string_view line, net::ByteStream& stream) {
    const scp::Environment surroundings = environment();
    return run_flow(scp::serve(scp::parse_command(line).value().value(), stream, surroundings));
  }

  [[nodiscard]] vfs::Path path(std::string_view text) const {
    return mounts.parse(text, mounts.root()).value();
  }
  void put(std::string_view name, std::string_view content) { put_file(mounts, path(name), content).value(); }
  [[nodiscard]] std::optional<std::string> content(std::string_view name) const {
    return content_of(mounts, path(name));
  }
  [[nodiscard]] std::vector<std::string> names(std::string_view directory = "flash:") const {
    std::vector<std::string> found;
    for (const vfs::FileInfo& entry : mounts.list(path(directory)).value()) found.push_back(entry.name);
    return found;
  }

  FakeClock clock;
  net::Offload offload{1};
  vfs::Mounts mounts{"flash"};
  std::string running_config = "hostname R1\n";
  std::vector<std::string> trace, warnings, records;
  Permissions permissions{};

 private:
  Result<vfs::Committed> merge(const std::string& text) {
    running_config += text;
    vfs::Committed committed;
    if (text.contains("bad")) committed.warnings = {"line 1: bad", "line 2: bad"};
    return committed;
  }
};

}  // namespace ferry::testing
