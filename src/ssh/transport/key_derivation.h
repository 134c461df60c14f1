#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/secret.h"
#include "crypto/hash.h"
#include "ssh/transport/kexinit.h"
#include "ssh/transport/packet_protection.h"

namespace ferry::ssh {

/// What both sides have said before the exchange itself; all of it goes into the exchange hash.
struct Transcript {
  std::string client_identification;
  std::string server_identification;
  ByteVector client_kexinit;
  ByteVector server_kexinit;
};

/// The part of a group exchange that its hash covers (RFC 4419 section 3).
struct GroupExchange {
  std::uint32_t minimum = 0;
  std::uint32_t preferred = 0;
  std::uint32_t maximum = 0;
  bool old_request = false;  // RFC 4419 section 5: only `preferred` was sent
  ByteVector prime;
  ByteVector generator;
};

/// The public values of an exchange, as the hash wants them.
struct ExchangeValues {
  Bytes host_key;
  Bytes client_share;
  Bytes server_share;
  const GroupExchange* group = nullptr;
};

/// What an exchange yields: the shared secret K with its length as it is hashed, and the exchange hash H.
struct SharedKeys {
  Secret secret;
  ByteVector hash;
};

/// K as it is hashed, with its length: an mpint, but a string in a hybrid exchange
/// (draft-ietf-sshm-mlkem-hybrid-kex, draft-ietf-sshm-ntruprime-ssh).
[[nodiscard]] Secret encode_shared_secret(KexFamily family, const Secret& secret);

/// H of RFC 4253 section 8, RFC 5656 section 4 (a hybrid's, too) or RFC 4419 section 3. `secret` as
/// `encode_shared_secret` makes it.
[[nodiscard]] ByteVector exchange_hash(const KexRow& method, const Transcript& transcript,
                                       const ExchangeValues& values, const Secret& secret);

/// The keys of one direction, RFC 4253 section 7.2. `sender` is the side that encrypts with them.
[[nodiscard]] DirectionKeys derive_keys(crypto::HashKind kind, const SharedKeys& keys, Bytes session_id,
                                        Role sender, const Agreement::Direction& algorithms);

}  // namespace ferry::ssh
