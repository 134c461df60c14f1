#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace ferry::sftp {

/// What a STATUS says, draft section 7.
enum class StatusCode : std::uint32_t {
  ok = 0,
  end_of_file = 1,
  no_such_file = 2,
  permission_denied = 3,
  failure = 4,
  bad_message = 5,
  no_connection = 6,
  connection_lost = 7,
  operation_unsupported = 8,
};

/// The words that stand in a STATUS for `code` where there is nothing better to say.
[[nodiscard]] std::string_view describe(StatusCode code);
/// The code for an error of ours.
[[nodiscard]] StatusCode status_for(ErrorCode code);
/// The error that a server's STATUS stands for. `text` is what the server said; it is shown where the code
/// says nothing, cut short and made printable.
[[nodiscard]] Error error_for(StatusCode code, std::string_view text);

}  // namespace ferry::sftp
