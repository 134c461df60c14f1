#include "commands/copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ferry::commands {
namespace {

// Each piece is a trip to an offload thread and back; with pieces of 256 KiB threads that woke each other
// were a quarter of the CPU.
constexpr std::size_t piece_size = std::size_t{1} << 20;
// Shorter copies within the device are over before marks would say anything.
constexpr std::uint64_t worth_marks = std::uint64_t{1} << 20;

}  // namespace

Copy::Copy(Session& session, transfer::Source& source, transfer::Target& target, CopyLabels labels,
           Digest digest)
    : session_(session),
      source_(source),
      target_(target),
      labels_(std::move(labels)),
      progress_(session, labels_.is_remote() ? '!' : 'C', source.size()) {
  if (digest == Digest::md5) hash_.emplace(crypto::HashKind::md5);
}

net::Task<cli::Status> Copy::run() {
  const Clock& clock = session_.services().clock;
  const TimePoint started = clock.now();
  auto failure = co_await run_to_failure();
  if (failure) co_return co_await fail(std::move(*failure));
  std::string end = summary(clock.now() - started);
  co_await session_.write(std::move(end));
  co_return cli::Status::done;
}

net::Task<std::optional<Copy::Failure>> Copy::run_to_failure() {
  if (!labels_.loading.empty()) {
    shows_marks_ = true;
    co_await session_.write(labels_.loading);
  }
  auto moved = co_await unless_given_up(session_, move_all());
  if (!moved) co_return given_up();
  if (*moved) co_return std::move(*moved);
  co_await show_end_of_marks();
  // What is being stored on the device itself, or merged, is not stopped halfway.
  if (!is_remote(labels_.to)) co_return co_await store();
  auto stored = co_await unless_given_up(session_, store());
  if (!stored) co_return given_up();
  co_return std::move(*stored);
}

net::Task<std::optional<Copy::Failure>> Copy::move_all() {
  ByteVector buffer(piece_size);
  for (;;) {
    const auto count = co_await source_.read(buffer);
    if (!count) co_return Failure{"reading", &labels_.from, count.error()};
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
  const bool is_short = source_.size().value_or(copied_) <= worth_marks;
  if (!shows_marks_ && !labels_.is_remote() && !is_short) {
    shows_marks_ = true;
    is_wanted = co_await session_.write("Copy in progress...");
  }
  if (labels_.is_remote()) shows_marks_ = true;
  if (shows_marks_ && is_wanted) is_wanted = co_await progress_.advance(bytes);
  if (is_wanted) co_return std::nullopt;
  co_return given_up();
}

net::Task<void> Copy::show_end_of_marks() {
  std::string end;
  // However small it was, something came.
  if (labels_.is_remote() && !progress_.has_begun()) end = "!";
  if (shows_marks_ || labels_.is_remote()) end += "\n";
  if (labels_.tells_size) end += fmt::format("[OK - {} bytes]\n\n", copied_);
  shows_marks_ = false;
  if (!end.empty()) co_await session_.write(std::move(end));
}

net::Task<std::optional<Copy::Failure>> Copy::store() {
  auto lines = co_await target_.finish();
  if (!lines) co_return cannot_write(lines.error());
  if (hash_) digest_ = hash_->finish();
  co_await session_.write(fmt::format("{}{}", *lines, labels_.stored));
  co_return std::nullopt;
}

net::Task<cli::Status> Copy::fail(Failure failure) {
  error_ = fmt::format("{}: {}", failure.doing, failure.error.message);
  co_await target_.abandon();
  const bool is_cancelled = failure.error.code == ErrorCode::cancelled;
  if (is_cancelled && session_.dialog() != nullptr) session_.dialog()->listen_again();
  if (shows_marks_) co_await session_.write("\n");
  co_return co_await place_error(session_, std::move(failure.doing), clone(*failure.what),
                                 std::move(failure.error));
}

// That the device is full is said of what did not fit.
Copy::Failure Copy::cannot_write(Error error) const {
  if (error.code != ErrorCode::no_space) return {"writing", &labels_.to, std::move(error)};
  if (commands::is_remote(labels_.to)) return {"copying", &labels_.to, std::move(error)};
  return {"copying", &labels_.from, Error{ErrorCode::no_space, {}}};
}

Copy::Failure Copy::given_up() const {
  return {"copying", &labels_.from, Error{ErrorCode::cancelled, {}}};
}

std::string Copy::summary(Duration elapsed) const {
  using std::chrono::milliseconds;
  const auto shown = std::max(std::chrono::duration_cast<milliseconds>(elapsed), milliseconds{1}).count();
  const auto rate = static_cast<double>(copied_) * 1000.0 / static_cast<double>(shown);
  return fmt::format("{} bytes copied in {}.{:03} secs ({} bytes/sec)\n", copied_, shown / 1000, shown % 1000,
                     static_cast<std::uint64_t>(rate));
}

}  // namespace ferry::commands
