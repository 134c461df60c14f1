// rooms: scp vfs net base
#include <cstdlib>

#include "net/event_loop.h"
#include "scp/server.h"
#include "vfs/memory_file_systems.h"

namespace {

using namespace ferry;

constexpr std::uint64_t capacity = 4096;

void require(bool holds) {
  if (!holds) std::abort();
}

/// A client that sends what the fuzzer wrote, in fragments, and leaves.
class HostileClient final : public net::ByteStream {
 public:
  HostileClient(Bytes input, std::size_t fragment) : input_(input), fragment_(fragment) {}
  net::Task<Result<std::span<const Bytes>>> read(std::size_t limit) override {
    piece_ = input_.first(std::min({limit, fragment_, input_.size()}));
    input_ = input_.subspan(piece_.size());
    co_return std::span<const Bytes>{&piece_, piece_.empty() ? std::size_t{0} : std::size_t{1}};
  }
  net::Task<Result<void>> write(Bytes) override { co_return Result<void>{}; }
  net::Task<Result<std::unique_ptr<net::OutputBatch>>> reserve(std::size_t) override {
    co_return failure(ErrorCode::closed);
  }
  net::Task<Result<void>> send(std::unique_ptr<net::OutputBatch>) override {
    co_return failure(ErrorCode::closed);
  }
  void close() override { input_ = {}; }

 private:
  Bytes input_;
  std::size_t fragment_;
  Bytes piece_;
};

net::Task<void> run(std::string_view line, net::ByteStream& stream, const scp::Environment& environment) {
  scp::Command command = scp::parse_command(line).value().value();
  const int status = co_await scp::serve(std::move(command), stream, environment);
  require(status == 0 || status == 1);
}

std::uint64_t bytes_below(const vfs::Mounts& files, const vfs::Path& directory) {
  std::uint64_t total = 0;
  for (const vfs::FileInfo& entry : files.list(directory).value()) {
    const vfs::Path path = directory.child(entry.name).value();
    total += entry.type == vfs::FileType::directory ? bytes_below(files, path) : entry.size;
  }
  return total;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::string_view lines[] = {"scp -t flash:", "scp -t a",
                                               "scp -r -p -t flash:", "scp -r -t new/", "scp -d -t ."};
  static net::Offload offload{1};
  static const SystemClock clock;
  if (size < 1) return 0;
  vfs::Mounts files{"flash"};
  files.mount("flash", vfs::make_memory(capacity, clock));
  const scp::Environment environment{.files = files,
                                     .current = files.root(),
                                     .offload = offload,
                                     .clock = clock,
                                     .trace = nullptr,
                                     .warn = nullptr,
                                     .record = nullptr};
  HostileClient client{{data + 1, size - 1}, data[0] / std::size(lines) + 1U};
  net::EventLoop loop;
  loop.spawn(run(lines[data[0] % std::size(lines)], client, environment));
  loop.run_until_idle();
  // Whatever was sent: what is not stored takes no space, and every name can be listed again.
  require(files.find("flash")->space().free == capacity - bytes_below(files, files.root()));
  return 0;
}
