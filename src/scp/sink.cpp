#include "scp/sink.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ferry::scp {
namespace {

/// A file up to this size is kept until it is whole and then written, synced and named in one go on an
/// offload thread: three trips there would cost more than the copy.
constexpr std::uint64_t small_file = std::uint64_t{64} << 10;
/// Most that is handed to one write of a larger file.
constexpr std::size_t largest_write = std::size_t{1} << 20;

/// Less than this is not worth a trip to an offload thread while more is to come.
constexpr std::size_t usual_write = std::size_t{256} << 10;

/// "dir/" and "dir/." say that a directory is meant.
bool names_directory(std::string_view typed) {
  return typed.ends_with('/') || typed.ends_with("/.");
}

/// What a client is told about a file that was stored, though not all of it could be used. One record,
/// because a client waits for exactly one answer; the log has every line.
std::string summary(const std::vector<std::string>& warnings) {
  if (warnings.size() == 1) return warnings.front();
  return fmt::format("{} warnings (all in the log), first: {}", warnings.size(), warnings.front());
}

}  // namespace

net::Task<int> Sink::run() {
  const auto opened = co_await open_target();
  if (!opened) {
    co_await dialogue_.complain(error_text(command_.whole, opened.error().message));
    co_return 1;
  }
  const auto ready = co_await dialogue_.acknowledge();
  if (!ready) co_return 1;
  for (;;) {
    auto line = co_await dialogue_.line();
    if (!line && line.error().code == ErrorCode::invalid) co_await protocol_error(line.error().message);
    if (!line) co_return 1;
    if (!*line) co_return levels_.size() > 1 ? 1 : status_;
    const Next next = co_await take_record(std::move(**line));
    if (next == Next::stop) co_return status_;
  }
}

net::Task<Result<void>> Sink::open_target() {
  auto path = environment_.files.parse(command_.whole, environment_.current);
  if (!path) co_return std::unexpected(path.error());
  levels_.push_back({.path = *std::move(path), .shown = command_.whole, .modified = std::nullopt});
  if (!command_.target_is_directory) co_return Result<void>{};
  const auto status = co_await environment_.offload.run([this] { return status_of_target(); });
  if (!status) co_return std::unexpected(status.error());
  if (status->type != vfs::FileType::directory) co_return failure(ErrorCode::not_directory);
  co_return Result<void>{};
}

Result<vfs::FileInfo> Sink::status_of_target() const {
  return environment_.files.stat(levels_.front().path);
}

net::Task<Sink::Next> Sink::take_record(std::string line) {
  auto parsed = parse_record(line);
  if (!parsed) {
    const bool is_only_the_name = parsed.error().code != ErrorCode::invalid;
    if (is_only_the_name) co_return co_await refuse(std::move(parsed.error()));
    co_return co_await protocol_error(parsed.error().message);
  }
  if (auto* const file = std::get_if<FileRecord>(&*parsed)) co_return co_await receive_file(std::move(*file));
  if (auto* const directory = std::get_if<DirectoryRecord>(&*parsed)) {
    co_return co_await receive_directory(std::move(*directory));
  }
  if (const auto* const times = std::get_if<TimesRecord>(&*parsed)) co_return co_await remember_times(*times);
  if (std::holds_alternative<EndRecord>(*parsed)) co_return co_await leave_directory();
  // The client could not read something of its own, and says so in place of sending it.
  status_ = 1;
  co_return std::get<ErrorRecord>(*parsed).is_fatal ? Next::stop : Next::go_on;
}

net::Task<Sink::Next> Sink::remember_times(TimesRecord record) {
  announced_time_ = record.modified;
  const auto sent = co_await dialogue_.acknowledge();
  co_return sent ? Next::go_on : Next::stop;
}

net::Task<Sink::Next> Sink::receive_directory(DirectoryRecord record) {
  if (!command_.recursive) co_return co_await protocol_error("protocol error: received directory without -r");
  auto level = co_await begin_directory(record);
  if (!level) {
    announced_time_.reset();
    const std::string text = error_text(shown_child(record.name), level.error().message);
    co_return co_await refuse({level.error().code, text});
  }
  level->modified = std::exchange(announced_time_, std::nullopt);
  levels_.push_back(*std::move(level));
  const auto sent = co_await dialogue_.acknowledge();
  co_return sent ? Next::go_on : Next::stop;
}

net::Task<Result<Sink::Level>> Sink::begin_directory(const DirectoryRecord& record) {
  auto level = co_await environment_.offload.run([&] { return place_of_directory(record); });
  if (!level) co_return level;
  if (environment_.permit) {
    const Result<void> permitted =
        co_await environment_.permit({vfs::Operation::Kind::make_directory, level->path.text()});
    if (!permitted) co_return std::unexpected(permitted.error());
  }
  const Result<void> opened =
      co_await environment_.offload.run([&] { return open_directory(*level, record); });
  if (!opened) co_return std::unexpected(opened.error());
  co_return level;
}

