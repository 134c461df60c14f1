#include "workstation/sftp_send.h"

#include <fmt/format.h>

#include "base/text.h"
#include "sftp/remote_store.h"
#include "workstation/local_files.h"
#include "workstation/place.h"
#include "workstation/sftp_paths.h"

namespace ferry::workstation {
namespace {

constexpr unsigned executable_bits = 0111;

/// SFTP has no word for a full disk, and servers say no more than that something failed.
Error of_writing(Error error) {
  if (error.code == ErrorCode::io) error.message += " (is there space left?)";
  return error;
}

/// One tree on its way out.
class Sender {
 public:
  Sender(CopyRun& run, SshSession& session, LocalFiles& files)
      : run_(run), session_(session), files_(files) {}

  net::Task<void> send(vfs::Path from, std::string to, unsigned depth);

 private:
  net::Task<void> send_directory(vfs::Path from, vfs::FileInfo info, std::string to, unsigned depth);
  net::Task<Result<void>> make_directory(std::string path, unsigned mode);
  net::Task<void> send_file(vfs::Path from, std::string to);
  net::Task<Result<std::unique_ptr<sftp::RemoteStore>>> open_store(vfs::ReadableFile& file, std::string to);
  net::Task<Result<void>> compare_tail(vfs::ReadableFile& file, std::string to, std::uint64_t size);
  net::Task<Result<void>> send_content(vfs::ReadableFile& file, sftp::RemoteStore& store);
  net::Task<Result<std::size_t>> read(vfs::ReadableFile& file, std::uint64_t offset, MutableBytes into);
  void complain(const std::string& path, const Error& error) {
    run_.complain(
        fmt::format("{}:{}: {}", session_.host().typed, printable(path), session_.explained(error).message));
  }

