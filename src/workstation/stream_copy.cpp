#include "workstation/stream_copy.h"

#include <fmt/format.h>

#include "transfer/scp_ends.h"
#include "transfer/sftp_ends.h"
#include "workstation/local_files.h"
#include "workstation/local_spot.h"

namespace ferry::workstation {
namespace {

constexpr std::size_t chunk = std::size_t{256} << 10;

using SourcePtr = std::unique_ptr<transfer::Source>;
using TargetPtr = std::unique_ptr<transfer::Target>;

SshPlace clone(const SshPlace& place) {
  return {.protocol = place.protocol,
          .host = place.host,
          .user = place.user,
          .password = place.password ? std::optional{place.password->clone()} : std::nullopt,
          .port = place.port,
          .path = place.path};
}

/// Some errors name the place already.
Error about(const Place& place, Error error) {
  const bool is_named = error.message.starts_with(shown(place)) || std::holds_alternative<SshPlace>(place);
  if (!is_named) error.message = shown(place) + ": " + error.message;
  return error;
}

/// A file of this machine that is read.
class LocalSource final : public transfer::Source {
 public:
  LocalSource(net::Offload& offload, std::unique_ptr<vfs::ReadableFile> file)
      : offload_(offload), file_(std::move(file)) {}
  [[nodiscard]] std::optional<std::uint64_t> size() const override { return file_->info().size; }
  net::Task<Result<std::size_t>> read(MutableBytes into) override {
    const MutableBytes pieces[] = {into};
    auto count = co_await offload_.run([&] { return file_->read_at(offset_, pieces); });
    if (count) offset_ += *count;
    co_return count;
  }

 private:
  net::Offload& offload_;
  std::unique_ptr<vfs::ReadableFile> file_;
  std::uint64_t offset_ = 0;
};

/// One that is written.
class LocalTarget final : public transfer::Target {
 public:
  LocalTarget(net::Offload& offload, std::unique_ptr<LocalFiles> files,
              std::unique_ptr<vfs::WritableFile> file)
      : offload_(offload), files_(std::move(files)), file_(std::move(file)) {}
  net::Task<Result<void>> write(Bytes bytes) override {
    const Bytes pieces[] = {bytes};
    auto written = co_await offload_.run([&] { return file_->write_at(offset_, pieces); });
    if (written) offset_ += bytes.size();
    co_return written;
  }
  net::Task<Result<std::string>> finish() override {
    auto stored = co_await offload_.run([&] { return file_->commit(); });
    if (!stored) co_return std::unexpected(std::move(stored.error()));
    co_return std::string{};
  }
  net::Task<void> abandon() override {
    co_await offload_.run([&] { file_.reset(); });
  }

 private:
  net::Offload& offload_;
  std::unique_ptr<LocalFiles> files_;
  std::unique_ptr<vfs::WritableFile> file_;
  std::uint64_t offset_ = 0;
};

class StreamCopy {
 public:
  explicit StreamCopy(CopyRun& run, Meter& silent)
      : run_(run),
        silent_(silent),
        person_(run.surroundings.terminal, run.surroundings.offload, run.surroundings.is_verbose) {}

  net::Task<Result<void>> copy(const Place& source, const Place& target);

 private:
  net::Task<Result<SourcePtr>> open_source(const Place& place);
  net::Task<Result<TargetPtr>> open_target(const Place& place, std::optional<std::uint64_t> size);
  net::Task<Result<std::unique_ptr<SshSession>>> log_in(const SshPlace& place);
  [[nodiscard]] Result<SourcePtr> open_local_source(const LocalPlace& place);
  [[nodiscard]] Result<TargetPtr> open_local_target(const LocalPlace& place);
  net::Task<Result<void>> carry(transfer::Source& source, transfer::Target& target);

