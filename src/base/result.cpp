#include "base/result.h"

namespace ferry {

std::string_view describe(ErrorCode code) {
  switch (code) {
    using enum ErrorCode;
    case not_found:
      return "No such file or directory";
    case exists:
      return "File exists";
    case is_directory:
      return "Is a directory";
    case not_directory:
      return "Not a directory";
    case not_empty:
      return "Directory not empty";
    case no_space:
      return "Not enough space on device";
    case read_only:
      return "Read-only file system";
    case permission_denied:
      return "Permission denied";
    case name_not_allowed:
      return "Name not allowed";
    case name_too_long:
      return "File name too long";
    case no_such_device:
      return "No such device";
    case busy:
      return "Device or resource busy";
    case io:
      return "I/O error";
    case invalid:
      return "Invalid argument";
    case unsupported:
      return "Operation not supported";
    case timed_out:
      return "Timed out";
    case cancelled:
      return "Aborted";
    case closed:
      return "Connection closed";
  }
  return "Undefined error";
}

}  // namespace ferry
