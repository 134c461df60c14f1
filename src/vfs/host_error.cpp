#include "vfs/host_error.h"

#include <cerrno>
#include <system_error>

namespace ferry::vfs {
namespace {

ErrorCode code_of(int number) {
  switch (number) {
    case ENOENT:
    // A link, a way out of the file system, a FIFO: to a user of the device there is nothing.
    case ELOOP:
    case EXDEV:
    case ENXIO:
      return ErrorCode::not_found;
    case EEXIST:
      return ErrorCode::exists;
    case EISDIR:
      return ErrorCode::is_directory;
    case ENOTDIR:
      return ErrorCode::not_directory;
    case ENOTEMPTY:
      return ErrorCode::not_empty;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return ErrorCode::no_space;
    case EROFS:
      return ErrorCode::read_only;
    case EACCES:
    case EPERM:
      return ErrorCode::permission_denied;
    case ENAMETOOLONG:
      return ErrorCode::name_too_long;
    case EBUSY:
    case EAGAIN:
    case EMFILE:
    case ENFILE:
      return ErrorCode::busy;
    case EINVAL:
      return ErrorCode::invalid;
    default:
      return ErrorCode::io;
  }
}

}  // namespace

Error host_error(long result) {
  const int number = static_cast<int>(-result);
  const ErrorCode code = code_of(number);
  std::string message{describe(code)};
  if (code == ErrorCode::io) message += " (" + std::generic_category().message(number) + ")";
  return {code, std::move(message)};
}

}  // namespace ferry::vfs
