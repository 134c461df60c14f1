#include "transfer/curl_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <string_view>

#include "base/text.h"

namespace ferry::transfer {
namespace {

struct CodeRow {
  CURLcode code;
  ErrorCode means;
  std::string_view words;  // empty: the usual ones
};
constexpr std::array code_rows{
    CodeRow{CURLE_COULDNT_RESOLVE_HOST, ErrorCode::invalid, "Invalid IP address or hostname"},
    CodeRow{CURLE_OPERATION_TIMEDOUT, ErrorCode::timed_out, ""},
    CodeRow{CURLE_FTP_ACCEPT_TIMEOUT, ErrorCode::timed_out, ""},
    CodeRow{CURLE_REMOTE_FILE_NOT_FOUND, ErrorCode::not_found, ""},
    CodeRow{CURLE_TFTP_NOTFOUND, ErrorCode::not_found, ""},
    CodeRow{CURLE_REMOTE_ACCESS_DENIED, ErrorCode::permission_denied, ""},
    CodeRow{CURLE_LOGIN_DENIED, ErrorCode::permission_denied, ""},
    CodeRow{CURLE_TFTP_PERM, ErrorCode::permission_denied, ""},
    CodeRow{CURLE_TFTP_NOSUCHUSER, ErrorCode::permission_denied, ""},
    CodeRow{CURLE_REMOTE_DISK_FULL, ErrorCode::no_space, ""},
    CodeRow{CURLE_REMOTE_FILE_EXISTS, ErrorCode::exists, ""},
    CodeRow{CURLE_PARTIAL_FILE, ErrorCode::closed, ""},
    CodeRow{CURLE_RECV_ERROR, ErrorCode::closed, ""},
    CodeRow{CURLE_SEND_ERROR, ErrorCode::closed, ""},
    CodeRow{CURLE_GOT_NOTHING, ErrorCode::closed, ""},
    CodeRow{CURLE_PEER_FAILED_VERIFICATION, ErrorCode::permission_denied, "Certificate not trusted"},
    CodeRow{CURLE_SSL_CONNECT_ERROR, ErrorCode::io, "TLS handshake failed"},
    CodeRow{CURLE_SSL_CACERT_BADFILE, ErrorCode::io, "No usable CA certificates"},
    CodeRow{CURLE_ABORTED_BY_CALLBACK, ErrorCode::cancelled, ""},
    CodeRow{CURLE_WRITE_ERROR, ErrorCode::cancelled, ""},
    CodeRow{CURLE_UNSUPPORTED_PROTOCOL, ErrorCode::unsupported, ""},
    CodeRow{CURLE_WEIRD_SERVER_REPLY, ErrorCode::io, "Protocol error"},
    CodeRow{CURLE_TFTP_ILLEGAL, ErrorCode::io, "Protocol error"},
    CodeRow{CURLE_TFTP_UNKNOWNID, ErrorCode::io, "Protocol error"},
};

/// Statuses of HTTP (RFC 9110 section 15, RFC 4918 section 11) and FTP (RFC 959 section 4.2).
struct StatusRow {
  long status;
  ErrorCode means;
};
constexpr std::array http_rows{
    StatusRow{401, ErrorCode::permission_denied},
    StatusRow{403, ErrorCode::permission_denied},
    StatusRow{404, ErrorCode::not_found},
    StatusRow{405, ErrorCode::unsupported},
    StatusRow{407, ErrorCode::permission_denied},
    StatusRow{408, ErrorCode::timed_out},
    StatusRow{409, ErrorCode::not_found},  // WebDAV: there is no such folder
    StatusRow{410, ErrorCode::not_found},
    StatusRow{413, ErrorCode::no_space},
    StatusRow{423, ErrorCode::busy},
    StatusRow{501, ErrorCode::unsupported},
    StatusRow{504, ErrorCode::timed_out},
    StatusRow{507, ErrorCode::no_space},
};
constexpr std::array ftp_rows{
    StatusRow{421, ErrorCode::closed},
    StatusRow{425, ErrorCode::closed},
    StatusRow{426, ErrorCode::closed},
    StatusRow{430, ErrorCode::permission_denied},
    StatusRow{450, ErrorCode::busy},
    StatusRow{452, ErrorCode::no_space},
    StatusRow{530, ErrorCode::permission_denied},
    StatusRow{532, ErrorCode::permission_denied},
    StatusRow{552, ErrorCode::no_space},
    StatusRow{553, ErrorCode::permission_denied},
};

std::unexpected<Error> of_http(long status) {
  const auto row = std::ranges::find(http_rows, status, &StatusRow::status);
  if (row != http_rows.end()) return failure(row->means);
  return failure(ErrorCode::io, fmt::format("HTTP status {}", status));
}

std::unexpected<Error> of_connecting(long system_error) {
  switch (system_error) {
    case ECONNREFUSED:
      return failure(ErrorCode::io, "Connection refused");
    case ETIMEDOUT:
      return failure(ErrorCode::timed_out);
    case ENETUNREACH:
    case EHOSTUNREACH:
      return failure(ErrorCode::io, "No route to host");
    default:
      return failure(ErrorCode::io, "Connection failed");
  }
}

// A refusal of RETR or STOR: 550 is said for a file that is not there, and for one that may not be written.
std::unexpected<Error> of_ftp(const CurlEnd& end) {
  const auto row = std::ranges::find(ftp_rows, end.response, &StatusRow::status);
  if (row != ftp_rows.end()) return failure(row->means);
  if (end.response == 550)
    return failure(end.code == CURLE_UPLOAD_FAILED ? ErrorCode::permission_denied : ErrorCode::not_found);
  return failure(ErrorCode::io, fmt::format("FTP status {}", end.response));
}

}  // namespace

Result<void> outcome_of(const CurlEnd& end) {
  switch (end.code) {
    case CURLE_OK:
      return {};
    case CURLE_HTTP_RETURNED_ERROR:
      return of_http(end.response);
    case CURLE_COULDNT_CONNECT:
      return of_connecting(end.system_error);
    case CURLE_UPLOAD_FAILED:
    case CURLE_FTP_COULDNT_RETR_FILE:
      return of_ftp(end);
    default:
      break;
  }
  const auto row = std::ranges::find(code_rows, end.code, &CodeRow::code);
  if (row == code_rows.end()) return failure(ErrorCode::io, printable(::curl_easy_strerror(end.code)));
  if (row->words.empty()) return failure(row->means);
  return failure(row->means, std::string{row->words});
}

}  // namespace ferry::transfer
