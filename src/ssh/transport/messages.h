#pragma once

#include <string_view>

#include "ssh/error.h"
#include "ssh/message_number.h"
#include "wire/fields.h"

/// The messages of the transport layer. KEXINIT and EXT_INFO, which are not plain lists of fields, have files
/// of their own. Everything read borrows from the packet.
namespace ferry::ssh {

/// SSH_MSG_DISCONNECT, RFC 4253 section 11.1.
struct Disconnect {
  static constexpr auto number = MessageNumber::disconnect;
  DisconnectReason reason{};
  std::string_view description;
  std::string_view language;
  static constexpr auto fields =
      wire::fields(&Disconnect::reason, &Disconnect::description, &Disconnect::language);
};

/// SSH_MSG_IGNORE, RFC 4253 section 11.2.
struct Ignore {
  static constexpr auto number = MessageNumber::ignore;
  std::string_view data;
  static constexpr auto fields = wire::fields(&Ignore::data);
};

/// SSH_MSG_UNIMPLEMENTED, RFC 4253 section 11.4.
struct Unimplemented {
  static constexpr auto number = MessageNumber::unimplemented;
  std::uint32_t sequence = 0;
  static constexpr auto fields = wire::fields(&Unimplemented::sequence);
};

/// SSH2_MSG_PING, OpenSSH's PROTOCOL; clients hide the rhythm of typing behind it.
struct Ping {
  static constexpr auto number = MessageNumber::ping;
  Bytes data;
  static constexpr auto fields = wire::fields(&Ping::data);
};

/// SSH2_MSG_PONG, with the data of the PING.
struct Pong {
  static constexpr auto number = MessageNumber::pong;
  Bytes data;
  static constexpr auto fields = wire::fields(&Pong::data);
};

/// SSH_MSG_NEWKEYS, RFC 4253 section 7.3.
struct NewKeys {
  static constexpr auto number = MessageNumber::newkeys;
  static constexpr auto fields = wire::fields();
};

/// SSH_MSG_KEXDH_INIT with e, RFC 4253 section 8.
struct KexDhInit {
  static constexpr auto number = MessageNumber::kexdh_init;
  wire::Mpint share;
  static constexpr auto fields = wire::fields(&KexDhInit::share);
};

/// SSH_MSG_KEXDH_REPLY with f, RFC 4253 section 8.
struct KexDhReply {
  static constexpr auto number = MessageNumber::kexdh_reply;
  Bytes host_key;
  wire::Mpint share;
  Bytes signature;
  static constexpr auto fields =
      wire::fields(&KexDhReply::host_key, &KexDhReply::share, &KexDhReply::signature);
};

/// SSH_MSG_KEX_ECDH_INIT with Q_C, RFC 5656 section 4.
struct KexEcdhInit {
  static constexpr auto number = MessageNumber::kex_ecdh_init;
  Bytes share;
  static constexpr auto fields = wire::fields(&KexEcdhInit::share);
};

/// SSH_MSG_KEX_ECDH_REPLY with Q_S, RFC 5656 section 4.
struct KexEcdhReply {
  static constexpr auto number = MessageNumber::kex_ecdh_reply;
  Bytes host_key;
  Bytes share;
  Bytes signature;
  static constexpr auto fields =
      wire::fields(&KexEcdhReply::host_key, &KexEcdhReply::share, &KexEcdhReply::signature);
};

/// SSH_MSG_KEX_DH_GEX_REQUEST, RFC 4419 section 3: bits of the group that is wished for.
struct GroupRequest {
  static constexpr auto number = MessageNumber::kex_dh_gex_request;
  std::uint32_t minimum = 0;
  std::uint32_t preferred = 0;
  std::uint32_t maximum = 0;
  static constexpr auto fields =
      wire::fields(&GroupRequest::minimum, &GroupRequest::preferred, &GroupRequest::maximum);
};

/// SSH_MSG_KEX_DH_GEX_REQUEST_OLD, RFC 4419 section 5.
struct OldGroupRequest {
  static constexpr auto number = MessageNumber::kex_dh_gex_request_old;
  std::uint32_t preferred = 0;
  static constexpr auto fields = wire::fields(&OldGroupRequest::preferred);
};

/// SSH_MSG_KEX_DH_GEX_GROUP, RFC 4419 section 3.
struct GroupOffer {
  static constexpr auto number = MessageNumber::kex_dh_gex_group;
  wire::Mpint prime;
  wire::Mpint generator;
  static constexpr auto fields = wire::fields(&GroupOffer::prime, &GroupOffer::generator);
};

/// SSH_MSG_KEX_DH_GEX_INIT with e, RFC 4419 section 3.
struct KexGexInit {
  static constexpr auto number = MessageNumber::kex_dh_gex_init;
  wire::Mpint share;
  static constexpr auto fields = wire::fields(&KexGexInit::share);
};

/// SSH_MSG_KEX_DH_GEX_REPLY with f, RFC 4419 section 3.
struct KexGexReply {
  static constexpr auto number = MessageNumber::kex_dh_gex_reply;
  Bytes host_key;
  wire::Mpint share;
  Bytes signature;
  static constexpr auto fields =
      wire::fields(&KexGexReply::host_key, &KexGexReply::share, &KexGexReply::signature);
};

}  // namespace ferry::ssh
