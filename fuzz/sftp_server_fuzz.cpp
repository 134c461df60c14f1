// rooms: sftp vfs net wire base
#include <algorithm>
#include <cstdlib>

#include "sftp/messages.h"
#include "sftp/partials.h"
#include "sftp/server.h"
#include "vfs/memory_file_systems.h"

namespace {

using namespace ferry;

constexpr std::uint64_t capacity = 4096;

void require(bool holds) {
  if (!holds) std::abort();
}

class PlainBatch final : public net::OutputBatch {
 public:
  explicit PlainBatch(std::size_t size) : bytes_(size), slot_(bytes_) {}
  [[nodiscard]] std::span<const MutableBytes> slots() const override { return {&slot_, 1}; }
  [[nodiscard]] std::size_t capacity() const override { return bytes_.size(); }
  void filled(std::size_t bytes) override { require(bytes <= bytes_.size()); }

 private:
  ByteVector bytes_;
  MutableBytes slot_;
};

/// A client that sends what the fuzzer wrote, in fragments, and leaves.
class HostileClient final : public net::ByteStream {
 public:
  HostileClient(ByteVector input, std::size_t fragment)
      : input_(std::move(input)), left_(input_), fragment_(fragment) {}
  net::Task<Result<std::span<const Bytes>>> read(std::size_t limit) override {
    piece_ = left_.first(std::min({limit, fragment_, left_.size()}));
    left_ = left_.subspan(piece_.size());
    co_return std::span<const Bytes>{&piece_, piece_.empty() ? std::size_t{0} : std::size_t{1}};
  }
  net::Task<Result<void>> write(Bytes) override { co_return Result<void>{}; }
  net::Task<Result<std::unique_ptr<net::OutputBatch>>> reserve(std::size_t limit) override {
    co_return std::make_unique<PlainBatch>(std::min(limit, fragment_));
  }
  net::Task<Result<void>> send(std::unique_ptr<net::OutputBatch>) override { co_return Result<void>{}; }
  void close() override { left_ = {}; }

 private:
  ByteVector input_;
  Bytes left_, piece_;
  std::size_t fragment_;
};

net::Task<void> run(net::ByteStream& stream, const sftp::ServerEnvironment& environment) {
  const int status = co_await sftp::serve(stream, environment);
  require(status == 0 || status == 1);
}

/// INIT, then what the fuzzer wrote.
ByteVector conversation(Bytes from_fuzzer) {
  ByteVector input;
  const ByteVector init = wire::encode(sftp::Init{.version = 3, .extensions = {}});
  wire::Writer{input}.write(Bytes{init});
  input.insert(input.end(), from_fuzzer.begin(), from_fuzzer.end());
  return input;
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
  static net::Offload offload{1};
  static const SystemClock clock;
  if (size < 1) return 0;
  vfs::Mounts files{"flash"};
  files.mount("flash", vfs::make_memory(capacity, clock));
  {
    sftp::Partials partials{clock};
    net::EventLoop loop;
    const sftp::ServerEnvironment environment{.files = files,
                                              .loop = loop,
                                              .offload = offload,
                                              .clock = clock,
                                              .partials = &partials,
                                              .user = "user"};
    HostileClient client{conversation({data + 1, size - 1}), data[0] + 1U};
    loop.spawn(run(client, environment));
    loop.run_until_idle();
  }
  // Whatever was sent: what is not stored takes no space, and every name can be listed again.
  require(files.find("flash")->space().free == capacity - bytes_below(files, files.root()));
  return 0;
}
