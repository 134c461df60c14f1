#include "workstation/sftp_fetch.h"

#include <fmt/format.h>

#include "base/text.h"
#include "sftp/remote_files.h"
#include "vfs/resumable_file.h"
#include "workstation/local_files.h"
#include "workstation/place.h"
#include "workstation/sftp_paths.h"

namespace ferry::workstation {
namespace {

constexpr unsigned usual_mode = 0644;
constexpr unsigned usual_directory_mode = 0755;

/// Of a file that has come from elsewhere, the trouble is here.
std::unexpected<Error> not_stored(const vfs::Path& to, const Error& error) {
  return failure(error.code,
                 fmt::format("it cannot be stored here as '{}': {}", printable(to.inside()), error.message));
}

/// One tree on its way in.
class Fetcher {
 public:
  Fetcher(CopyRun& run, SshSession& session, LocalFiles& files, std::filesystem::path directory)
      : run_(run), session_(session), files_(files), directory_(std::move(directory)) {}

  net::Task<void> fetch(std::string from, vfs::Path to, unsigned depth);

 private:
  net::Task<void> fetch_directory(std::string from, vfs::Path to, sftp::Attributes found, unsigned depth);
  net::Task<void> fetch_entry(const sftp::RemoteEntry& entry, std::string from, vfs::Path to, unsigned depth);
  net::Task<void> fetch_file(std::string from, vfs::Path to, sftp::Attributes found);
  net::Task<Result<void>> store_whole(sftp::RemoteReader& reader, vfs::Path to, sftp::Attributes found);
  net::Task<Result<void>> go_on(std::string from, vfs::Path to, sftp::Attributes found);
  net::Task<Result<void>> append_all(sftp::RemoteReader& reader, vfs::ResumableFile& file, vfs::Path to);
  net::Task<Result<void>> compare_tail(sftp::RemoteReader& reader, vfs::ResumableFile& file,
                                       std::size_t length);
  net::Task<Result<std::size_t>> fill(sftp::RemoteReader& reader, MutableBytes into);

  [[nodiscard]] static unsigned mode_of(const sftp::Attributes& found) {
    return found.permissions.value_or(usual_mode) & 0777;
  }
  [[nodiscard]] std::optional<WallTime> time_of(const sftp::Attributes& found) const {
    if (!run_.options.times || !found.times) return std::nullopt;
    return modified_in(*found.times);
  }
  void complain(const std::string& path, const Error& error) {
    if (run_.interrupted) return;
    run_.complain(
        fmt::format("{}:{}: {}", session_.host().typed, printable(path), session_.explained(error).message));
  }

