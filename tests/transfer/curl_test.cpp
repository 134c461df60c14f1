#include <gtest/gtest.h>

#include <array>
#include <cerrno>

#include "transfer/curl_error.h"
#include "transfer/curl_handle.h"

namespace ferry::transfer {
namespace {

std::string words(const CurlEnd& end) {
  const auto outcome = outcome_of(end);
  if (outcome) return "";
  return outcome.error().message;
}

struct ErrorVector {
  CurlEnd end;
  std::string_view words;
};

TEST(CurlError, HasTheWordsThatIosUsersKnow) {
  const std::array vectors{
      ErrorVector{{CURLE_OK, 200, 0}, ""},
      ErrorVector{{CURLE_COULDNT_CONNECT, 0, ECONNREFUSED}, "Connection refused"},
      ErrorVector{{CURLE_COULDNT_CONNECT, 0, EHOSTUNREACH}, "No route to host"},
      ErrorVector{{CURLE_COULDNT_CONNECT, 0, ETIMEDOUT}, "Timed out"},
      ErrorVector{{CURLE_OPERATION_TIMEDOUT, 0, 0}, "Timed out"},
      ErrorVector{{CURLE_COULDNT_RESOLVE_HOST, 0, 0}, "Invalid IP address or hostname"},
      ErrorVector{{CURLE_HTTP_RETURNED_ERROR, 404, 0}, "No such file or directory"},
      ErrorVector{{CURLE_HTTP_RETURNED_ERROR, 401, 0}, "Permission denied"},
      ErrorVector{{CURLE_HTTP_RETURNED_ERROR, 403, 0}, "Permission denied"},
      ErrorVector{{CURLE_HTTP_RETURNED_ERROR, 507, 0}, "Not enough space on device"},
      ErrorVector{{CURLE_HTTP_RETURNED_ERROR, 500, 0}, "HTTP status 500"},
      ErrorVector{{CURLE_REMOTE_FILE_NOT_FOUND, 550, 0}, "No such file or directory"},
      ErrorVector{{CURLE_LOGIN_DENIED, 530, 0}, "Permission denied"},
      ErrorVector{{CURLE_UPLOAD_FAILED, 550, 0}, "Permission denied"},
      ErrorVector{{CURLE_UPLOAD_FAILED, 552, 0}, "Not enough space on device"},
      ErrorVector{{CURLE_UPLOAD_FAILED, 501, 0}, "FTP status 501"},
      ErrorVector{{CURLE_TFTP_NOTFOUND, 0, 0}, "No such file or directory"},
      ErrorVector{{CURLE_TFTP_PERM, 0, 0}, "Permission denied"},
      ErrorVector{{CURLE_PARTIAL_FILE, 0, 0}, "Connection closed"},
      ErrorVector{{CURLE_PEER_FAILED_VERIFICATION, 0, 0}, "Certificate not trusted"},
      ErrorVector{{CURLE_ABORTED_BY_CALLBACK, 0, 0}, "Aborted"},
  };
  for (const ErrorVector& vector : vectors) EXPECT_EQ(words(vector.end), vector.words) << vector.end.code;
}

TEST(CurlError, AlwaysHasWords) {
  for (int code = 1; code < CURL_LAST; ++code)
    EXPECT_FALSE(words({static_cast<CURLcode>(code), 0, 0}).empty()) << code;
}

TEST(CurlUrl, HasNothingInItThatWasNotMeant) {
  const auto url = [](std::string_view text) {
    const Url parsed = *parse_url(text);
    return curl_url(parsed, parsed.path);
  };
  EXPECT_EQ(url("tftp://10.1.1.1/dir/a b;mode=netascii"), "tftp://10.1.1.1:69/dir/a%20b%3Bmode%3Dnetascii");
  EXPECT_EQ(url("ftp://u:p@h/a;type=a"), "ftp://h:21/a%3Btype%3Da");
  EXPECT_EQ(url("ftp://h//etc/a%20b#c?d"), "ftp://h:21/%2Fetc/a%20b%23c%3Fd");
  EXPECT_EQ(url("http://h/a%20b?c=d&e#f"), "http://h:80/a%20b?c=d&e%23f");
  EXPECT_EQ(url("https://[::1]:8443/a"), "https://[::1]:8443/a");
}

}  // namespace
}  // namespace ferry::transfer
