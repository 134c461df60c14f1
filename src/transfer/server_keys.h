#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "net/offload.h"
#include "ssh/certificate.h"
#include "transfer/ssh_login.h"

namespace ferry::transfer {

/// A host key of another machine, as it was learned.
struct ServerKey {
  HostName server;
  ByteVector blob;  // the wire form of RFC 4253 section 6.6
  bool operator==(const ServerKey&) const = default;
};

/// The host keys of other machines that this one has met, kept where only it can write. Safe to use from any
/// thread. What changes it blocks on the disk.
class ServerKeyStore {
 public:
  virtual ~ServerKeyStore() = default;
  [[nodiscard]] virtual std::vector<ServerKey> list() const = 0;
  /// Kept at once and for good, or not at all.
  virtual Result<void> learn(ServerKey key) = 0;
  /// Forgets the keys of `host` on every port; all keys if it is empty. Says how many those were.
  virtual Result<std::size_t> forget(const std::string& host) = 0;
};

/// A host key as the configuration names it.
struct ConfiguredKey {
  std::string type;  // "ssh-ed25519"
  std::string md5;   // as `ssh::md5_key_hash` has it
};

/// "ssh-ed25519 SHA256:...", as people compare keys.
[[nodiscard]] std::string key_words(Bytes blob);

/// Trust on first use: the key that a server shows first is learned, where that is allowed; whoever shows
/// another one later is refused. What the configuration says about a server goes before all that.
class FirstUseJudge final : public HostKeyJudge {
 public:
  /// All of it outlives the judge.
  struct Environment {
    ServerKeyStore& keys;
    net::Offload& offload;
    /// Whether an unknown server may be learned now.
    std::function<bool()> learns;
    /// What the one at the prompt configures so that unknown servers are learned: "ip ssh ... accept-new".
    std::string permission;
    /// How the one at the prompt makes a router forget a server: "clear ip ssh pubkey server r2".
    std::function<std::string(const HostName& server)> remedy;
    std::function<void(const HostName& server, std::string_view key)> learned;
    std::function<void(const HostName& server, std::string_view why)> refused;
    /// The keys that the configuration has for the server: only these are trusted then, whatever was learned.
    std::function<std::vector<ConfiguredKey>(const HostName& server)> configured = {};
    /// Whether the configuration has an authority for the server: what it certifies is trusted then, and else
    /// only what `configured` says.
    std::function<bool(const HostName& server)> has_authority = {};
    /// Why the server is not who its certificate says; nothing if all is well.
    std::function<std::optional<std::string>(const HostName& server, const ssh::Certificate& certificate)>
        why_not_certified = {};
    /// Why a key or certificate is good nowhere any more; nothing if it is.
    std::function<net::Task<std::optional<std::string>>(ByteVector blob)> why_revoked = {};
  };
  explicit FirstUseJudge(Environment environment) : environment_(std::move(environment)) {}

  [[nodiscard]] std::vector<ssh::KeyType> known_types(const HostName& server) override;
  [[nodiscard]] bool has_authority(const HostName& server) override;
  net::Task<HostKeyVerdict> judge(HostName server, ByteVector blob) override;

 private:
  [[nodiscard]] std::vector<ByteVector> known(const HostName& server) const;
  [[nodiscard]] std::vector<ConfiguredKey> configured(const HostName& server) const;
  [[nodiscard]] HostKeyVerdict judge(const ssh::Certificate& certificate, const HostName& server) const;
  net::Task<HostKeyVerdict> judge_plain(HostName server, ByteVector blob);
  [[nodiscard]] HostKeyVerdict judge_by(const std::vector<ConfiguredKey>& keys, const HostName& server,
                                        const ByteVector& blob) const;
  [[nodiscard]] HostKeyVerdict refuse(const HostName& server, std::string why) const;

  Environment environment_;
};

}  // namespace ferry::transfer
