#pragma once

#include <span>
#include <string>

#include "aaa/tacacs/authentication.h"
#include "aaa/tacacs/messages.h"

namespace ferry::aaa::tacacs {

/// Asks for a shell: `service=shell cmd*`.
[[nodiscard]] Arguments exec_arguments();
/// Asks for a command of these words: `service=shell cmd=show cmd-arg=version cmd-arg=<cr>`. An error if a
/// word is too long for the wire or there are too many: such a command cannot be authorized.
[[nodiscard]] Result<Arguments> command_arguments(std::span<const std::string> words);

/// What the server grants: the arguments that hold, and a message that the user may see.
struct Grant {
  Arguments arguments;
  std::string message;
};
/// The body of a RESPONSE, RFC 8907 section 6.2. The verdict is never a pass.
[[nodiscard]] std::expected<Grant, Verdict> judge_authorization(const Arguments& requested, Bytes body);

/// What a granted shell is like.
struct Shell {
  unsigned privilege = 1;
};
/// Section 6.1: an argument that is mandatory and that is not understood, or cannot be honoured, is a fail.
[[nodiscard]] std::expected<Shell, Verdict> judge_shell(const Grant& grant);

/// Is the granted command the requested one, with nothing mandatory that is not understood?
[[nodiscard]] Verdict judge_command(const Arguments& requested, const Grant& grant);

/// The body of a REPLY to a record, section 7.2; a pass says that it has been recorded.
[[nodiscard]] Verdict judge_accounting(Bytes body);

}  // namespace ferry::aaa::tacacs
