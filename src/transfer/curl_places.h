#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "net/resolver.h"
#include "transfer/curl_transfer.h"
#include "transfer/remote.h"

namespace ferry::transfer {

/// A thread for each transfer by libcurl, as many as there may be. Safe to use from any thread.
class CurlThreads {
 public:
  /// More at once would be somebody's mistake; each holds a thread and a connection.
  static constexpr std::size_t most = 16;

  CurlThreads();
  ~CurlThreads() { stop(); }

  /// False if too many are running.
  bool start(CurlJob job, std::shared_ptr<Exchange> exchange);
  /// Gives all transfers up and waits for their threads.
  void stop();

 private:
  struct Worker {
    Worker(CurlJob what, std::shared_ptr<Exchange> with);

    CurlJob job;
    std::shared_ptr<Exchange> exchange;
    std::atomic<bool> is_over = false;
    std::jthread thread;  // the last member: it uses the others
  };

  std::mutex mutex_;
  std::list<Worker> workers_;
  bool stopped_ = false;
};

/// Places that libcurl reaches: http, https, ftp, tftp. What a server sends instead of a file is never shown.
class CurlPlaces final : public Remotes {
 public:
  using SettingsFor = std::function<net::Task<Result<CurlSettings>>(Scheme)>;

  /// `names` outlives this. `settings` is asked anew for each transfer.
  CurlPlaces(net::Resolver& names, SettingsFor settings) : names_(names), settings_(std::move(settings)) {}

  net::Task<Result<std::unique_ptr<Source>>> open_source(Url url, Correspondent& correspondent) override;
  net::Task<Result<std::unique_ptr<Target>>> open_target(Url url, std::optional<std::uint64_t> size,
                                                         Correspondent& correspondent) override;
  /// Gives all transfers up and waits for their threads.
  void stop() { threads_.stop(); }

 private:
  class Conversation;
  class CurlSource;
  class CurlTarget;
  net::Task<Result<CurlJob>> prepare(CurlJob::Direction direction, Url url);
  net::Task<Result<std::unique_ptr<Conversation>>> begin(CurlJob job);

  net::Resolver& names_;
  SettingsFor settings_;
  CurlThreads threads_;
};

}  // namespace ferry::transfer
