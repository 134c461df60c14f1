#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "net/byte_stream.h"
#include "net/offload.h"
#include "scp/command.h"
#include "scp/dialogue.h"
#include "vfs/mounts.h"
#include "vfs/operation.h"

namespace ferry::scp {

/// What happened to one file, for the log and for accounting.
struct TransferRecord {
  Direction direction{};
  std::string path;  // canonical: "flash:/a.bin"
  std::uint64_t bytes = 0;
  Duration elapsed{};
  std::string error;  // empty when it was stored or sent whole
};

/// What a transfer needs from outside. All of it must outlive `serve`.
struct Environment {
  const vfs::Mounts& files;
  vfs::Path current;      // what relative names are relative to
  net::Offload& offload;  // for disk calls that can stall
  const Clock& clock;
  Trace trace;
  /// One line for the log, such as a configuration line that did not parse.
  std::function<void(std::string_view text)> warn;
  std::function<void(const TransferRecord&)> record;
  /// Asked before each file and each new directory; an error is what the client is told. Null: all is
  /// allowed.
  std::function<net::Task<Result<void>>(vfs::Operation)> permit{};
};

/// Runs one scp on `stream` and returns its exit status: 0, or 1 when anything went wrong. The caller sends
/// exit-status, EOF and CLOSE.
net::Task<int> serve(Command command, net::ByteStream& stream, const Environment& environment);

/// Sends one error record (0x01, text, LF) in place of the first answer, for what the gates refuse.
net::Task<void> refuse(net::ByteStream& stream, std::string text, const Environment& environment);

}  // namespace ferry::scp
