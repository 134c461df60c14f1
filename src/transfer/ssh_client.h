#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "net/byte_stream.h"
#include "net/dialer.h"
#include "net/event_loop.h"
#include "net/link.h"
#include "net/offload.h"
#include "net/task.h"
#include "ssh/algorithms.h"
#include "ssh/transport/transport.h"
#include "transfer/ssh_login.h"

namespace ferry::transfer {

/// How long a server may keep a typist waiting. The time that a person takes to answer counts nowhere.
struct SshLimits {
  /// For a TCP connection to one address. A lost SYN is sent again after 1, 3 and 7 seconds; more would not
  /// help, and IOS gives up after 30 as well.
  Duration connect = std::chrono::seconds{30};
  /// From the connection to the login, in all that waits for the server: slow devices take ten seconds to
  /// compute a key exchange and more to ask their AAA servers.
  Duration negotiation = std::chrono::seconds{60};
  /// Silence after which the server is asked for a sign of life, and how often in a row before it is given
  /// up: a dead machine is noticed in a minute.
  Duration keepalive = std::chrono::seconds{15};
  unsigned unanswered_keepalives = 3;
  /// How long a program there may neither take nor give a byte while it is waited for. Longer than a device
  /// needs to write the last of a large file to slow flash before it answers.
  Duration idle = std::chrono::seconds{120};
};

struct SshOptions {
  /// Whom the typist meant: host keys are kept under this name.
  HostName server;
  /// Where that is: tried in this order, numeric, each with its port.
  std::vector<net::Address> addresses;
  std::string user;
  ssh::AlgorithmLists algorithms = ssh::AlgorithmLists::defaults();
  SshLimits limits = {};
  /// Bytes that the server may send ahead on a channel; none: as many as are good for fast lines.
  std::optional<std::uint32_t> window = {};
  /// Ways to log in, by their names in RFC 4252 and 4256, in the order in which they are tried. A person is
  /// asked for a password or by keyboard-interactive, whichever stands first of those that the server takes.
  std::vector<std::string> methods{"publickey", "password", "keyboard-interactive"};
  /// Signature algorithms for keys of ours, best first. Empty: what the server takes, and of a server that
  /// does not say so nothing weak.
  std::vector<std::string> signatures = {};
};

/// What a connection works with; all of it outlives the loop's flows.
struct SshEnvironment {
  net::EventLoop& loop;  // that the caller's flow runs on
  net::Dialer& dialer;   // used by `connect` only
  net::Offload& offload;
  const Clock& clock;
  Random& random;
};

/// How a program on the other machine ended.
struct ProgramEnd {
  std::optional<std::uint32_t> status;  // none: it was killed, or the server does not say
  std::string signal = {};              // "KILL", when that is what ended it
};

class SshConnection;

/// A program on the other machine: what `exec` or a subsystem started. Goes with its channel, which is closed
/// when this is destroyed. Lives on the connection's loop.
class RemoteProgram {
 public:
  ~RemoteProgram();
  RemoteProgram(const RemoteProgram&) = delete;
  RemoteProgram& operator=(const RemoteProgram&) = delete;

  /// Its input and output. A call fails with `timed_out` when the program was silent for `SshLimits::idle`,
  /// and with `closed` when the connection is lost; `SshClient::why_lost` has the reason.
  [[nodiscard]] net::ByteStream& stream();
  /// The lines that it wrote to standard error since the last call, whole ones only unless it has ended;
  /// printable and bounded.
  [[nodiscard]] std::vector<std::string> take_error_lines();
  /// Its input ends (EOF); it may go on writing.
  void end_input();
  /// Waits until it has ended, and no longer than `limit`. What it wrote and nobody read is lost then.
  net::Task<Result<ProgramEnd>> wait(Duration limit);

 private:
  friend class SshClient;
  friend class SshConnection;
  class Channel;
  explicit RemoteProgram(std::shared_ptr<Channel> channel);
  std::shared_ptr<Channel> channel_;
};

/// A connection to an SSH server, logged in. All waiting happens in the flow that calls; nothing of it waits
/// without a limit. When this is destroyed, with its flow or by its owner, the connection ends: a DISCONNECT
/// is sent, and its own flows are gone some seconds later at most. Lives on one loop.
class SshClient {
 public:
  /// Connects and logs in. Errors: `message` is made for the brackets of `%Error opening URL (...)`, and the
  /// code is timed_out, permission_denied (no credential was taken), cancelled (nobody gave one), closed,
  /// io (not reachable), invalid (the server breaks the protocol, or the host key was refused).
  static net::Task<Result<std::unique_ptr<SshClient>>> connect(SshEnvironment environment, SshOptions options,
                                                               HostKeyJudge& judge, Credentials& credentials);
  ~SshClient();
  SshClient(const SshClient&) = delete;
  SshClient& operator=(const SshClient&) = delete;

  /// Starts `command`, as the server's shell or its own parser understands it.
  net::Task<Result<std::unique_ptr<RemoteProgram>>> exec(std::string command);
  /// Starts a subsystem, such as "sftp". `unsupported`: the server has none of that name.
  net::Task<Result<std::unique_ptr<RemoteProgram>>> subsystem(std::string name);

  /// What was agreed on.
  [[nodiscard]] const ssh::NegotiatedAlgorithms& negotiated() const;
  /// "SSH-2.0-OpenSSH_9.2p1 Debian-2"; printable.
  [[nodiscard]] std::string peer_identification() const;
  /// All host keys that the server has told of since the login, in wire form; it has proved only the one that
  /// the judge has seen. Empty while it has told of none.
  [[nodiscard]] std::vector<ByteVector> announced_host_keys() const;
  /// Whether the server proves within `limit` that all of these are its own. Call it while nothing else waits
  /// for the server.
  net::Task<Result<bool>> proves_host_keys(std::vector<ByteVector> keys, Duration limit);
  /// Ends the connection: DISCONNECT goes out at once. Flows that wait for it come back with `closed`.
  void close();
  /// Why the connection is over, in a line; empty while it is not.
  [[nodiscard]] std::string why_lost() const;

 private:
  explicit SshClient(std::shared_ptr<SshConnection> connection);
  net::Task<Result<std::unique_ptr<RemoteProgram>>> start(ssh::RequestKind request, std::string refusal);
  std::shared_ptr<SshConnection> connection_;
};

}  // namespace ferry::transfer
