#pragma once

#include <string>
#include <variant>

namespace ferry::server {

/// A shell at a prompt.
struct ShellProgram {};
/// One line: an scp, or a command of the router.
struct LineProgram {
  std::string line;
};
/// The subsystem sftp.
struct SftpProgram {};

/// What a client may have run on a channel.
using Program = std::variant<ShellProgram, LineProgram, SftpProgram>;

}  // namespace ferry::server
