#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/byte_stream.h"
#include "net/event_loop.h"
#include "net/offload.h"
#include "net/task.h"
#include "vfs/mounts.h"
#include "vfs/operation.h"

namespace ferry::sftp {

class Partials;

enum class Direction : std::uint8_t { received, sent };

/// What happened to one file, for the log and for accounting.
struct TransferRecord {
  Direction direction{};
  std::string path;  // canonical: "flash:/a.bin"
  std::uint64_t bytes = 0;
  Duration elapsed{};
  std::string error;  // empty when it was stored, or sent as far as the client wanted it
  /// Of the whole file, when it was sent.
  std::uint64_t size = 0;

  [[nodiscard]] bool is_part() const { return direction == Direction::sent && bytes < size; }
};

/// How a client names what is in the mounts.
enum class Naming : std::uint8_t {
  devices,  // "/" lists the file systems: "/flash:/a.bin"; names without one are relative to the default one
  plain,    // "/" is the root of the default file system, and there is no other: "/a.bin"
};

enum class Access : std::uint8_t { read_write, read_only };

/// What a session needs from outside. All of it must outlive `serve`.
struct ServerEnvironment {
  const vfs::Mounts& files;
  Naming naming = Naming::devices;
  Access access = Access::read_write;
  net::EventLoop& loop;   // of the stream
  net::Offload& offload;  // for disk calls that can stall
  const Clock& clock;
  /// Not empty: who may do nothing at all, and is told this in the answer to every request.
  std::string refusal{};
  /// Where uploads that were cut off wait to be continued; null for nowhere.
  Partials* partials = nullptr;
  /// Whose they are.
  std::string user{};
  /// One event of a debug command: "recv OPEN flash:/a". Null when debugging is off.
  std::function<void(bool outgoing, std::string_view text)> trace{};
  /// One line for the log, such as a configuration line that did not parse.
  std::function<void(std::string_view text)> warn{};
  std::function<void(const TransferRecord&)> record{};
  /// Asked before a request that opens or changes something is carried out; an error is what the client is
  /// told. Null: all is allowed.
  std::function<net::Task<Result<void>>(vfs::Operation)> permit{};
};

/// Serves SFTP on `stream` until the client has no more to ask, or does not speak SFTP. Returns an exit
/// status: 0, or 1 when it was not SFTP. While one answer comes from a disk the next requests are taken; they
/// are answered in the order they came.
net::Task<int> serve(net::ByteStream& stream, const ServerEnvironment& environment);

}  // namespace ferry::sftp
