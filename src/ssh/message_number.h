#pragma once

#include <cstdint>

namespace ferry::ssh {

/// Every message number that has a meaning here (RFC 4250 section 4.1.2 and the documents that add to it).
/// Numbers from 30 to 49 belong to the key exchange method and those from 60 to 79 to the authentication
/// method in use, so several names share one number.
enum class MessageNumber : std::uint8_t {
  // RFC 4253: transport layer, generic.
  disconnect = 1,
  ignore = 2,
  unimplemented = 3,
  debug = 4,
  service_request = 5,
  service_accept = 6,
  ext_info = 7,     // RFC 8308
  newcompress = 8,  // RFC 8308

  // RFC 4253: algorithm negotiation.
  kexinit = 20,
  newkeys = 21,

  // Key exchange methods: RFC 4253 section 8, RFC 5656 section 4, RFC 4419 section 5.
  kexdh_init = 30,
  kexdh_reply = 31,
  kex_ecdh_init = 30,
  kex_ecdh_reply = 31,
  kex_dh_gex_request_old = 30,
  kex_dh_gex_group = 31,
  kex_dh_gex_init = 32,
  kex_dh_gex_reply = 33,
  kex_dh_gex_request = 34,

  // RFC 4252: user authentication, generic.
  userauth_request = 50,
  userauth_failure = 51,
  userauth_success = 52,
  userauth_banner = 53,

  // Authentication methods: RFC 4252 sections 7 and 8, RFC 4256 section 3.
  userauth_pk_ok = 60,
  userauth_passwd_changereq = 60,
  userauth_info_request = 60,
  userauth_info_response = 61,

  // RFC 4254: connection protocol, generic.
  global_request = 80,
  request_success = 81,
  request_failure = 82,

  // RFC 4254: channels.
  channel_open = 90,
  channel_open_confirmation = 91,
  channel_open_failure = 92,
  channel_window_adjust = 93,
  channel_data = 94,
  channel_extended_data = 95,
  channel_eof = 96,
  channel_close = 97,
  channel_request = 98,
  channel_success = 99,
  channel_failure = 100,

  // OpenSSH's PROTOCOL, ping@openssh.com.
  ping = 192,
  pong = 193,
};

}  // namespace ferry::ssh