  CopyRun& run_;
  Meter& silent_;  // the local end must not count what the stream counts
  PersonCorrespondent person_;
  std::unique_ptr<LocalFiles> files_;
};

net::Task<Result<void>> StreamCopy::copy(const Place& source, const Place& target) {
  auto from = co_await open_source(source);
  if (!from) co_return std::unexpected(about(source, from.error()));
  auto to = co_await open_target(target, (*from)->size());
  if (!to) co_return std::unexpected(about(target, to.error()));
  run_.meter.begin(name_of(source), (*from)->size());
  auto carried = co_await carry(**from, **to);
  if (carried) {
    const auto stored = co_await (*to)->finish();
    if (!stored) carried = std::unexpected(stored.error());
  } else {
    co_await (*to)->abandon();
  }
  carried ? run_.meter.finish() : run_.meter.fail();
  if (!carried) co_return std::unexpected(about(target, carried.error()));
  co_return carried;
}

net::Task<Result<void>> StreamCopy::carry(transfer::Source& source, transfer::Target& target) {
  std::optional<DigestCheck> check;
  if (run_.options.sha256) check.emplace(*run_.options.sha256);
  ByteVector buffer(chunk);
  for (;;) {
    if (run_.interrupted) co_return failure(ErrorCode::cancelled);
    const auto count = co_await source.read(buffer);
    if (!count) co_return std::unexpected(count.error());
    if (*count == 0) break;
    const Bytes bytes = Bytes{buffer}.first(*count);
    if (check) check->add(bytes);
    const auto written = co_await target.write(bytes);
    if (!written) co_return written;
    run_.meter.add(*count);
  }
  co_return check ? check->verdict() : Result<void>{};
}

net::Task<Result<std::unique_ptr<SshSession>>> StreamCopy::log_in(const SshPlace& place) {
  SshPlace own = clone(place);
  if (own.protocol == Protocol::automatic) own.protocol = run_.options.protocol;
  auto host = resolve_host(own, run_.options.ssh);
  if (!host) co_return std::unexpected(std::move(host.error()));
  co_return co_await SshSession::open(run_.surroundings, *std::move(host), own.protocol,
                                      std::move(own.password));
}

net::Task<Result<SourcePtr>> StreamCopy::open_source(const Place& place) {
  if (const auto* local = std::get_if<LocalPlace>(&place)) co_return open_local_source(*local);
  if (const auto* web = std::get_if<WebPlace>(&place)) {
    co_return co_await run_.web.open_source(web->url.clone(), person_);
  }
  const auto& far = std::get<SshPlace>(place);
  const auto session = co_await log_in(far);
  if (!session) co_return std::unexpected(session.error());
  const bool has_sftp = (*session)->sftp() != nullptr;
  auto client = (*session)->release();
  if (has_sftp)
    co_return co_await transfer::open_sftp_source(std::move(client), run_.surroundings.ssh(), far.path);
  co_return co_await transfer::open_scp_source(std::move(client), far.path, person_);
}

net::Task<Result<TargetPtr>> StreamCopy::open_target(const Place& place, std::optional<std::uint64_t> size) {
  if (const auto* local = std::get_if<LocalPlace>(&place)) co_return open_local_target(*local);
  if (const auto* web = std::get_if<WebPlace>(&place)) {
    co_return co_await run_.web.open_target(web->url.clone(), size, person_);
  }
  const auto& far = std::get<SshPlace>(place);
  const auto session = co_await log_in(far);
  if (!session) co_return std::unexpected(session.error());
  const bool has_sftp = (*session)->sftp() != nullptr;
  auto client = (*session)->release();
  if (has_sftp)
    co_return co_await transfer::open_sftp_target(std::move(client), run_.surroundings.ssh(), far.path);
  co_return co_await transfer::open_scp_target(std::move(client), far.path, size, person_);
}

Result<SourcePtr> StreamCopy::open_local_source(const LocalPlace& place) {
  const auto spot = spot_of_source(place.path);
  if (!spot) return std::unexpected(spot.error());
  auto files = LocalFiles::open(spot->directory, {}, silent_);
  if (!files) return std::unexpected(files.error());
  files_ = *std::move(files);
  auto file = files_->open(spot->name);
  if (!file) return std::unexpected(file.error());
  return std::make_unique<LocalSource>(run_.surroundings.offload, *std::move(file));
}

Result<TargetPtr> StreamCopy::open_local_target(const LocalPlace& place) {
  constexpr unsigned usual_mode = 0644;
  const auto spot = spot_of_target(place.path, {});
  if (!spot) return std::unexpected(spot.error());
  auto files = LocalFiles::open(spot->directory, {}, silent_);
  if (!files) return std::unexpected(files.error());
  auto file = (*files)->create(spot->name, {.mode = usual_mode});
  if (!file) return std::unexpected(file.error());
  return std::make_unique<LocalTarget>(run_.surroundings.offload, *std::move(files), *std::move(file));
}

}  // namespace

net::Task<void> copy_by_stream(CopyRun& run, const Place& source, const Place& target) {
  if (run.options.recursive && std::holds_alternative<WebPlace>(source)) {
    co_return run.complain(shown(source) +
                           ": only scp, sftp and this machine have directories to copy with -r");
  }
  const auto* const local = std::get_if<LocalPlace>(&source);
  if (local != nullptr && is_local_directory(local->path)) {
    co_return run.complain(shown(source) + ": is a directory: only one of SSH can take it, and cp -r here");
  }
  Meter silent{run.surroundings.clock};
  StreamCopy stream{run, silent};
  const auto copied = co_await stream.copy(source, target);
  if (!copied && !run.interrupted) run.complain(copied.error().message);
}

}  // namespace ferry::workstation
