#pragma once

#include <curl/curl.h>

#include "base/result.h"

namespace ferry::transfer {

/// What libcurl knows of how a transfer ended.
struct CurlEnd {
  CURLcode code = CURLE_OK;
  long response = 0;      // the last status of HTTP or FTP; 0: there was none
  long system_error = 0;  // errno of what failed
};

/// The same in the words that IOS users know.
[[nodiscard]] Result<void> outcome_of(const CurlEnd& end);

}  // namespace ferry::transfer
