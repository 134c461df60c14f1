#include "vfs/host_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace ferry::vfs {
namespace {

std::unexpected<Error> failed(const std::filesystem::path& path) {
  const auto code = errno == ENOENT ? ErrorCode::not_found : ErrorCode::io;
  return failure(code, fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)));
}

Result<std::string> read_all(int descriptor, const std::filesystem::path& path, std::size_t limit) {
  std::string text;
  std::array<char, 16384> chunk{};
  for (;;) {
    const ssize_t size = ::read(descriptor, chunk.data(), chunk.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return failed(path);
    if (size == 0) return text;
    text.append(chunk.data(), static_cast<std::size_t>(size));
    if (text.size() > limit) {
      return failure(ErrorCode::no_space, fmt::format("{} is larger than {} bytes", path.string(), limit));
    }
  }
}

std::string cannot_write(const std::filesystem::path& path, int reason) {
  return fmt::format("cannot write {}: {}", path.string(), std::strerror(reason));
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t size = ::write(descriptor, text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

}  // namespace

Result<std::string> read_host_file(const std::filesystem::path& path, std::size_t limit) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) return failed(path);
  auto text = read_all(descriptor, path, limit);
  ::close(descriptor);
  return text;
}

Result<void> append_host_file(const std::filesystem::path& path, std::string_view text) {
  if (path.has_parent_path() && !std::filesystem::exists(path.parent_path())) {
    ::mkdir(path.parent_path().c_str(), S_IRWXU);  // what is wrong with it shows in the next call
  }
  const int descriptor =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, S_IRUSR | S_IWUSR);
  const bool opened = descriptor >= 0;
  const bool written = opened && write_all(descriptor, text);
  const int reason = errno;
  if (opened) ::close(descriptor);
  if (written) return {};
  return failure(ErrorCode::io, cannot_write(path, reason));
}

Result<void> replace_host_file(const std::filesystem::path& path, std::string_view text) {
  std::error_code unknown;
  const auto real = std::filesystem::canonical(path, unknown);
  if (unknown) return failure(ErrorCode::not_found, cannot_write(path, unknown.value()));
  std::string beside = (real.parent_path() / fmt::format(".{}.XXXXXX", real.filename().string())).string();
  const int descriptor = ::mkostemp(beside.data(), O_CLOEXEC);
  if (descriptor < 0) return failure(ErrorCode::io, cannot_write(path, errno));
  struct stat before{};
  const bool written = ::stat(real.c_str(), &before) == 0 && ::fchmod(descriptor, before.st_mode) == 0 &&
                       write_all(descriptor, text) && ::fsync(descriptor) == 0 &&
                       ::rename(beside.c_str(), real.c_str()) == 0;
  const int reason = errno;
  ::close(descriptor);
  if (written) return {};
  ::unlink(beside.c_str());
  return failure(ErrorCode::io, cannot_write(path, reason));
}

void remove_host_file(const std::filesystem::path& path) {
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
}

Result<HostPath> HostPath::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_PATH | O_CLOEXEC);
  if (descriptor < 0) return failed(path);
  return HostPath{descriptor};
}

HostPath::~HostPath() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace ferry::vfs