  CopyRun& run_;
  SshSession& session_;
  LocalFiles& files_;
  std::filesystem::path directory_;
};

net::Task<void> Fetcher::fetch(std::string from, vfs::Path to, unsigned depth) {
  const auto found = co_await session_.sftp()->stat(from);
  if (!found) co_return complain(from, found.error());
  if (!found->is(sftp::FileKind::directory)) {
    co_return co_await fetch_file(std::move(from), std::move(to), *found);
  }
  if (!run_.options.recursive) {
    co_return complain(from, {ErrorCode::is_directory, "is a directory: copy it with -r"});
  }
  co_await fetch_directory(std::move(from), std::move(to), *found, depth);
}

net::Task<void> Fetcher::fetch_directory(std::string from, vfs::Path to, sftp::Attributes found,
                                         unsigned depth) {
  if (depth == 0) co_return complain(from, {ErrorCode::unsupported, "the tree is too deep"});
  const unsigned mode = found.permissions.value_or(usual_directory_mode) & 0777;
  const auto made = co_await run_.surroundings.offload.run([&]() -> Result<void> {
    const auto there = files_.stat(to);
    if (there && there->type == vfs::FileType::directory) return files_.may_make(to);
    return files_.make_directory(to, mode);
  });
  if (!made) co_return run_.complain(fmt::format("{}: {}", printable(to.inside()), made.error().message));
  const auto listing = co_await session_.sftp()->list(from);
  if (!listing) co_return complain(from, listing.error());
  for (const std::string& name : listing->refused) {
    complain(from, {ErrorCode::name_not_allowed, fmt::format("the name '{}' is refused", name)});
  }
  for (const sftp::RemoteEntry& entry : listing->entries) {
    if (!run_.interrupted) co_await fetch_entry(entry, from, to, depth);
  }
  if (!run_.options.times || run_.interrupted) co_return;
  const auto changed =
      co_await run_.surroundings.offload.run([&] { return files_.set_attributes(to, mode, time_of(found)); });
  if (!changed) run_.complain(fmt::format("{}: {}", printable(to.inside()), changed.error().message));
}

net::Task<void> Fetcher::fetch_entry(const sftp::RemoteEntry& entry, std::string from, vfs::Path to,
                                     unsigned depth) {
  const std::string path = below(from, entry.name);
  const auto child = to.child(entry.name);
  if (!child) co_return complain(path, child.error());
  if (entry.attributes.is(sftp::FileKind::link)) {
    // A link to a file is the file; one to a directory could lead round in a circle.
    const auto meant = co_await session_.sftp()->stat(path);
    if (!meant || !meant->is(sftp::FileKind::file)) {
      co_return run_.surroundings.terminal.say(
          fmt::format("ferry: {}:{}: a link, passed over", session_.host().typed, printable(path)));
    }
  }
  co_await fetch(path, *child, depth - 1);
}

net::Task<void> Fetcher::fetch_file(std::string from, vfs::Path to, sftp::Attributes found) {
  const auto allowed = files_.may_make(to);
  if (!allowed) co_return complain(from, allowed.error());
  Result<void> fetched;
  if (run_.options.resume) {
    fetched = co_await go_on(from, std::move(to), found);
  } else {
    auto handle = co_await session_.sftp()->open(from, sftp::OpenFlags::read, {});
    if (!handle) co_return complain(from, handle.error());
    sftp::RemoteReader reader{*session_.sftp(), *std::move(handle), 0, found.size};
    fetched = co_await store_whole(reader, std::move(to), found);
    if (!run_.interrupted) co_await reader.close();
  }
  if (!fetched) complain(from, fetched.error());
}

net::Task<Result<void>> Fetcher::store_whole(sftp::RemoteReader& reader, vfs::Path to,
                                             sftp::Attributes found) {
  net::Offload& offload = run_.surroundings.offload;
  const vfs::CreateOptions options{.mode = mode_of(found), .expected_size = found.size};
  auto file = co_await offload.run([&] { return files_.create(to, options); });
  if (!file) co_return not_stored(to, file.error());
  const auto modified = time_of(found);
  if (modified) (*file)->set_modified(*modified);
  ByteVector buffer(sftp_chunk);
  for (std::uint64_t offset = 0;;) {
    if (run_.interrupted) co_return failure(ErrorCode::cancelled);
    const auto count = co_await fill(reader, buffer);
    if (!count) co_return std::unexpected(count.error());
    if (*count == 0) break;
    const Bytes pieces[] = {Bytes{buffer}.first(*count)};
    const auto written = co_await offload.run([&] { return (*file)->write_at(offset, pieces); });
    if (!written) co_return not_stored(to, written.error());
    offset += *count;
  }
  const auto stored = co_await offload.run([&] { return (*file)->commit(); });
  const bool is_another = !stored && stored.error().code == ErrorCode::invalid;  // by its digest
  if (is_another) co_return std::unexpected(stored.error());
  if (!stored) co_return not_stored(to, stored.error());
  co_return Result<void>{};
}

/// Many small answers make one write.
net::Task<Result<std::size_t>> Fetcher::fill(sftp::RemoteReader& reader, MutableBytes into) {
  std::size_t filled = 0;
  while (filled < into.size() && !run_.interrupted) {
    const auto count = co_await reader.read(into.subspan(filled));
    if (!count) co_return count;
    if (*count == 0) break;
    filled += *count;
  }
  co_return filled;
}

/// Goes on with what stands under the name already, and leaves it there when it ends early.
net::Task<Result<void>> Fetcher::go_on(std::string from, vfs::Path to, sftp::Attributes found) {
  auto file =
      co_await run_.surroundings.offload.run([&] { return vfs::ResumableFile::open(directory_, to); });
  if (!file) co_return not_stored(to, file.error());
  if (found.size && file->size() > *found.size) {
    co_return failure(ErrorCode::invalid, "what is here is longer: copy it without --resume");
  }
  auto handle = co_await session_.sftp()->open(from, sftp::OpenFlags::read, {});
  if (!handle) co_return std::unexpected(handle.error());
  const std::uint64_t begin = file->size();
  const auto tail = static_cast<std::size_t>(std::min<std::uint64_t>(begin, compared_tail));
  sftp::RemoteReader reader{*session_.sftp(), *std::move(handle), begin - tail, found.size};
  const auto same = co_await compare_tail(reader, *file, tail);
  if (!same) co_return same;
  run_.meter.begin(to.name(), found.size, begin);
  auto appended = co_await append_all(reader, *file, to);
  if (!appended) {
    run_.meter.fail();
    co_return appended;
  }
  const auto finished = co_await run_.surroundings.offload.run([&] {
    const unsigned mode = run_.options.times ? mode_of(found) : without_umask(mode_of(found));
    return file->finish(mode, time_of(found));
  });
  if (!finished) co_return not_stored(to, finished.error());
  run_.meter.finish();
  co_return finished;
}

net::Task<Result<void>> Fetcher::compare_tail(sftp::RemoteReader& reader, vfs::ResumableFile& file,
                                              std::size_t length) {
  ByteVector here(length), there(length);
  const auto read =
      co_await run_.surroundings.offload.run([&] { return file.read_at(file.size() - length, here); });
  if (!read) co_return std::unexpected(read.error());
  const auto count = co_await fill(reader, there);
  if (!count) co_return std::unexpected(count.error());
  if (*count == length && here == there) co_return Result<void>{};
  co_return failure(ErrorCode::invalid,
                    "what is here is no beginning of that file: copy it without --resume");
}

net::Task<Result<void>> Fetcher::append_all(sftp::RemoteReader& reader, vfs::ResumableFile& file,
                                            vfs::Path to) {
  ByteVector buffer(sftp_chunk);
  for (;;) {
    const auto count = co_await reader.read(buffer);
    if (!count) co_return std::unexpected(count.error());
    if (*count == 0) co_return Result<void>{};
    const auto written =
        co_await run_.surroundings.offload.run([&] { return file.append(Bytes{buffer}.first(*count)); });
    if (!written) co_return not_stored(to, written.error());
    run_.meter.add(*count);
    if (run_.interrupted) co_return failure(ErrorCode::cancelled);
  }
}

}  // namespace

net::Task<void> fetch_by_sftp(CopyRun& run, SshSession& session, std::string path, LocalSpot to) {
  LocalRules rules{
      .only_name = to.name.name(), .keeps_modes = run.options.times, .sha256 = run.options.sha256};
  auto files = LocalFiles::open(to.directory, std::move(rules), run.meter);
  if (!files) co_return run.complain(files.error().message);
  Fetcher fetcher{run, session, **files, to.directory};
  co_await fetcher.fetch(sftp_path(path), to.name, deepest_tree);
}

}  // namespace ferry::workstation
