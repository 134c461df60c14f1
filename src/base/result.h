#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace ferry {

/// Why something outside the program said no: the file system, the network, the user's input.
/// Our own bugs are asserts or exceptions, never one of these.
enum class ErrorCode {
  not_found,
  exists,
  is_directory,
  not_directory,
  not_empty,
  no_space,
  read_only,
  permission_denied,
  name_not_allowed,
  name_too_long,
  no_such_device,
  busy,
  io,
  invalid,
  unsupported,
  timed_out,
  cancelled,
  closed,
};

/// The words an IOS user knows for `code`, as printed between brackets in `%Error opening x (...)`.
std::string_view describe(ErrorCode code);

/// An error as a value: what kind it is, and a sentence naming the thing and, where there is one, the remedy.
struct Error {
  ErrorCode code = ErrorCode::invalid;
  std::string message;

  bool operator==(const Error&) const = default;
};

template <class T>
using Result = std::expected<T, Error>;

/// `return failure(ErrorCode::not_found, "...")` from any function that returns a Result.
[[nodiscard]] inline std::unexpected<Error> failure(ErrorCode code, std::string message) {
  return std::unexpected(Error{code, std::move(message)});
}

/// The same, with the usual words for `code` as its message.
[[nodiscard]] inline std::unexpected<Error> failure(ErrorCode code) {
  return failure(code, std::string{describe(code)});
}

}  // namespace ferry
