#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ssh/error.h"
#include "ssh/message_number.h"

namespace ferry::ssh {

/// What this side waits for, which decides what the peer may send. While only our own KEXINIT has gone, the
/// peer may still send everything that its phase allows (RFC 4253 section 7.1), so that has no situation of
/// its own.
enum class Situation : std::uint8_t {
  first_kexinit,    // nothing but the identification has come
  wrong_guess,      // the peer's KEXINIT has come; its next packet is a guess to be dropped
  kexdh_init,       // server: the client's share
  kexdh_reply,      // client: the server's share and signature
  gex_request,      // server: the client's wish for a group
  gex_group,        // client: the group
  gex_init,         // server: the client's share in that group
  gex_reply,        // client: the server's share and signature
  newkeys,          // the exchange is done but for the peer's NEWKEYS
  fresh_keys,       // the very next packet after the first NEWKEYS
  service_request,  // keys stand, no service runs
  authentication,   // ssh-userauth runs
  open,             // the user is authenticated, ssh-connection runs
};
inline constexpr unsigned situation_count = 13;

/// True while the peer's KEXINIT is waited for as the first packet, and from any KEXINIT of the peer to its
/// NEWKEYS.
[[nodiscard]] constexpr bool exchanging_keys(Situation situation) {
  return situation <= Situation::newkeys;
}

/// Whether the strict rules for the first key exchange hold: no packet that the exchange does not need.
enum class Strictness { relaxed, strict_first_exchange };

enum class Disposition : std::uint8_t {
  take,           // act on it
  ignore,         // drop it without a word
  unimplemented,  // drop it and say SSH_MSG_UNIMPLEMENTED
  disconnect,     // the peer broke the protocol
};

/// A message in the table: who receives it, and in which situations.
struct MessageRow {
  std::uint8_t number = 0;
  std::string_view name;
  std::optional<Role> receiver;  // nothing: both
  std::uint16_t taken = 0;       // bits of Situation
  std::uint16_t ignored = 0;     // bits of Situation
  bool in_strict_first_exchange = false;
};

/// The whole protocol, one row per message number and receiver. Everything else follows from it.
[[nodiscard]] std::span<const MessageRow> message_rows();

/// What `receiver` does with message `number`.
[[nodiscard]] Disposition disposition(Role receiver, Situation situation, Strictness strictness,
                                      std::uint8_t number);

/// For logs: the message's name as the RFCs have it without SSH_MSG_, or "message 123".
[[nodiscard]] std::string describe_message(std::uint8_t number);

}  // namespace ferry::ssh
