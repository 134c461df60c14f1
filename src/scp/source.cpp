#include "scp/source.h"

#include <algorithm>

#include "scp/expand.h"
#include "scp/pattern.h"

namespace ferry::scp {
namespace {

/// Most that is read and sent at a time.
constexpr std::size_t largest_batch = std::size_t{256} << 10;
/// The mark behind a file's bytes.
constexpr std::size_t end_mark_size = 1;

/// The first `size` bytes of the room.
std::vector<MutableBytes> first_bytes(std::span<const MutableBytes> slots, std::size_t size) {
  std::vector<MutableBytes> pieces;
  for (const MutableBytes slot : slots) {
    if (size == 0) break;
    pieces.push_back(slot.first(std::min(slot.size(), size)));
    size -= pieces.back().size();
  }
  return pieces;
}

void fill_with_zeros(std::span<const MutableBytes> pieces, std::size_t from) {
  for (const MutableBytes piece : pieces) {
    const std::size_t skipped = std::min(from, piece.size());
    std::ranges::fill(piece.subspan(skipped), Byte{0});
    from -= skipped;
  }
}

}  // namespace

net::Task<int> Source::run() {
  const auto ready = co_await dialogue_.answer();
  if (!ready || *ready) co_return 1;
  bool is_one_name = false;
  if (command_.paths.size() > 1) {
    is_one_name = co_await environment_.offload.run([this] { return exists(command_.whole); });
  }
  if (is_one_name) command_.paths = {command_.whole};
  for (const std::string& typed : command_.paths) {
    const Next next = co_await send_requested(typed);
    if (next == Next::stop) co_return 1;
  }
  co_return status_;
}

/// May block.
bool Source::exists(std::string_view typed) const {
  const auto path = environment_.files.parse(typed, environment_.current);
  return path && environment_.files.stat(*path);
}

net::Task<Source::Next> Source::send_requested(std::string typed) {
  auto found = co_await environment_.offload.run([&] { return look_up(typed); });
  if (found.error) co_return co_await fail(typed, found.error->message);
  if (found.file != nullptr) {
    co_return co_await send_file(std::move(found.items.front()), std::move(found.file));
  }
  for (Item& item : found.items) {
    const Next next = co_await send_item(std::move(item));
    if (next == Next::stop) co_return next;
  }
  co_return Next::go_on;
}

/// May block.
Source::Found Source::look_up(std::string_view typed) const {
  const auto path = environment_.files.parse(typed, environment_.current);
  if (!path) return {.items = {}, .error = path.error()};
  const auto item_for = [&](const vfs::Path& match) {
    return Item{.path = match, .name = expected_name(typed, match), .shown = match.text()};
  };
  auto file = environment_.files.open(*path);
  Found found;
  if (file || file.error().code == ErrorCode::is_directory) {
    found.items.push_back(item_for(*path));
    found.items.front().shown = typed;
    if (file) found.file = *std::move(file);
    return found;
  }
  // A name that exists as it is typed is no pattern, whatever characters it has.
  if (file.error().code != ErrorCode::not_found || !is_pattern(typed)) {
    found.error = file.error();
    return found;
  }
  const auto matched = expand(environment_.files, *path);
  if (!matched) {
    found.error = matched.error();
  } else if (matched->empty()) {
    found.error = file.error();
  } else {
    for (const vfs::Path& match : *matched) found.items.push_back(item_for(match));
  }
  return found;
}

net::Task<Source::Next> Source::send_item(Item item) {
  auto at_once = environment_.files.try_open(item.path);
  auto file = at_once ? *std::move(at_once)
                      : co_await environment_.offload.run([&] { return environment_.files.open(item.path); });
  if (file) co_return co_await send_file(std::move(item), *std::move(file));
  if (file.error().code != ErrorCode::is_directory) co_return co_await fail(item.shown, file.error().message);
  if (!command_.recursive) co_return co_await fail(item.shown, "not a regular file");
  co_return co_await send_directory(std::move(item));
}

net::Task<Source::Next> Source::send_directory(Item item) {
  const auto info = co_await environment_.offload.run([&] { return environment_.files.stat(item.path); });
  if (!info) co_return co_await fail(item.shown, info.error().message);
  const auto entries = co_await environment_.offload.run([&] { return environment_.files.list(item.path); });
  if (!entries) co_return co_await fail(item.shown, entries.error().message);

  bool refused = false;
  Next next =
      co_await announce(*info, to_line(DirectoryRecord{.mode = info->mode, .name = item.name}), refused);
  if (next == Next::stop || refused) co_return next;
  for (const vfs::FileInfo& entry : *entries) {
    const auto path = item.path.child(entry.name);
    if (!path) {
      next = co_await fail(entry.name, path.error().message);
    } else {
      next = co_await send_item({.path = *path, .name = entry.name, .shown = path->text()});
    }
    if (next == Next::stop) co_return next;
  }
  co_return co_await say("E", refused);
}

net::Task<Source::Next> Source::send_file(Item item, std::unique_ptr<vfs::ReadableFile> file) {
  Outgoing outgoing{.item = std::move(item), .file = std::move(file), .started = environment_.clock.now()};
  if (environment_.permit) {
    const Result<void> permitted =
        co_await environment_.permit({vfs::Operation::Kind::fetch, outgoing.item.path.text()});
    if (!permitted) co_return co_await fail(outgoing.item.shown, permitted.error().message);
  }
  const vfs::FileInfo& info = outgoing.file->info();
  const FileRecord file_record{.mode = info.mode, .size = info.size, .name = outgoing.item.name};
  bool refused = false;
  const Next next = co_await announce(info, to_line(file_record), refused);
  if (next == Next::stop || refused) co_return next;
  const auto sent = co_await send_content(outgoing);
  if (!sent) {
    outgoing.failed = sent.error();
    record(outgoing);
    co_return Next::stop;
  }
  co_return co_await finish_file(outgoing);
}

/// Sends the times if the client wants them, then the record itself, and hears what the client thinks of
/// each.
net::Task<Source::Next> Source::announce(const vfs::FileInfo& info, std::string line, bool& refused) {
  if (command_.times) {
    const TimesRecord times{.modified = info.modified, .accessed = info.modified};
    const Next next = co_await say(to_line(times), refused);
    if (next == Next::stop || refused) co_return next;
  }
  co_return co_await say(std::move(line), refused);
}

net::Task<Source::Next> Source::say(std::string line, bool& refused) {
  const auto sent = co_await dialogue_.say(std::move(line));
  if (!sent) co_return Next::stop;
  const auto answer = co_await dialogue_.answer();
  if (!answer) co_return Next::stop;
  if (!*answer) co_return Next::go_on;
  refused = true;
  status_ = 1;
  co_return (*answer)->is_fatal ? Next::stop : Next::go_on;
}

net::Task<Result<void>> Source::send_content(Outgoing& outgoing) {
  while (outgoing.sent < outgoing.file->info().size) {
    const auto sent = co_await send_batch(outgoing);
    if (!sent) co_return sent;
  }
  dialogue_.trace_out(std::to_string(outgoing.sent) + " bytes");
  co_return Result<void>{};
}

net::Task<Result<void>> Source::send_batch(Outgoing& outgoing) {
  const std::uint64_t rest = outgoing.file->info().size - outgoing.sent;
  const auto limit = static_cast<std::size_t>(std::min<std::uint64_t>(rest, largest_batch)) + end_mark_size;
  auto batch = co_await stream_.reserve(limit);
  if (!batch) co_return std::unexpected(batch.error());
  const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(rest, (*batch)->capacity()));
  const std::vector<MutableBytes> pieces = first_bytes((*batch)->slots(), want);

