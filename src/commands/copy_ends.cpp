#include "commands/copy_ends.h"

#include <array>
#include <utility>

#include "commands/file_output.h"
#include "commands/merge.h"

namespace ferry::commands {
namespace {

class FileSource final : public transfer::Source {
 public:
  FileSource(const Services& services, std::unique_ptr<vfs::ReadableFile> file)
      : services_(services), file_(std::move(file)) {}

  [[nodiscard]] std::optional<std::uint64_t> size() const override { return file_->info().size; }

  net::Task<Result<std::size_t>> read(MutableBytes into) override {
    const std::array<MutableBytes, 1> pieces{into};
    const auto count = co_await services_.offload.run([&] { return file_->read_at(offset_, pieces); });
    if (count) offset_ += *count;
    co_return count;
  }

 private:
  const Services& services_;
  std::unique_ptr<vfs::ReadableFile> file_;
  std::uint64_t offset_ = 0;
};

class FileTarget final : public transfer::Target {
 public:
  FileTarget(const Services& services, std::unique_ptr<vfs::WritableFile> file)
      : services_(services), file_(std::move(file)) {}

  net::Task<Result<void>> write(Bytes bytes) override {
    const std::array<Bytes, 1> pieces{bytes};
    const auto written = co_await services_.offload.run([&] { return file_->write_at(offset_, pieces); });
    if (written) offset_ += bytes.size();
    co_return written;
  }

  net::Task<Result<std::string>> finish() override {
    const auto committed = co_await services_.offload.run([this] { return file_->commit(); });
    co_await abandon();
    if (!committed) co_return std::unexpected(committed.error());
    std::string lines;
    for (const std::string& warning : committed->warnings) lines += warning + "\n";
    co_return lines;
  }

  net::Task<void> abandon() override {
    // To close a file may remove it from the disk.
    co_await services_.offload.run([this] { file_.reset(); });
  }

 private:
  const Services& services_;
  std::unique_ptr<vfs::WritableFile> file_;
  std::uint64_t offset_ = 0;
};

class RunningConfiguration final : public transfer::Target {
 public:
  RunningConfiguration(Session& session, MergeRule rule) : session_(session), rule_(rule) {}

  net::Task<Result<void>> write(Bytes bytes) override {
    if (text_.size() + bytes.size() > longest_text_file) co_return failure(ErrorCode::no_space);
    text_ += as_text(bytes);
    co_return Result<void>{};
  }
  net::Task<Result<std::string>> finish() override {
    auto merged = co_await merge_configuration(session_, std::move(text_), rule_);
    if (!merged) co_await session_.write(merged.error().message);
    co_return merged;
  }
  net::Task<void> abandon() override {
    text_.clear();
    co_return;
  }

 private:
  Session& session_;
  MergeRule rule_;
  std::string text_;
};

}  // namespace

net::Task<Result<std::unique_ptr<transfer::Source>>> open_source(const Services& services, vfs::Path path) {
  auto file = co_await services.offload.run([&] { return services.files.open(path); });
  if (!file) co_return std::unexpected(std::move(file.error()));
  co_return std::make_unique<FileSource>(services, std::move(*file));
}

net::Task<Result<std::unique_ptr<transfer::Target>>> open_target(const Services& services, vfs::Path path,
                                                                 std::optional<std::uint64_t> size) {
  auto file =
      co_await services.offload.run([&] { return services.files.create(path, {.expected_size = size}); });
  if (!file) co_return std::unexpected(std::move(file.error()));
  co_return std::make_unique<FileTarget>(services, std::move(*file));
}

std::unique_ptr<transfer::Target> open_running_configuration(Session& session, MergeRule rule) {
  return std::make_unique<RunningConfiguration>(session, rule);
}

}  // namespace ferry::commands
