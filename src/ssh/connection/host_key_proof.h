#pragma once

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "ssh/keys.h"

namespace ferry::ssh {

/// The requests of draft-miller-sshm-hostkey-update, in OpenSSH's PROTOCOL.
inline constexpr std::string_view host_keys_announced = "hostkeys-00@openssh.com";
inline constexpr std::string_view host_keys_to_prove = "hostkeys-prove-00@openssh.com";

/// Whether a client that calls itself so asks for that proof. Others may end a connection over a request that
/// they do not know.
[[nodiscard]] bool asks_for_host_keys(std::string_view identification);

/// How a server tells a client, after the login, of all its host keys, so that the client may learn those
/// that it will be shown one day.
class HostKeyProof {
 public:
  /// `host_key` is the algorithm that the key exchange has agreed on.
  HostKeyProof(std::shared_ptr<const HostKeys> keys, Bytes session_id, std::string_view host_key)
      : keys_(std::move(keys)), session_id_(session_id.begin(), session_id.end()), agreed_(host_key) {}

  /// The data of the request hostkeys-00@openssh.com: every key.
  [[nodiscard]] ByteVector announcement() const;
  /// The data of the reply to hostkeys-prove-00@openssh.com: a signature for each key that is asked for.
  /// Nothing if the request makes no sense, or asks for a key that is not here or was asked for before:
  /// signing is costly, and nobody needs a second signature on one connection.
  [[nodiscard]] std::optional<ByteVector> prove(Bytes request);

 private:
  /// Empty unless the whole of the request may be answered: nothing is signed for half of one.
  [[nodiscard]] std::vector<const crypto::PrivateKey*> asked_for(Bytes request) const;
  [[nodiscard]] const crypto::PrivateKey* find(Bytes blob) const;
  [[nodiscard]] ByteVector signature(const crypto::PrivateKey& key, Bytes blob) const;
  [[nodiscard]] const SignatureRow& algorithm_for(const crypto::PrivateKey& key) const;

  std::shared_ptr<const HostKeys> keys_;
  ByteVector session_id_;
  std::string_view agreed_;  // of the algorithm tables
  std::set<const crypto::PrivateKey*> proved_;
};

/// Keys that a client hears of: a server has one of each type, and some more while it changes them.
inline constexpr std::size_t most_announced_keys = 32;

/// Client: the keys of an announcement, in wire form, those of types that nobody knows here among them.
/// Nothing if it makes no sense, or names too many.
[[nodiscard]] std::optional<std::vector<ByteVector>> decode_announced_keys(Bytes announcement);
/// Client: the data of the request for proofs of `keys`.
[[nodiscard]] ByteVector request_for_proofs(std::span<const ByteVector> keys);
/// Client: whether `reply` has a good signature for each of `keys`, in their order, and nothing else. None of
/// them may be made with a weak algorithm.
[[nodiscard]] bool proves_all(Bytes reply, std::span<const ByteVector> keys, Bytes session_id);

}  // namespace ferry::ssh
