#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

/// The messages of an SSH agent (draft-ietf-sshm-ssh-agent), as bytes: what a client asks, and what it hears.
/// An answer comes from another program and is checked like any peer's.
namespace ferry::workstation {

/// Longest answer that is read, as OpenSSH's own client has it: an agent has no reason for more.
inline constexpr std::size_t longest_agent_answer = std::size_t{256} << 10;
/// Most keys that are looked at. A server that allows six attempts would not live to see the rest.
inline constexpr std::size_t most_agent_keys = 64;
/// Bytes of the length in front of each message.
inline constexpr std::size_t agent_length_size = 4;

/// A key that the agent can sign with.
struct AgentKey {
  ByteVector blob;  // as on the wire, RFC 4253 section 6.6
  std::string comment;
  bool operator==(const AgentKey&) const = default;
};

/// How an RSA key is to sign (draft section 3.6.1, RFC 8332).
enum class AgentFlags : std::uint32_t { none = 0, rsa_sha2_256 = 2, rsa_sha2_512 = 4 };

/// A whole message, its length in front: which keys are there?
[[nodiscard]] ByteVector agent_keys_request();
/// A whole message, its length in front: sign `data` with the key `blob`.
[[nodiscard]] ByteVector agent_sign_request(Bytes blob, Bytes data, AgentFlags flags);

/// The length that stands in the first four bytes of an answer. Error: it is zero or too large.
[[nodiscard]] Result<std::size_t> agent_answer_size(Bytes length);
/// The keys in an answer (its length apart), the first `most_agent_keys` of them. A key whose blob does not
/// begin with a name is an error.
[[nodiscard]] Result<std::vector<AgentKey>> parse_agent_keys(Bytes answer);
/// The signature blob in an answer (its length apart): algorithm name, then the signature.
[[nodiscard]] Result<ByteVector> parse_agent_signature(Bytes answer);

}  // namespace ferry::workstation
