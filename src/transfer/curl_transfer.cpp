#include "transfer/curl_transfer.h"

#include <algorithm>
#include <utility>

#include "transfer/curl_error.h"
#include "transfer/curl_handle.h"

namespace ferry::transfer {
namespace {

using Direction = CurlJob::Direction;

/// For the removal of what an upload has left: nobody waits for it, but the router's end does.
constexpr long removal_seconds = 5;

/// Of what a server answers to an upload.
constexpr std::uint64_t longest_answer = std::uint64_t{1} << 20;

/// One transfer and what libcurl calls back.
class Transfer {
 public:
  Transfer(const CurlJob& job, Exchange& exchange)
      : job_(job), exchange_(exchange), connection_(job, job.url.path) {
    if (job.direction == Direction::upload) set_upload();
    connection_.set(CURLOPT_WRITEDATA, this);
    connection_.set(CURLOPT_WRITEFUNCTION, on_bytes);
    connection_.set(CURLOPT_NOPROGRESS, 0L);
    connection_.set(CURLOPT_XFERINFODATA, this);
    connection_.set(CURLOPT_XFERINFOFUNCTION, on_time);
  }

  CURLcode run();
  [[nodiscard]] Result<void> outcome(CURLcode code) const;
  [[nodiscard]] std::optional<std::string> elsewhere() const;
  [[nodiscard]] bool has_sent() const { return has_sent_; }
  /// Goes on as if the server knew only RFC 1350.
  void use_no_tftp_options() { connection_.set(CURLOPT_TFTP_NO_OPTIONS, 1L); }

 private:
  void set_upload();
  [[nodiscard]] bool is_redirected() const;
  [[nodiscard]] std::optional<std::uint64_t> promised() const;
  [[nodiscard]] std::size_t take_answer(std::size_t count);
  [[nodiscard]] CurlEnd end_of(CURLcode code) const;

  static std::size_t on_bytes(char* data, std::size_t one, std::size_t count, void* self);
  static std::size_t on_room(char* room, std::size_t one, std::size_t count, void* self);
  static int on_time(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  const CurlJob& job_;
  Exchange& exchange_;
  CurlConnection connection_;
  std::uint64_t received_ = 0;
  bool has_sent_ = false;
};

void Transfer::set_upload() {
  connection_.set(CURLOPT_UPLOAD, 1L);
  connection_.set(CURLOPT_READDATA, this);
  connection_.set(CURLOPT_READFUNCTION, on_room);
  const curl_off_t size = job_.size ? static_cast<curl_off_t>(*job_.size) : -1;
  connection_.set(CURLOPT_INFILESIZE_LARGE, size);
}

CURLcode Transfer::run() {
  return ::curl_easy_perform(connection_.handle());
}

// What a server writes about an upload, nobody wants, but a little of it is usual.
std::size_t Transfer::take_answer(std::size_t count) {
  received_ += count;
  return received_ <= longest_answer ? count : 0;
}

Result<void> Transfer::outcome(CURLcode code) const {
  // Nobody wants what stands in the way there either.
  if (code == CURLE_WRITE_ERROR && is_redirected()) return {};
  auto outcome = outcome_of(end_of(code));
  if (!outcome || job_.direction == Direction::upload) return outcome;
  // TFTP only: libcurl compares it for the others.
  if (!is_redirected() && promised().value_or(received_) != received_) return failure(ErrorCode::closed);
  return outcome;
}

std::optional<std::string> Transfer::elsewhere() const {
  const char* place = nullptr;
  if (is_redirected()) ::curl_easy_getinfo(connection_.handle(), CURLINFO_REDIRECT_URL, &place);
  return place == nullptr ? std::nullopt : std::optional<std::string>{place};
}

bool Transfer::is_redirected() const {
  if (job_.url.scheme != Scheme::http && job_.url.scheme != Scheme::https) return false;
  long status = 0;
  ::curl_easy_getinfo(connection_.handle(), CURLINFO_RESPONSE_CODE, &status);
  return status >= 300 && status < 400;
}

std::optional<std::uint64_t> Transfer::promised() const {
  curl_off_t size = -1;
  ::curl_easy_getinfo(connection_.handle(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
  if (size < 0) return std::nullopt;
  return static_cast<std::uint64_t>(size);
}

CurlEnd Transfer::end_of(CURLcode code) const {
  CurlEnd end{.code = code};
  ::curl_easy_getinfo(connection_.handle(), CURLINFO_RESPONSE_CODE, &end.response);
  ::curl_easy_getinfo(connection_.handle(), CURLINFO_OS_ERRNO, &end.system_error);
  return end;
}

// libcurl stops a transfer of which less was taken than it had.
std::size_t Transfer::on_bytes(char* data, std::size_t, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.job_.direction == Direction::upload) return transfer.take_answer(count);
  if (transfer.is_redirected()) return 0;
  transfer.exchange_.begin(transfer.promised());
  transfer.received_ += count;
  const bool is_wanted = transfer.exchange_.put({reinterpret_cast<const Byte*>(data), count});
  return is_wanted ? count : 0;
}

std::size_t Transfer::on_room(char* room, std::size_t, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.has_sent_ = true;
  transfer.exchange_.begin(std::nullopt);
  const auto bytes = transfer.exchange_.get({reinterpret_cast<Byte*>(room), count});
  return bytes.value_or(CURL_READFUNC_ABORT);
}

int Transfer::on_time(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(self)->exchange_.is_cancelled() ? 1 : 0;
}

// A connection of its own: the first one may be what failed.
void remove_from_server(const CurlJob& job) {
  CurlConnection connection{job, ""};
  const CurlStrings commands{::curl_slist_append(nullptr, ("DELE " + job.url.path).c_str())};
  connection.set(CURLOPT_NOBODY, 1L);
  connection.set(CURLOPT_QUOTE, commands.get());
  connection.set(CURLOPT_TIMEOUT, removal_seconds);
  // Whether it can be removed is up to the server: the typist has been told that the copy failed.
  static_cast<void>(::curl_easy_perform(connection.handle()));
}

}  // namespace

void run_transfer(const CurlJob& job, Exchange& exchange) {
  Transfer transfer{job, exchange};
  CURLcode code = transfer.run();
  // libcurl takes the size of an empty file for a mistake of the server.
  if (code == CURLE_TFTP_ILLEGAL && job.direction == Direction::download) {
    transfer.use_no_tftp_options();
    code = transfer.run();
  }
  auto outcome = transfer.outcome(code);
  const bool leaves_part = !outcome && transfer.has_sent() && job.url.scheme == Scheme::ftp;
  exchange.end(std::move(outcome), transfer.elsewhere());
  if (leaves_part) remove_from_server(job);
}

}  // namespace ferry::transfer
