#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "ssh/algorithms.h"

namespace ferry::ssh {

/// The one service that a login leads to (RFC 4254 section 1), and the one that it is asked from (RFC 4252
/// section 4).
inline constexpr std::string_view connection_service = "ssh-connection";
inline constexpr std::string_view authentication_service = "ssh-userauth";

/// Who says to own which key, in a "publickey" request (RFC 4252 section 7).
struct PublicKeyClaim {
  std::string_view user;
  std::string_view algorithm;
  Bytes blob;
};

/// What the signature of a login is made over: the session identifier and the request (RFC 4252 section 7),
/// so that it is good for this user on this connection only.
[[nodiscard]] ByteVector signed_login(Bytes session_id, const PublicKeyClaim& claim);

/// The first algorithm that `key_type` can sign with and that the server announced (RFC 8308 section 3.1). A
/// server that announced nothing gets the first that is not weak. Null when there is none. Where `allowed`
/// names algorithms, its order counts, nothing else is used, and a weak one was wanted.
[[nodiscard]] const SignatureRow* choose_signature_algorithm(KeyType key_type,
                                                             std::span<const std::string> announced,
                                                             std::span<const std::string> allowed = {});

}  // namespace ferry::ssh
