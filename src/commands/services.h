#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "aaa/authenticator.h"
#include "aaa/lockouts.h"
#include "aaa/login_watch.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "cli/edit.h"
#include "cli/token.h"
#include "commands/logging_facts.h"
#include "commands/machine.h"
#include "commands/typists.h"
#include "config/config.h"
#include "log/log.h"
#include "net/offload.h"
#include "transfer/remote.h"
#include "transfer/server_keys.h"
#include "vfs/mounts.h"

namespace ferry::aaa {
class Accounting;
}

namespace ferry::commands {

/// What the debug commands switch. Safe to use from any thread.
struct DebugFlags {
  std::atomic<bool> ip_scp = false;
  std::atomic<bool> ip_ssh = false;
  std::atomic<bool> tacacs = false;
  std::atomic<bool> radius = false;
  std::atomic<bool> aaa_authentication = false;
  std::atomic<bool> aaa_authorization = false;
  std::atomic<bool> accounting = false;
};

enum class HostKeyType { rsa, ec, ed25519 };

/// One host key, without its private part.
struct HostKeyInfo {
  std::string label;  // "Router.example.com"
  HostKeyType type{};
  unsigned bits = 0;  // 2048; 256, 384 or 521; 256 for ed25519
  WallTime created{};
  ByteVector ssh_blob;  // the wire form of RFC 4253 section 6.6
  ByteVector der;       // SubjectPublicKeyInfo
};

struct HostKeyRequest {
  HostKeyType type{};
  unsigned bits = 0;
  std::string label;
};

/// The device's host keys, kept where only the device can read them. A change takes effect at once: the SSH
/// server starts with the first key and stops with the last. Safe to use from any thread.
class HostKeyStore {
 public:
  virtual ~HostKeyStore() = default;
  [[nodiscard]] virtual std::vector<HostKeyInfo> list() const = 0;
  /// Makes a key and stores it, in place of one with the same type and label. Slow: call it off the network
  /// threads.
  virtual Result<HostKeyInfo> generate(const HostKeyRequest& request) = 0;
  /// Removes the keys of `type`, or only the one with `label`; says how many. Blocks on the disk.
  virtual Result<std::size_t> zeroize(HostKeyType type, const std::optional<std::string>& label) = 0;
};

/// Names that the configuration may use, by what they name: "kex", "hostkey", "encryption", "mac",
/// "publickey" (SSH algorithms the device knows, in order of preference).
using cli::Vocabulary;

/// The SSH server as it is now, for `show ip ssh`: the names in effect, defaults included.
struct SshFacts {
  bool enabled = false;
  std::vector<std::string> authentication{"publickey", "keyboard-interactive", "password"};
  std::vector<std::string> public_key, host_key, encryption, mac, kex, compression;
  /// The host certificates, a line for each: what it says, or why it is of no use.
  std::vector<std::string> certificates;
};

/// One SSH connection, for `show ssh`.
struct SshSessionFacts {
  unsigned line = 0;  // vty number
  std::string encryption_in, encryption_out, mac_in, mac_out;
  std::string state;  // "Session started"
  std::string user;
  std::string address;
  Duration idle{};
};

/// What a command needs to know of the device around it. Safe to use from any thread.
class DeviceFacts {
 public:
  virtual ~DeviceFacts() = default;
  /// "0.1.0"
  [[nodiscard]] virtual std::string version() const = 0;
  [[nodiscard]] virtual TimePoint started() const = 0;
  /// The host machine in a few words: "Linux 6.1.0 x86_64".
  [[nodiscard]] virtual std::string platform() const = 0;
  [[nodiscard]] virtual const Machine& machine() const = 0;
  /// What the configuration was read from when the device started: "nvram:startup-config".
  [[nodiscard]] virtual std::string configuration_source() const = 0;
  /// Blocks on the disk where there are host certificates.
  [[nodiscard]] virtual SshFacts ssh() const = 0;
  /// Why a file of `ip ssh server certificate` is of no use as it is now, with the remedy; empty: it is of
  /// use. Blocks on the disk.
  [[nodiscard]] virtual std::string host_certificate_trouble(const std::string& file) const = 0;
  /// Every SSH algorithm the device knows, the weak ones too.
  [[nodiscard]] virtual Vocabulary vocabulary() const = 0;
  [[nodiscard]] virtual std::vector<SshSessionFacts> ssh_sessions() const = 0;
  [[nodiscard]] virtual LoggingFacts logging() const = 0;
  /// The running configuration has been replaced: log levels, buffer sizes and ports may have to follow.
  /// Returns a line for each thing that could not, for whoever made the change.
  virtual std::vector<std::string> configuration_changed() = 0;
};

/// Ends what others have begun. Safe to use from any thread.
class SessionControl {
 public:
  virtual ~SessionControl() = default;
  /// Ends the SSH connection on this vty line; false if there is none.
  virtual bool disconnect(unsigned vty, std::string reason) = 0;
};

/// `reload`: when the device starts anew, and why. Safe to use from any thread.
class Reloader {
 public:
  struct Plan {
    WallTime at{};
    std::string reason;  // "Reload Command"
    std::string by;      // "admin on vty0 (10.1.1.1)"
  };
  virtual ~Reloader() = default;
  /// Warns everyone as the time comes near, then starts the device anew. Takes the place of an earlier plan.
  virtual void schedule(Plan plan) = 0;
  /// False if nothing was planned.
  virtual bool cancel() = 0;
  [[nodiscard]] virtual std::optional<Plan> planned() const = 0;
  /// Why the device started the last time: "Reload Command", or "power-on".
  [[nodiscard]] virtual std::string last_reason() const = 0;
};

using cli::Hasher;

/// The Hasher of a real device.
[[nodiscard]] std::unique_ptr<Hasher> make_hasher(Random& random);

/// When and by whom the configuration was changed and saved, for the lines on top of it. Safe to use from any
/// thread.
class ConfigurationHistory {
 public:
  struct Event {
    WallTime time{};
    std::string user;  // empty: at start
  };
  void changed(Event event);
  void saved(Event event);
  [[nodiscard]] std::optional<Event> last_change() const;
  [[nodiscard]] std::optional<Event> last_save() const;

 private:
  mutable std::mutex mutex_;
  std::optional<Event> change_;
  std::optional<Event> save_;
};

struct Versions;

/// Everything that commands work on. One per device; all of it outlives every session.
struct Services {
  config::Store& running;
  ConfigurationHistory& history;
  log::Log& log;
  log::Buffer& log_buffer;
  const vfs::Mounts& files;
  net::Offload& offload;
  const Clock& clock;
  Random& random;
  DebugFlags& debug;
  HostKeyStore& host_keys;
  Hasher& hasher;
  aaa::Authenticator& authenticator;
  DeviceFacts& device;
  Typists& typists;
  SessionControl& sessions;
  Reloader& reloader;
  aaa::LoginWatch& logins;
  transfer::Remotes& remotes;
  transfer::ServerKeyStore& server_keys;
  Versions& versions;
  aaa::Servers* servers = nullptr;        // none in some tests
  aaa::Lockouts* lockouts = nullptr;      // the same
  aaa::Accounting* accounting = nullptr;  // the same
};

}  // namespace ferry::commands
