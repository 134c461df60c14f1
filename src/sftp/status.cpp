#include "sftp/status.h"

#include "base/text.h"

namespace ferry::sftp {
namespace {

/// Longest text of a server that is shown.
constexpr std::size_t longest_text = 200;

ErrorCode code_for(StatusCode code) {
  switch (code) {
    case StatusCode::no_such_file:
      return ErrorCode::not_found;
    case StatusCode::permission_denied:
      return ErrorCode::permission_denied;
    case StatusCode::bad_message:
      return ErrorCode::invalid;
    case StatusCode::no_connection:
    case StatusCode::connection_lost:
      return ErrorCode::closed;
    case StatusCode::operation_unsupported:
      return ErrorCode::unsupported;
    default:
      return ErrorCode::io;
  }
}

}  // namespace

std::string_view describe(StatusCode code) {
  switch (code) {
    case StatusCode::ok:
      return "Success";
    case StatusCode::end_of_file:
      return "End of file";
    case StatusCode::no_such_file:
      return "No such file or directory";
    case StatusCode::permission_denied:
      return "Permission denied";
    case StatusCode::failure:
      return "Failure";
    case StatusCode::bad_message:
      return "Bad message";
    case StatusCode::no_connection:
      return "No connection";
    case StatusCode::connection_lost:
      return "Connection lost";
    case StatusCode::operation_unsupported:
      return "Operation not supported";
  }
  return "Failure";
}

StatusCode status_for(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found:
    case ErrorCode::no_such_device:
    case ErrorCode::not_directory:
      return StatusCode::no_such_file;
    case ErrorCode::permission_denied:
    case ErrorCode::read_only:
      return StatusCode::permission_denied;
    case ErrorCode::unsupported:
      return StatusCode::operation_unsupported;
    default:
      return StatusCode::failure;
  }
}

Error error_for(StatusCode code, std::string_view text) {
  const ErrorCode kind = code_for(code);
  const bool says_more = !text.empty() && !equal_ignoring_case(text, describe(code));
  if (kind != ErrorCode::io) return {kind, std::string{describe(kind)}};
  if (!says_more) return {kind, "the server reports a failure"};
  return {kind, printable(text.substr(0, longest_text))};
}

}  // namespace ferry::sftp
