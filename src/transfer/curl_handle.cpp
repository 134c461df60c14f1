#include "transfer/curl_handle.h"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

namespace ferry::transfer {
namespace {

using std::chrono::seconds;

/// For a TCP connection and the login: as long as IOS waits.
constexpr seconds connect_time{30};
/// For the first answer of a TFTP server: three requests, five seconds apart.
constexpr seconds tftp_answer_time{15};
/// A transfer that moves less than this for so long stands still. There is no limit on all of it: a large
/// image on a slow line takes hours.
constexpr long slowest_bytes_per_second = 10;
constexpr seconds stall_time{60};

constexpr bool is_web(Scheme scheme) {
  return scheme == Scheme::http || scheme == Scheme::https;
}

bool is_plain(char character, bool web) {
  const bool is_letter = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  const bool is_digit = character >= '0' && character <= '9';
  if (is_letter || is_digit) return true;
  // RFC 3986 section 3.3 and 3.4. What was typed for HTTP may be escaped already.
  constexpr std::string_view everywhere = "-._~/";
  constexpr std::string_view on_the_web = "%!$&'()*+,;=:@?";
  return everywhere.find(character) != std::string_view::npos ||
         (web && on_the_web.find(character) != std::string_view::npos);
}

std::string escaped(std::string_view path, bool web) {
  std::string text;
  // An absolute path of FTP begins with an escaped slash (RFC 1738 section 3.2.2).
  if (!web && path.starts_with('/')) {
    text = "%2F";
    path.remove_prefix(1);
  }
  for (const char character : path) {
    if (is_plain(character, web)) {
      text += character;
    } else {
      text += fmt::format("%{:02X}", static_cast<unsigned char>(character));
    }
  }
  return text;
}

std::string in_brackets(const std::string& host) {
  return host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
}

}  // namespace

std::string curl_url(const Url& url, std::string_view path) {
  return fmt::format("{}://{}:{}/{}", name(url.scheme), in_brackets(url.host), url.port_or_default(),
                     escaped(path, is_web(url.scheme)));
}

CurlConnection::CurlConnection(const CurlJob& job, std::string_view path) : handle_(::curl_easy_init()) {
  set_address(job, path);
  set_login(job);
  set_limits(job);
  set_protocol(job);
}

void CurlConnection::set_address(const CurlJob& job, std::string_view path) {
  const std::string scheme{name(job.url.scheme)};
  set(CURLOPT_PROTOCOLS_STR, scheme.c_str());
  set(CURLOPT_URL, curl_url(job.url, path).c_str());
  // The router has looked the name up in its own way, and an environment variable sends nothing elsewhere.
  set(CURLOPT_PROXY, "");
  if (net::is_address(job.url.host)) return;
  std::string entry = fmt::format("{}:{}:", job.url.host, job.url.port_or_default());
  for (const std::string& address : job.addresses)
    entry += (entry.ends_with(':') ? "" : ",") + in_brackets(address);
  addresses_.reset(::curl_slist_append(nullptr, entry.c_str()));
  set(CURLOPT_RESOLVE, addresses_.get());
}

void CurlConnection::set_login(const CurlJob& job) {
  const bool in_url = !job.url.user.empty();
  const std::string& user = in_url ? job.url.user : job.settings.user;
  if (user.empty()) return;
  const auto& password = in_url ? job.url.password : job.settings.password;
  set(CURLOPT_USERNAME, user.c_str());
  // libcurl keeps a copy for as long as the handle lives.
  std::string text{password ? as_text(password->reveal()) : std::string_view{}};
  set(CURLOPT_PASSWORD, text.c_str());
  wipe({reinterpret_cast<Byte*>(text.data()), text.size()});
  // Digest needs a request that is refused first, which an upload would have to send twice.
  const bool downloads = job.direction == CurlJob::Direction::download;
  set(CURLOPT_HTTPAUTH, downloads ? CURLAUTH_BASIC | CURLAUTH_DIGEST : CURLAUTH_BASIC);
}

void CurlConnection::set_limits(const CurlJob& job) {
  set(CURLOPT_NOSIGNAL, 1L);
  const seconds patience = job.url.scheme == Scheme::tftp ? tftp_answer_time : connect_time;
  set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(patience.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, slowest_bytes_per_second);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(stall_time.count()));
  set(CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(stall_time.count()));
}

void CurlConnection::set_protocol(const CurlJob& job) {
  set(CURLOPT_FAILONERROR, 1L);
  set(CURLOPT_USERAGENT, "Ferry");
  // One path, as it was typed, and no walk through its folders: that asks servers for the fewest rights.
  set(CURLOPT_FTP_FILEMETHOD, static_cast<long>(CURLFTPMETHOD_NOCWD));
  if (!job.settings.ftp_passive) set(CURLOPT_FTPPORT, "-");
  if (job.settings.tftp_blocksize != 0)
    set(CURLOPT_TFTP_BLKSIZE, static_cast<long>(job.settings.tftp_blocksize));
  if (job.settings.certificates.empty()) return;
  std::string pem = job.settings.certificates;
  curl_blob blob{.data = pem.data(), .len = pem.size(), .flags = CURL_BLOB_COPY};
  set(CURLOPT_CAINFO_BLOB, &blob);
}

}  // namespace ferry::transfer
