#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "transfer/curl_transfer.h"

namespace ferry::transfer {

struct FreeHandle {
  void operator()(CURL* handle) const { ::curl_easy_cleanup(handle); }
};
struct FreeStrings {
  void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, FreeHandle>;
using CurlStrings = std::unique_ptr<curl_slist, FreeStrings>;

/// A handle that is set up to reach the place of a job: how to get there, who we are, how long to wait, whom
/// to trust. What is moved is up to the caller. Used by one thread.
class CurlConnection {
 public:
  /// `path` in place of the job's own. `job` outlives this.
  CurlConnection(const CurlJob& job, std::string_view path);

  [[nodiscard]] CURL* handle() const { return handle_.get(); }
  template <class Value>
  void set(CURLoption option, Value value) {
    ::curl_easy_setopt(handle_.get(), option, value);
  }

 private:
  void set_address(const CurlJob& job, std::string_view path);
  void set_login(const CurlJob& job);
  void set_limits(const CurlJob& job);
  void set_protocol(const CurlJob& job);

  CurlHandle handle_;
  CurlStrings addresses_;
};

/// `url` with `path` as libcurl takes it: every character that could mean something else there as %XX.
[[nodiscard]] std::string curl_url(const Url& url, std::string_view path);

}  // namespace ferry::transfer
