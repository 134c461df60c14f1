#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "ssh/security_key.h"

namespace ferry::ssh {

enum class CertificateKind : std::uint32_t { user = 1, host = 2 };

/// What a certificate restricts; whoever cannot honour one of these must refuse the certificate.
struct CertificateOptions {
  std::optional<std::string> force_command = {};
  std::optional<std::string> source_address = {};  // a list of CIDR
  bool verify_required = false;
  std::optional<std::string> unknown = {};  // the first that means nothing to us
  bool no_touch_required = false;           // an extension: it allows and does not restrict
};

/// An OpenSSH certificate (draft-miller-ssh-cert): a key, who may use it as what and when, and the signature
/// of an authority over all that.
struct Certificate {
  PeerKey key;
  std::uint64_t serial = 0;
  CertificateKind kind{};
  std::string key_id = {};
  std::vector<std::string> principals = {};  // user names or host names, as bytes: none is a pattern
  std::uint64_t valid_after = 0;             // seconds since 1970, the first that is valid
  std::uint64_t valid_before = 0;            // the first that is not
  CertificateOptions options = {};
  ByteVector authority = {};  // the key that signed it, as a blob

  /// `ID "alice" (serial 7) CA ssh-ed25519 SHA256:...`, as logs name it; not printable if the ID is not.
  [[nodiscard]] std::string words() const;
};

/// Whether a blob's type name is that of a certificate.
[[nodiscard]] bool is_certificate(Bytes blob);

/// A certificate of any type of key. Errors: malformed or beyond a bound, the authority is itself a
/// certificate, or its signature is missing, wrong or made with SHA-1. Whether the authority is trusted is
/// another question.
[[nodiscard]] ferry::Result<Certificate> decode_certificate(Bytes blob);

/// What a certificate is shown for.
struct CertificateUse {
  CertificateKind kind{};
  std::string_view principal;     // who the certificate has to be for
  std::uint64_t now = 0;          // seconds since 1970
  std::string_view address = {};  // where a user comes from; not looked at for hosts
};
/// Why the certificate is of no use there: kind, time, principal, or an option that is not met or not
/// understood. Nothing if it is fine. Does not ask about the authority, or about touch.
[[nodiscard]] std::optional<std::string> why_unusable(const Certificate& certificate,
                                                      const CertificateUse& use);

}  // namespace ferry::ssh
