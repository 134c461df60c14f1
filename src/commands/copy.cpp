#include "commands/copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "commands/file_output.h"

namespace ferry::commands {
namespace {

constexpr std::size_t piece_size = std::size_t{256} << 10;
// Shorter copies are over before marks would say anything.
constexpr std::uint64_t worth_marks = std::uint64_t{1} << 20;

}  // namespace

Copy::Copy(Session& session, transfer::Source& source, transfer::Target& target, CopyLabels labels,
           Digest digest)
    : session_(session),
      source_(source),
      target_(target),
      labels_(std::move(labels)),
      progress_(session, 'C', source.size()) {
  if (digest == Digest::md5) hash_.emplace(crypto::HashKind::md5);
}

net::Task<cli::Status> Copy::run() {
  const Clock& clock = session_.services().clock;
  const TimePoint started = clock.now();
  auto failure = co_await move_all();
  if (failure) co_return co_await fail(std::move(*failure));
  failure = co_await finish();
  if (failure) co_return co_await fail(std::move(*failure));
  co_await session_.write(summary(clock.now() - started));
  co_return cli::Status::done;
}

net::Task<std::optional<Copy::Failure>> Copy::move_all() {
  ByteVector buffer(piece_size);
  for (;;) {
    const auto count = co_await source_.read(buffer);
    if (!count) co_return Failure{"reading", labels_.from, count.error()};
    if (*count == 0) co_return std::nullopt;
    const Bytes piece{buffer.data(), *count};
    co_await this->count(piece);
    const auto written = co_await target_.write(piece);
    if (!written) co_return cannot_write(written.error());
    auto stopped = co_await show_progress(*count);
    if (stopped) co_return stopped;
  }
}

net::Task<void> Copy::count(Bytes bytes) {
  copied_ += bytes.size();
  if (hash_) co_await session_.services().offload.run([&] { hash_->update(bytes); });
}

net::Task<std::optional<Copy::Failure>> Copy::show_progress(std::size_t bytes) {
  bool is_wanted = true;
  if (!shows_marks_ && source_.size().value_or(copied_) > worth_marks) {
    shows_marks_ = true;
    is_wanted = co_await session_.write("Copy in progress...");
  }
  if (shows_marks_ && is_wanted) is_wanted = co_await progress_.advance(bytes);
  if (is_wanted) co_return std::nullopt;
  co_return Failure{"copying", labels_.from, Error{ErrorCode::cancelled, {}}};
}

net::Task<std::optional<Copy::Failure>> Copy::finish() {
  auto lines = co_await target_.finish();
  if (!lines) co_return cannot_write(lines.error());
  if (hash_) digest_ = hash_->finish();
  const std::string_view line_end = shows_marks_ ? "\n" : "";
  co_await session_.write(fmt::format("{}{}{}", line_end, *lines, labels_.stored));
  co_return std::nullopt;
}

net::Task<cli::Status> Copy::fail(Failure failure) {
  co_await target_.abandon();
  if (shows_marks_) co_await session_.write("\n");
  co_return co_await file_error(session_, std::move(failure.doing), std::move(failure.what),
                                std::move(failure.error));
}

Copy::Failure Copy::cannot_write(Error error) const {
  if (error.code == ErrorCode::no_space) return {"copying", labels_.from, std::move(error)};
  return {"writing", labels_.to, std::move(error)};
}

std::string Copy::summary(Duration elapsed) const {
  using std::chrono::milliseconds;
  const auto shown = std::max(std::chrono::duration_cast<milliseconds>(elapsed), milliseconds{1}).count();
  const auto rate = static_cast<double>(copied_) * 1000.0 / static_cast<double>(shown);
  return fmt::format("{} bytes copied in {}.{:03} secs ({} bytes/sec)\n", copied_, shown / 1000, shown % 1000,
                     static_cast<std::uint64_t>(rate));
}

}  // namespace ferry::commands
