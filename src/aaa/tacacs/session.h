#pragma once

#include <expected>
#include <memory>
#include <string>

#include "aaa/outcome.h"
#include "aaa/tacacs/packet.h"

namespace ferry::aaa::tacacs {

/// Why a packet of the server ends its session. Most mistakes are an error, after which somebody else may be
/// asked; a fail is final.
struct Refusal {
  Outcome outcome = Outcome::error;
  std::string reason;
};

/// The packets of one session (RFC 8907 section 3.4): one authentication, one authorization or one record.
class Session {
 public:
  /// Without a key nothing is obfuscated and every packet says so, which is for TLS only (RFC 9887 section
  /// 4).
  Session(PacketType type, MinorVersion minor, SessionId id, std::shared_ptr<const Secret> key)
      : type_(type), minor_(minor), id_(id), key_(std::move(key)) {}

  /// The next packet to the server. Single-connection is offered in the first, since some servers want to see
  /// that in every session.
  [[nodiscard]] ByteVector seal(Bytes body);
  /// The body of the server's next packet, readable.
  [[nodiscard]] std::expected<ByteVector, Refusal> open(const Header& header, ByteVector body);
  /// The header alone, before anybody waits for the body.
  [[nodiscard]] std::expected<void, Refusal> check(const Header& header) const;
  /// The server keeps the connection open for further sessions. Known when the first reply has been opened.
  [[nodiscard]] bool may_keep_connection() const { return keeps_connection_; }
  /// RFC 8907 section 4.1: sequence numbers never wrap, so the session cannot go on.
  [[nodiscard]] bool is_exhausted() const { return next_ == last_sequence; }

 private:
  static constexpr std::uint8_t last_sequence = 255;

  PacketType type_;
  MinorVersion minor_;
  SessionId id_;
  std::shared_ptr<const Secret> key_;
  std::uint8_t next_ = 1;  // sequence number of the next packet, whoever sends it
  bool keeps_connection_ = false;
};

}  // namespace ferry::aaa::tacacs
