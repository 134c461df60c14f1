#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "ssh/algorithms.h"
#include "ssh/error.h"
#include "ssh/keys.h"

namespace ferry::ssh {

/// SSH_MSG_KEXINIT, RFC 4253 section 7.1. The cookie is not kept: it only counts as part of the whole
/// payload, which the exchange hash covers. Borrows from the packet.
struct KexInit {
  /// A list for each direction.
  struct Directions {
    std::string_view client_to_server;
    std::string_view server_to_client;
  };
  std::string_view kex;
  std::string_view host_key;
  Directions encryption;
  Directions mac;
  Directions compression;
  bool first_packet_follows = false;
};

/// The payload of a KEXINIT, its number included.
[[nodiscard]] Result<KexInit> decode_kexinit(Bytes payload);

/// Whether this is the first key exchange of a connection: only there may a KEXINIT ask for the strict rules
/// or for extension negotiation (RFC 8308 section 2.1).
enum class Exchange { first, later };

/// Our KEXINIT: what `lists` names and the tables know, in that order; as a server only host key algorithms
/// that a key of `host_keys` serves.
[[nodiscard]] ByteVector make_kexinit(Role role, const AlgorithmLists& lists, const HostKeys* host_keys,
                                      Exchange exchange, Random& random);

/// What both sides agreed on.
struct Agreement {
  struct Direction {
    const CipherRow* cipher = nullptr;
    const MacRow* mac = nullptr;  // null with an AEAD cipher
    const CompressionRow* compression = nullptr;
  };
  const KexRow* kex = nullptr;
  const SignatureRow* host_key = nullptr;
  Direction client_to_server;
  Direction server_to_client;
  /// The peer announced a packet that follows its KEXINIT and guessed wrong: that packet has to be dropped.
  bool drop_guess = false;
  /// The peer asked for the strict rules; counts in the first exchange only.
  bool peer_strict = false;
  /// The peer reads EXT_INFO (RFC 8308 section 2.1); counts in the first exchange only.
  bool peer_reads_extensions = false;
};

/// RFC 4253 section 7.1: for each kind the first name of the client's list that the server has too.
[[nodiscard]] Result<Agreement> negotiate(Role own_role, const KexInit& own, const KexInit& peer);

}  // namespace ferry::ssh
