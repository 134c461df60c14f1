#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "sftp/client.h"
#include "sftp/partials.h"
#include "sftp/server.h"
#include "support/fake_clock.h"
#include "support/files.h"
#include "support/memory_stream.h"
#include "support/permissions.h"
#include "support/run_flow.h"
#include "vfs/memory_file_systems.h"

namespace ferry::testing {

/// A small device for SFTP: flash: and nvram: in memory, system:running-config, null:, and what it told its
/// log.
struct SftpDevice {
  SftpDevice() {
    mounts.mount("flash", vfs::make_memory(capacity, clock, "flash"));
    mounts.mount("nvram", vfs::make_memory(1 << 12, clock, "nvram"));
    mounts.mount("null", vfs::make_null());
    mounts.mount("system",
                 vfs::make_generated({{.name = "running-config",
                                       .content = [this] { return running_config; },
                                       .replace = [this](std::string text) { return merge(text); }}}));
  }

  [[nodiscard]] sftp::ServerEnvironment environment() {
    return {.files = mounts,
            .naming = naming,
            .access = access,
            .loop = loop,
            .offload = offload,
            .clock = clock,
            .partials = &partials,
            .user = user,
            .trace = [this](bool, std::string_view text) { trace.emplace_back(text); },
            .warn = [this](std::string_view text) { warnings.emplace_back(text); },
            .record =
                [this](const sftp::TransferRecord& record) {
                  records.push_back(fmt::format(
                      "{} {} {}{}{}", record.direction == sftp::Direction::received ? "in" : "out",
                      record.path, record.bytes, record.is_part() ? " of " + std::to_string(record.size) : "",
                      record.error.empty() ? "" : " " + record.error));
                },
            .permit = permissions.permit()};
  }

  /// Serves `stream` to its end: the exit status.
  int serve(net::ByteStream& stream) {
    std::optional<int> status;
    const sftp::ServerEnvironment surroundings = environment();
    loop.spawn(detail::keep(sftp::serve(stream, surroundings), status));
    loop.run_until_idle();
    return status.value();
  }

  /// Runs `flow` with a client of this server.
  template <class Flow>
  void with_client(Flow flow) {
    MemoryPipe pipe{loop};
    const sftp::ServerEnvironment surroundings = environment();
    std::optional<int> status;
    loop.spawn(detail::keep(sftp::serve(pipe.second(), surroundings), status));
    loop.spawn(run_client(pipe, flow));
    loop.run_until_idle();
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

  static constexpr std::uint64_t capacity = 8 << 20;
  net::EventLoop loop;
  FakeClock clock;
  SystemClock real_clock;
  net::Offload offload{1};
  vfs::Mounts mounts{"flash"};
  sftp::Partials partials{clock};
  sftp::Naming naming = sftp::Naming::devices;
  sftp::Access access = sftp::Access::read_write;
  std::string user = "user1";
  std::string running_config = "hostname R1\n";
  std::vector<std::string> trace, warnings, records;
  Permissions permissions{};

 private:
  template <class Flow>
  net::Task<void> run_client(MemoryPipe& pipe, Flow& flow) {
    auto client = co_await sftp::Client::start(
        {.loop = loop, .stream = pipe.first(), .clock = real_clock, .patience = std::chrono::seconds{60}});
    co_await flow(*client.value());
    client = failure(ErrorCode::closed);
    pipe.finish(pipe.first());
  }

  Result<vfs::Committed> merge(const std::string& text) {
    running_config += text;
    vfs::Committed committed;
    if (text.contains("bad")) committed.warnings = {"line 1: bad"};
    return committed;
  }
};

}  // namespace ferry::testing