  CopyRun& run_;
  SshSession& session_;
  LocalFiles& files_;
};

net::Task<void> Sender::send(vfs::Path from, std::string to, unsigned depth) {
  const auto info = co_await run_.surroundings.offload.run([&] { return files_.stat(from); });
  if (!info) co_return run_.complain(fmt::format("{}: {}", printable(from.inside()), info.error().message));
  if (info->type == vfs::FileType::file) co_return co_await send_file(std::move(from), std::move(to));
  if (!run_.options.recursive) {
    co_return run_.complain(fmt::format("{} is a directory: copy it with -r", printable(from.inside())));
  }
  co_await send_directory(std::move(from), *info, std::move(to), depth);
}

net::Task<void> Sender::send_directory(vfs::Path from, vfs::FileInfo info, std::string to, unsigned depth) {
  if (depth == 0) co_return run_.complain(printable(from.inside()) + ": the tree is too deep");
  const auto made = co_await make_directory(to, info.mode);
  if (!made) co_return complain(to, made.error());
  const auto entries = co_await run_.surroundings.offload.run([&] { return files_.list(from); });
  if (!entries) co_return run_.complain(printable(from.inside()) + ": " + entries.error().message);
  for (const vfs::FileInfo& entry : *entries) {
    const auto child = from.child(entry.name);
    if (child && !run_.interrupted) co_await send(*child, below(to, entry.name), depth - 1);
  }
  // Last of all, because whatever is put into a directory changes its time.
  if (!run_.options.times || run_.interrupted) co_return;
  const sftp::Attributes kept{.permissions = info.mode, .times = times_for(info.modified)};
  const auto changed = co_await session_.sftp()->set_attributes(to, kept);
  if (!changed) complain(to, changed.error());
}

net::Task<Result<void>> Sender::make_directory(std::string path, unsigned) {
  const auto found = co_await session_.sftp()->stat(path);
  if (found && !found->is(sftp::FileKind::directory)) co_return failure(ErrorCode::not_directory);
  if (found) co_return Result<void>{};
  co_return co_await session_.sftp()->make_directory(std::move(path));
}

net::Task<void> Sender::send_file(vfs::Path from, std::string to) {
  auto file = co_await run_.surroundings.offload.run([&] { return files_.open(from); });
  if (!file) co_return run_.complain(fmt::format("{}: {}", printable(from.inside()), file.error().message));
  auto store = co_await open_store(**file, to);
  if (!store) co_return complain(to, store.error());
  auto sent = co_await send_content(**file, **store);
  if (sent) sent = co_await (*store)->finish();
  if (!sent && !run_.options.resume) co_await (*store)->abandon();
  if (!sent && run_.interrupted) co_return;
  if (!sent) complain(to, of_writing(sent.error()));
}

net::Task<Result<std::unique_ptr<sftp::RemoteStore>>> Sender::open_store(vfs::ReadableFile& file,
                                                                         std::string to) {
  const vfs::FileInfo& info = file.info();
  sftp::StoreOptions options{.resume = run_.options.resume};
  if (run_.options.times) {
    options.mode = info.mode;
    options.times = times_for(info.modified);
  } else if ((info.mode & executable_bits) != 0) {
    options.mode = without_umask(info.mode);
  }
  if (!options.resume) {
    co_return co_await sftp::RemoteStore::open(*session_.sftp(), run_.surroundings.random, to, options);
  }
  const auto there = co_await session_.sftp()->stat(to);
  const std::uint64_t size = there ? there->size.value_or(0) : 0;
  const auto same = co_await compare_tail(file, to, size);
  if (!same) co_return std::unexpected(same.error());
  auto store = co_await sftp::RemoteStore::open(*session_.sftp(), run_.surroundings.random, to, options);
  if (store) run_.meter.begin(info.name, info.size, (*store)->offset());
  co_return store;
}

/// What an earlier run left must be the front of this file, or two halves would make no whole.
net::Task<Result<void>> Sender::compare_tail(vfs::ReadableFile& file, std::string to, std::uint64_t size) {
  if (size == 0) co_return Result<void>{};
  const auto other = failure(ErrorCode::invalid,
                             "what is there is no beginning of this file: copy it without "
                             "--resume");
  if (size > file.info().size) co_return other;
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(size, compared_tail));
  ByteVector here(length), there(length);
  const auto count = co_await read(file, size - length, here);
  if (!count) co_return std::unexpected(count.error());
  auto handle = co_await session_.sftp()->open(to, sftp::OpenFlags::read, {});
  // A file that may be written and not read can still be continued.
  if (!handle) co_return Result<void>{};
  sftp::RemoteReader reader{*session_.sftp(), *std::move(handle), size - length, size};
  std::size_t filled = 0;
  while (filled < length) {
    const auto got = co_await reader.read(MutableBytes{there}.subspan(filled));
    if (!got) co_return std::unexpected(got.error());
    if (*got == 0) break;
    filled += *got;
  }
  const auto closed = co_await reader.close();
  if (!closed) co_return closed;
  if (filled != length || here != there) co_return other;
  co_return Result<void>{};
}

net::Task<Result<void>> Sender::send_content(vfs::ReadableFile& file, sftp::RemoteStore& store) {
  ByteVector buffer(sftp_chunk);
  std::uint64_t offset = store.offset();
  while (offset < file.info().size) {
    if (run_.interrupted) co_return failure(ErrorCode::cancelled);
    const auto count = co_await read(file, offset, buffer);
    if (!count) co_return std::unexpected(count.error());
    if (*count == 0) co_return failure(ErrorCode::io, "the file became shorter while it was sent");
    const auto written = co_await store.write(Bytes{buffer}.first(*count));
    if (!written) co_return written;
    offset += *count;
  }
  co_return Result<void>{};
}

net::Task<Result<std::size_t>> Sender::read(vfs::ReadableFile& file, std::uint64_t offset,
                                            MutableBytes into) {
  const MutableBytes pieces[] = {into};
  auto cached = file.try_read_at(offset, pieces);
  if (cached) co_return *std::move(cached);
  co_return co_await run_.surroundings.offload.run([&] { return file.read_at(offset, pieces); });
}

}  // namespace

net::Task<void> send_by_sftp(CopyRun& run, SshSession& session, LocalSpot from, std::string path,
                             bool into_directory) {
  auto files = LocalFiles::open(from.directory, {}, run.meter);
  if (!files) co_return run.complain(files.error().message);
  std::string target = sftp_path(path);
  const auto there = co_await session.sftp()->stat(target);
  const bool is_directory = there && there->is(sftp::FileKind::directory);
  if (!is_directory && (into_directory || path.ends_with('/'))) {
    co_return run.complain(
        fmt::format("{}:{}: is not a directory there", session.host().typed, printable(path)));
  }
  if (is_directory) target = target == "." ? from.name.name() : below(target, from.name.name());
  Sender sender{run, session, **files};
  co_await sender.send(from.name, std::move(target), deepest_tree);
}

}  // namespace ferry::workstation