/// May block.
Result<Sink::Level> Sink::place_of_directory(const DirectoryRecord& record) const {
  const auto into_level = goes_into_level(false);
  if (!into_level) return std::unexpected(into_level.error());
  const Level& level = levels_.back();
  const auto path = *into_level ? level.path.child(record.name) : level.path;
  if (!path) return std::unexpected(path.error());
  return Level{
      .path = *path, .shown = *into_level ? shown_child(record.name) : level.shown, .modified = std::nullopt};
}

/// May block.
Result<void> Sink::open_directory(const Level& level, const DirectoryRecord& record) const {
  const auto status = environment_.files.stat(level.path);
  if (!status) {
    if (status.error().code != ErrorCode::not_found) return std::unexpected(status.error());
    return environment_.files.make_directory(level.path, record.mode);
  }
  if (status->type != vfs::FileType::directory) return failure(ErrorCode::not_directory);
  if (!command_.times) return {};
  return environment_.files.set_attributes(level.path, record.mode, std::nullopt);
}

net::Task<Sink::Next> Sink::leave_directory() {
  if (levels_.size() == 1) co_return co_await protocol_error("protocol error: unexpected E");
  const Level left = std::move(levels_.back());
  levels_.pop_back();
  Result<void> changed;
  if (left.modified) {
    changed = co_await environment_.offload.run(
        [&] { return environment_.files.set_attributes(left.path, std::nullopt, left.modified); });
  }
  if (!changed) status_ = 1;
  Result<void> sent;
  if (changed) {
    sent = co_await dialogue_.acknowledge();
  } else {
    sent = co_await dialogue_.complain(error_text(left.shown, changed.error().message));
  }
  co_return sent ? Next::go_on : Next::stop;
}

net::Task<Sink::Next> Sink::receive_file(FileRecord announced) {
  Incoming incoming{.announced = std::move(announced),
                    .modified = std::exchange(announced_time_, std::nullopt),
                    .path = levels_.back().path,
                    .shown = levels_.back().shown,
                    .started = environment_.clock.now()};
  co_await begin_file(incoming);
  if (incoming.failed) {
    record(incoming);
    const std::string text = error_text(incoming.shown, incoming.failed->message);
    co_return co_await refuse({incoming.failed->code, text});
  }
  const auto sent = co_await dialogue_.acknowledge();
  incoming.broken_off = !sent;
  if (sent) co_await receive_content(incoming);
  co_return co_await report(incoming);
}

/// One trip to an offload thread, or two where somebody has to be asked in between.
net::Task<void> Sink::begin_file(Incoming& incoming) {
  if (environment_.permit) {
    co_await environment_.offload.run([&] { find_place(incoming); });
    if (incoming.failed) co_return;
    const Result<void> permitted =
        co_await environment_.permit({vfs::Operation::Kind::store, incoming.path.text()});
    if (!permitted) incoming.failed = permitted.error();
    if (permitted) co_await environment_.offload.run([&] { open_file(incoming); });
    co_return;
  }
  co_await environment_.offload.run([&] {
    find_place(incoming);
    if (!incoming.failed) open_file(incoming);
  });
}

/// May block.
void Sink::find_place(Incoming& incoming) const {
  const auto into_level = goes_into_level(true);
  if (!into_level) {
    incoming.failed = into_level.error();
    return;
  }
  if (*into_level) {
    const auto path = levels_.back().path.child(incoming.announced.name);
    incoming.shown = shown_child(incoming.announced.name);
    if (!path) {
      incoming.failed = path.error();
      return;
    }
    incoming.path = *path;
  }
}

/// May block.
void Sink::open_file(Incoming& incoming) const {
  const vfs::CreateOptions options{.mode = incoming.announced.mode, .expected_size = incoming.announced.size};
  auto file = environment_.files.create(incoming.path, options);
  if (!file) {
    incoming.failed = file.error();
    return;
  }
  incoming.file = *std::move(file);
  if (incoming.modified) incoming.file->set_modified(*incoming.modified);
}

net::Task<void> Sink::receive_content(Incoming& incoming) {
  if (incoming.announced.size <= small_file) {
    co_await collect(incoming);
  } else {
    co_await write_through(incoming);
  }
  dialogue_.trace_in(std::to_string(incoming.received) + " bytes");
  if (incoming.received < incoming.announced.size) {
    incoming.broken_off = true;
    co_return;
  }
  co_await hear_verdict(incoming);
  if (!incoming.failed) co_await store(incoming);
}

net::Task<void> Sink::collect(Incoming& incoming) {
  const auto size = static_cast<std::size_t>(incoming.announced.size);
  incoming.content.reserve(size);
  while (incoming.content.size() < size) {
    const auto pieces = co_await dialogue_.data(size - incoming.content.size());
    if (!pieces || pieces->empty()) break;
    for (const Bytes piece : *pieces) {
      incoming.content.insert(incoming.content.end(), piece.begin(), piece.end());
    }
  }
  incoming.received = incoming.content.size();
}

