#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "ssh/message_number.h"
#include "wire/fields.h"

namespace ferry::ssh {

/// SSH_MSG_SERVICE_REQUEST, RFC 4253 section 10.
struct ServiceRequest {
  static constexpr auto number = MessageNumber::service_request;
  static constexpr std::string_view name = "SERVICE_REQUEST";
  std::string_view service;
  static constexpr auto fields = wire::fields(&ServiceRequest::service);
};

/// SSH_MSG_SERVICE_ACCEPT, RFC 4253 section 10.
struct ServiceAccept {
  static constexpr auto number = MessageNumber::service_accept;
  static constexpr std::string_view name = "SERVICE_ACCEPT";
  std::string_view service;
  static constexpr auto fields = wire::fields(&ServiceAccept::service);
};

/// SSH_MSG_USERAUTH_REQUEST, RFC 4252 section 5.
struct UserauthRequest {
  static constexpr auto number = MessageNumber::userauth_request;
  static constexpr std::string_view name = "USERAUTH_REQUEST";
  std::string_view user;
  std::string_view service;
  std::string_view method;
  wire::Rest method_data;
  static constexpr auto fields = wire::fields(&UserauthRequest::user, &UserauthRequest::service,
                                              &UserauthRequest::method, &UserauthRequest::method_data);
};

/// SSH_MSG_USERAUTH_FAILURE, RFC 4252 section 5.1.
struct UserauthFailure {
  static constexpr auto number = MessageNumber::userauth_failure;
  static constexpr std::string_view name = "USERAUTH_FAILURE";
  wire::NameList methods;
  bool partial_success = false;
  static constexpr auto fields = wire::fields(&UserauthFailure::methods, &UserauthFailure::partial_success);
};

/// SSH_MSG_USERAUTH_SUCCESS, RFC 4252 section 5.1.
struct UserauthSuccess {
  static constexpr auto number = MessageNumber::userauth_success;
  static constexpr std::string_view name = "USERAUTH_SUCCESS";
  static constexpr auto fields = wire::fields();
};

/// SSH_MSG_USERAUTH_BANNER, RFC 4252 section 5.4.
struct UserauthBanner {
  static constexpr auto number = MessageNumber::userauth_banner;
  static constexpr std::string_view name = "USERAUTH_BANNER";
  std::string_view message;
  std::string_view language;
  static constexpr auto fields = wire::fields(&UserauthBanner::message, &UserauthBanner::language);
};

/// SSH_MSG_USERAUTH_PK_OK, RFC 4252 section 7.
struct UserauthPublicKeyOk {
  static constexpr auto number = MessageNumber::userauth_pk_ok;
  static constexpr std::string_view name = "USERAUTH_PK_OK";
  std::string_view algorithm;
  Bytes blob;
  static constexpr auto fields = wire::fields(&UserauthPublicKeyOk::algorithm, &UserauthPublicKeyOk::blob);
};

/// SSH_MSG_USERAUTH_PASSWD_CHANGEREQ, RFC 4252 section 8.
struct UserauthPasswordChangeRequest {
  static constexpr auto number = MessageNumber::userauth_passwd_changereq;
  static constexpr std::string_view name = "USERAUTH_PASSWD_CHANGEREQ";
  std::string_view prompt;
  std::string_view language;
  static constexpr auto fields =
      wire::fields(&UserauthPasswordChangeRequest::prompt, &UserauthPasswordChangeRequest::language);
};

/// SSH_MSG_USERAUTH_INFO_REQUEST, RFC 4256 section 3.2.
struct UserauthInfoRequest {
  static constexpr auto number = MessageNumber::userauth_info_request;
  static constexpr std::string_view name = "USERAUTH_INFO_REQUEST";
  std::string_view title;
  std::string_view instruction;
  std::string_view language;
  std::uint32_t count = 0;
  wire::Rest prompts;  // `count` times a string and a boolean, "echo"
  static constexpr auto fields = wire::fields(&UserauthInfoRequest::title, &UserauthInfoRequest::instruction,
                                              &UserauthInfoRequest::language, &UserauthInfoRequest::count,
                                              &UserauthInfoRequest::prompts);
};

/// SSH_MSG_USERAUTH_INFO_RESPONSE, RFC 4256 section 3.4.
struct UserauthInfoResponse {
  static constexpr auto number = MessageNumber::userauth_info_response;
  static constexpr std::string_view name = "USERAUTH_INFO_RESPONSE";
  std::uint32_t count = 0;
  wire::Rest responses;  // `count` strings
  static constexpr auto fields = wire::fields(&UserauthInfoResponse::count, &UserauthInfoResponse::responses);
};

}  // namespace ferry::ssh
