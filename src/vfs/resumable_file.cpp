#include "vfs/resumable_file.h"

#include <fcntl.h>

#include <array>
#include <cerrno>

#include "vfs/directory_files.h"
#include "vfs/host_error.h"

namespace ferry::vfs {

Result<ResumableFile> ResumableFile::open(const std::filesystem::path& root, const Path& path,
                                          SystemCalls& calls) {
  constexpr unsigned unfinished_mode = 0600;
  const int directory = ::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return host_failure(-errno);
  const Descriptor parent{calls, directory};
  constexpr auto flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  const int opened = calls.open_beneath(directory, path.inside(), flags, unfinished_mode);
  if (opened < 0) return host_failure(opened);
  Descriptor file{calls, opened};
  struct ::stat status{};
  const int result = calls.stat(opened, status);
  if (result < 0) return host_failure(result);
  if (!S_ISREG(status.st_mode)) return failure(ErrorCode::unsupported, "not a regular file");
  return ResumableFile{calls, std::move(file), static_cast<std::uint64_t>(status.st_size)};
}

Result<std::size_t> ResumableFile::read_at(std::uint64_t offset, MutableBytes into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const std::array<iovec, 1> rest{iovec{into.data() + done, into.size() - done}};
    const ssize_t count = calls_->read_at(file_.number(), rest, offset + done);
    if (count < 0) return host_failure(count);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

Result<void> ResumableFile::append(Bytes bytes) {
  while (!bytes.empty()) {
    // iovec has no const form; a write does not touch what it points to.
    const std::array<iovec, 1> rest{iovec{const_cast<Byte*>(bytes.data()), bytes.size()}};
    const ssize_t count = calls_->write_at(file_.number(), rest, size_);
    if (count < 0) return host_failure(count);
    if (count == 0) return host_failure(-EIO);
    size_ += static_cast<std::uint64_t>(count);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> ResumableFile::finish(unsigned mode, std::optional<WallTime> modified) {
  const int changed = calls_->change_mode(file_.number(), mode & permission_bits);
  if (changed < 0) return host_failure(changed);
  const int timed = modified ? calls_->set_modified(file_.number(), to_timespec(*modified)) : 0;
  if (timed < 0) return host_failure(timed);
  const int synced = calls_->sync(file_.number());
  if (synced < 0) return host_failure(synced);
  return {};
}

}  // namespace ferry::vfs
