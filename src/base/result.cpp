#include "base/result.h"

#include <array>

namespace ferry {
namespace {

struct Description {
  ErrorCode code;
  std::string_view words;
};

constexpr std::array descriptions{
    Description{ErrorCode::not_found, "No such file or directory"},
    Description{ErrorCode::exists, "File exists"},
    Description{ErrorCode::is_directory, "Is a directory"},
    Description{ErrorCode::not_directory, "Not a directory"},
    Description{ErrorCode::not_empty, "Directory not empty"},
    Description{ErrorCode::no_space, "Not enough space on device"},
    Description{ErrorCode::read_only, "Read-only file system"},
    Description{ErrorCode::permission_denied, "Permission denied"},
    Description{ErrorCode::name_not_allowed, "Name not allowed"},
    Description{ErrorCode::name_too_long, "File name too long"},
    Description{ErrorCode::no_such_device, "No such device"},
    Description{ErrorCode::busy, "Device or resource busy"},
    Description{ErrorCode::io, "I/O error"},
    Description{ErrorCode::invalid, "Invalid argument"},
    Description{ErrorCode::unsupported, "Operation not supported"},
    Description{ErrorCode::timed_out, "Timed out"},
    Description{ErrorCode::cancelled, "Aborted"},
    Description{ErrorCode::closed, "Connection closed"},
};

}  // namespace

std::string_view describe(ErrorCode code) {
  for (const auto& description : descriptions) {
    if (description.code == code) return description.words;
  }
  return "Undefined error";
}

}  // namespace ferry