/// After a failed write the rest of the promised bytes is still taken, so that the client's next record is
/// one.
net::Task<void> Sink::write_through(Incoming& incoming) {
  const std::uint64_t size = incoming.announced.size;
  while (incoming.received < size) {
    const auto limit = std::min<std::uint64_t>(size - incoming.received, largest_write);
    dialogue_.expect(
        static_cast<std::size_t>(std::min<std::uint64_t>(size - incoming.received, usual_write)));
    const auto pieces = co_await dialogue_.data(static_cast<std::size_t>(limit));
    if (!pieces || pieces->empty()) co_return;
    if (!incoming.failed) {
      const auto written = co_await environment_.offload.run(
          [&] { return incoming.file->write_at(incoming.received, *pieces); });
      if (!written) incoming.failed = written.error();
    }
    for (const Bytes piece : *pieces) incoming.received += piece.size();
  }
}

/// The client says whether it could read all of its file. One that just leaves after the last byte (libssh2)
/// says yes.
net::Task<void> Sink::hear_verdict(Incoming& incoming) {
  const auto answer = co_await dialogue_.answer();
  if (!answer && answer.error().code == ErrorCode::invalid) {
    incoming.failed = answer.error();
    incoming.broken_off = true;
  } else if (!answer) {
    incoming.broken_off = true;
  } else if (*answer) {
    incoming.failed = Error{ErrorCode::cancelled, "not stored, the sender could not read it"};
  }
}

net::Task<void> Sink::store(Incoming& incoming) {
  co_await environment_.offload.run([&incoming] {
    const Bytes pieces[] = {incoming.content};
    const auto written = incoming.content.empty() ? Result<void>{} : incoming.file->write_at(0, pieces);
    auto committed = written ? incoming.file->commit() : std::unexpected(written.error());
    if (committed) {
      incoming.warnings = std::move(committed->warnings);
    } else {
      incoming.failed = committed.error();
    }
    incoming.file.reset();
  });
}

/// The end of a file, stored or not: what the log and the client learn of it.
net::Task<Sink::Next> Sink::report(Incoming& incoming) {
  const bool is_whole = incoming.received == incoming.announced.size;
  if (incoming.file != nullptr) {
    // Throwing away a large unfinished file may take the disk a while.
    co_await environment_.offload.run([&incoming] { incoming.file.reset(); });
  }
  if (!is_whole && !incoming.failed) incoming.failed = Error{ErrorCode::closed, "lost connection"};
  if (incoming.failed || !incoming.warnings.empty()) status_ = 1;
  record(incoming);
  if (environment_.warn) {
    for (const std::string& warning : incoming.warnings)
      environment_.warn(error_text(incoming.shown, warning));
  }
  Result<void> sent;
  if (incoming.failed) {
    sent = co_await dialogue_.complain(error_text(incoming.shown, incoming.failed->message));
  } else if (!incoming.warnings.empty()) {
    sent = co_await dialogue_.complain(error_text(incoming.shown, summary(incoming.warnings)));
  } else {
    sent = co_await dialogue_.acknowledge();
  }
  co_return sent && !incoming.broken_off ? Next::go_on : Next::stop;
}

/// Whether the next thing gets its own name in the level at hand, or the level's. May block.
Result<bool> Sink::goes_into_level(bool is_file) const {
  if (levels_.size() > 1) return true;
  const auto status = status_of_target();
  if (status) {
    if (status->type == vfs::FileType::directory) return true;
    if (names_directory(command_.whole)) return failure(ErrorCode::not_directory);
    return false;
  }
  if (status.error().code != ErrorCode::not_found) return std::unexpected(status.error());
  if (is_file && names_directory(command_.whole)) return std::unexpected(status.error());
  return false;
}

std::string Sink::shown_child(std::string_view name) const {
  const std::string& directory = levels_.back().shown;
  const bool is_separated = directory.empty() || directory.ends_with('/') || directory.ends_with(':');
  return directory + (is_separated ? "" : "/") + std::string{name};
}

net::Task<Sink::Next> Sink::refuse(Error error) {
  status_ = 1;
  const auto sent = co_await dialogue_.complain(error.message);
  co_return sent ? after_refusal() : Next::stop;
}

/// A client that sends several files waits for each answer and goes on with the next. One that sends a single
/// file may have sent its content already (go-scp does): nothing in there may be taken for a record.
Sink::Next Sink::after_refusal() const {
  return command_.recursive || command_.target_is_directory ? Next::go_on : Next::stop;
}

net::Task<Sink::Next> Sink::protocol_error(std::string text) {
  status_ = 1;
  co_await dialogue_.complain("scp: " + text);
  co_return Next::stop;
}

void Sink::record(const Incoming& incoming) const {
  if (!environment_.record) return;
  environment_.record({.direction = Direction::sink,
                       .path = incoming.path.text(),
                       .bytes = incoming.received,
                       .elapsed = environment_.clock.now() - incoming.started,
                       .error = incoming.failed ? incoming.failed->message : std::string{}});
}

}  // namespace ferry::scp