  auto count = co_await read(outgoing, pieces);
  if (!count && !outgoing.failed) outgoing.failed = count.error();
  if (count && *count < want && !outgoing.failed) {
    outgoing.failed = Error{ErrorCode::io, "file shrank while it was sent"};
  }
  // The client counts on the announced size: zeros keep it in step until the error record can follow.
  if (outgoing.failed) fill_with_zeros(pieces, count.value_or(0));
  std::size_t filled = want;
  const bool has_room_for_end = want == rest && want < (*batch)->capacity() && !outgoing.failed;
  if (has_room_for_end) {
    first_bytes((*batch)->slots(), ++filled).back().back() = ok_mark;
    outgoing.ended = true;
  }
  (*batch)->filled(filled);
  outgoing.sent += want;
  co_return co_await stream_.send(*std::move(batch));
}

net::Task<Result<std::size_t>> Source::read(const Outgoing& outgoing, std::span<const MutableBytes> into) {
  if (outgoing.failed) co_return std::size_t{0};
  auto cached = outgoing.file->try_read_at(outgoing.sent, into);
  if (cached) co_return *std::move(cached);
  co_return co_await environment_.offload.run([&] { return outgoing.file->read_at(outgoing.sent, into); });
}

/// The end mark, or what went wrong, and the client's answer. One that leaves without it has all bytes
/// (libssh2).
net::Task<Source::Next> Source::finish_file(Outgoing& outgoing) {
  Result<void> sent;
  if (outgoing.failed) {
    status_ = 1;
    sent = co_await dialogue_.complain(error_text(outgoing.item.shown, outgoing.failed->message));
  } else if (outgoing.ended) {
    dialogue_.trace_out("<OK>");
  } else {
    sent = co_await dialogue_.acknowledge();
  }
  const auto answer = co_await dialogue_.answer();
  if (answer && *answer) {
    status_ = 1;
    if (!outgoing.failed) outgoing.failed = Error{ErrorCode::cancelled, (*answer)->text};
  }
  record(outgoing);
  const bool left = !sent || (!answer && answer.error().code != ErrorCode::invalid);
  if (left) co_return Next::go_on;
  co_return answer && !(*answer && (*answer)->is_fatal) ? Next::go_on : Next::stop;
}

/// Something cannot be sent. The client counts the error and waits for the next record without an answer.
net::Task<Source::Next> Source::fail(std::string shown, std::string reason) {
  status_ = 1;
  const auto sent = co_await dialogue_.complain(error_text(shown, reason));
  co_return sent ? Next::go_on : Next::stop;
}

void Source::record(const Outgoing& outgoing) const {
  if (!environment_.record) return;
  environment_.record({.direction = Direction::source,
                       .path = outgoing.item.path.text(),
                       .bytes = outgoing.sent,
                       .elapsed = environment_.clock.now() - outgoing.started,
                       .error = outgoing.failed ? outgoing.failed->message : std::string{}});
}

}  // namespace ferry::scp
