#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace ferry::crypto {

enum class TlsRole { client, server };

/// Who one end of a TLS connection is, and whom it believes: certificates, or a key that both ends share.
struct TlsSettings {
  TlsRole role = TlsRole::client;
  /// PEM: who may have issued the certificate of the peer.
  std::string trusted = {};
  /// PEM: the certificate of this end and what leads to its issuer, in this order; and its private key.
  std::string certificates = {};
  Secret private_key = {};
  /// Instead of certificates (RFC 9257): at least 16 bytes each.
  std::string psk_identity = {};
  Secret psk = {};
};

/// Settings that have been read and found sound. Immutable, so safe to use from any thread.
class TlsContext {
 public:
  struct Parts;
  /// An error names what is wrong with the settings. Both ends of a connection with certificates prove
  /// themselves: a peer without a certificate is refused.
  [[nodiscard]] static Result<std::shared_ptr<const TlsContext>> make(TlsSettings settings);
  explicit TlsContext(std::unique_ptr<Parts> parts);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  [[nodiscard]] const Parts& parts() const { return *parts_; }

 private:
  std::unique_ptr<Parts> parts_;
};

/// One end of a TLS 1.3 connection, without a socket: bytes of the peer go in, bytes for the peer come out.
/// No older version, no resumption, no early data. After an error nothing more can be done, but its alert may
/// still be sent.
class Tls {
 public:
  /// A client demands a certificate for `peer_name`, which it also asks for by SNI: a DNS name, or an IP
  /// address. With a shared key and on a server the name says nothing.
  Tls(std::shared_ptr<const TlsContext> context, const std::string& peer_name);
  ~Tls();
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  /// What came from the peer.
  void receive(Bytes bytes);
  /// What is to be sent to the peer.
  [[nodiscard]] ByteVector take_output();

  /// Goes on with the handshake as far as what came allows; true when it is done.
  [[nodiscard]] Result<bool> shake_hands();
  /// Decrypted bytes; nothing if there are none now, 0 when the peer has ended the connection properly.
  [[nodiscard]] Result<std::optional<std::size_t>> read(MutableBytes into);
  /// Encrypts `bytes` for the peer.
  [[nodiscard]] Result<void> write(Bytes bytes);
  /// Tells the peer that the connection is over.
  void close();

 private:
  struct Connection;
  std::shared_ptr<const TlsContext> context_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace ferry::crypto
