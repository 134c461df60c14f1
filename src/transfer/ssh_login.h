#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "net/task.h"
#include "ssh/algorithms.h"
#include "ssh/connection/events.h"

namespace ferry::transfer {

/// A server as its host keys are kept: by the name or address that was typed, and the port.
struct HostName {
  std::string host;
  std::uint16_t port = 22;
  auto operator<=>(const HostName&) const = default;
};

/// What to do about a server's host key.
struct HostKeyTrusted {};
/// It was not known and is from now on; `words` is a line for the typist.
struct HostKeyLearned {
  std::string words;
};
/// The connection must not go on; `words` says why and what to do, in a line or more.
struct HostKeyRefused {
  std::string words;
};
using HostKeyVerdict = std::variant<HostKeyTrusted, HostKeyLearned, HostKeyRefused>;

/// Decides whether a server is who it says. Asked once in each connection, by the flow that connects, before
/// any credential leaves. Logs for itself what belongs into a log. Outlives the connecting.
class HostKeyJudge {
 public:
  virtual ~HostKeyJudge() = default;
  /// The types of the keys that are known for this server: their algorithms are asked for first, because a
  /// server that has several keys shows only one. Empty if none is known.
  [[nodiscard]] virtual std::vector<ssh::KeyType> known_types(const HostName& server) = 0;
  /// Whether some authority may certify the server: only then is it asked for a certificate, before plain
  /// keys.
  [[nodiscard]] virtual bool has_authority(const HostName& /*server*/) { return false; }
  /// `blob` is the key in its wire form (RFC 4253 section 6.6), or a certificate for it, one that decodes;
  /// the server has proved that it owns the key.
  virtual net::Task<HostKeyVerdict> judge(HostName server, ByteVector blob) = 0;
};

/// A key that can prove who we are: one in a file, or one that an agent keeps.
class Signer {
 public:
  virtual ~Signer() = default;
  /// Its public half in wire form.
  [[nodiscard]] virtual const ByteVector& public_key() const = 0;
  /// The signature blob (RFC 4253 section 6.6: algorithm name, then signature) over `message`, which lives
  /// until this returns.
  virtual net::Task<Result<ByteVector>> sign(const ssh::SignatureRow& algorithm, Bytes message) = 0;
};

/// What proves to a server who we are. Asked by the flow that connects, one call at a time; outlives the
/// connecting.
class Credentials {
 public:
  virtual ~Credentials() = default;
  /// Keys to try, in order; asked once. A server that takes six attempts gets no further than six keys.
  virtual net::Task<std::vector<std::shared_ptr<Signer>>> signers() = 0;
  /// A password; `attempt` counts from 0, and those before were wrong. Nothing: give up.
  virtual net::Task<std::optional<Secret>> password(unsigned attempt) = 0;
  /// Answers to a round of keyboard-interactive, one for each prompt. Texts are printable but may have line
  /// ends. `attempt` as above. Nothing: give up.
  virtual net::Task<std::optional<std::vector<Secret>>> answers(ssh::InteractivePrompts prompts,
                                                                unsigned attempt) = 0;
  /// A text that the server wants shown before the login; printable, with line ends.
  virtual net::Task<void> banner(std::string text) = 0;
};

}  // namespace ferry::transfer
