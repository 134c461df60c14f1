#pragma once

#include <cstdint>
#include <string_view>

#include "aaa/tacacs/argument.h"
#include "base/bytes.h"
#include "base/result.h"

/// The bodies of RFC 8907 sections 5 to 7. What a decoder gives borrows from the body, except arguments.
/// Decoders demand that the lengths in a body add up to its length exactly, and refuse what has no meaning: a
/// wrong key shows by that, since what it makes of a body is noise.
namespace ferry::aaa::tacacs {

/// Only the login is used: changing passwords is not.
enum class Action : std::uint8_t { login = 1 };
enum class AuthenticationType : std::uint8_t { not_set = 0, ascii = 1, pap = 2 };
enum class AuthenticationService : std::uint8_t { none = 0, login = 1, enable = 2 };

/// How the user was authenticated, section 6.1.
enum class AuthenticationMethod : std::uint8_t {
  not_set = 0,
  none = 1,
  line = 3,
  enable = 4,
  local = 5,
  tacacs_plus = 6,
  radius = 0x10,
};

/// Who it is about: the fields that all three kinds of request share.
struct Subject {
  std::string_view user;
  std::string_view port;            // "tty2"
  std::string_view remote_address;  // "10.1.1.2"
  bool operator==(const Subject&) const = default;
};

/// Section 5.1.
struct AuthenticationStart {
  Action action = Action::login;
  std::uint8_t privilege = 1;
  AuthenticationType type = AuthenticationType::ascii;
  AuthenticationService service = AuthenticationService::login;
  Subject subject = {};
  Bytes data = {};  // the password of PAP
};

enum class AuthenticationStatus : std::uint8_t {
  pass = 1,
  fail = 2,
  get_data = 3,
  get_user = 4,
  get_pass = 5,
  restart = 6,
  error = 7,
  follow = 0x21,
};

/// Section 5.2.
struct AuthenticationReply {
  AuthenticationStatus status{};
  bool no_echo = false;
  std::string_view server_message = {};
  Bytes data = {};
};

/// Section 5.3.
struct AuthenticationContinue {
  Bytes user_message = {};
  Bytes data = {};
  bool abort = false;
};

/// Section 6.1.
struct AuthorizationRequest {
  AuthenticationMethod method{};
  std::uint8_t privilege = 1;
  AuthenticationType type{};
  AuthenticationService service{};
  Subject subject = {};
  Arguments arguments = {};
};

enum class AuthorizationStatus : std::uint8_t {
  pass_add = 1,
  pass_replace = 2,
  fail = 0x10,
  error = 0x11,
  follow = 0x21,
};

/// Section 6.2.
struct AuthorizationResponse {
  AuthorizationStatus status{};
  std::string_view server_message = {};
  Bytes data = {};
  Arguments arguments = {};
};

/// Section 7.1: which event of a task a record is about. No other combination of the flags is allowed.
enum class RecordKind : std::uint8_t {
  start = 0x02,
  stop = 0x04,
  watchdog = 0x08,
  watchdog_with_update = 0x0A,
};

/// Section 7.1.
struct AccountingRequest {
  RecordKind kind{};
  AuthenticationMethod method{};
  std::uint8_t privilege = 1;
  AuthenticationType type{};
  AuthenticationService service{};
  Subject subject = {};
  Arguments arguments = {};
};

enum class AccountingStatus : std::uint8_t { success = 1, error = 2, follow = 0x21 };

/// Section 7.2.
struct AccountingReply {
  AccountingStatus status{};
  std::string_view server_message = {};
  Bytes data = {};
};

// An error of an encoder names the field that is too long for the wire.

[[nodiscard]] Result<ByteVector> encode(const AuthenticationStart& start);
[[nodiscard]] Result<ByteVector> encode(const AuthenticationReply& reply);
[[nodiscard]] Result<ByteVector> encode(const AuthenticationContinue& answer);
[[nodiscard]] Result<ByteVector> encode(const AuthorizationRequest& request);
[[nodiscard]] Result<ByteVector> encode(const AuthorizationResponse& response);
[[nodiscard]] Result<ByteVector> encode(const AccountingRequest& request);
[[nodiscard]] Result<ByteVector> encode(const AccountingReply& reply);

/// `decode<AuthenticationReply>(body)`.
template <class Message>
[[nodiscard]] Result<Message> decode(Bytes body);

template <>
Result<AuthenticationStart> decode(Bytes body);
template <>
Result<AuthenticationReply> decode(Bytes body);
template <>
Result<AuthenticationContinue> decode(Bytes body);
template <>
Result<AuthorizationRequest> decode(Bytes body);
template <>
Result<AuthorizationResponse> decode(Bytes body);
template <>
Result<AccountingRequest> decode(Bytes body);
template <>
Result<AccountingReply> decode(Bytes body);

}  // namespace ferry::aaa::tacacs
