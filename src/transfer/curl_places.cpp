#include "transfer/curl_places.h"

#include <curl/curl.h>

#include <utility>

#include "net/distant_notifier.h"

namespace ferry::transfer {
namespace {

using Direction = CurlJob::Direction;

/// A file that has moved is found in one or two steps; more would be a circle.
constexpr int most_redirections = 5;

bool is_web(Scheme scheme) {
  return scheme == Scheme::http || scheme == Scheme::https;
}

// Whoever a redirection leads to is not given what the typist meant for another machine, and nothing that was
// asked for under TLS is fetched without it.
Result<Url> redirected(const Url& from, std::string_view to) {
  auto url = parse_url(to);
  if (!url || !is_web(url->scheme) || url->host.empty() ||
      (from.scheme == Scheme::https && url->scheme == Scheme::http))
    return failure(ErrorCode::unsupported, "Redirected to a place that is not allowed");
  url->user.clear();
  url->password.reset();
  if (url->host == from.host && url->port_or_default() == from.port_or_default()) {
    url->user = from.user;
    if (from.password) url->password = from.password->clone();
  }
  return url;
}

void prepare_library() {
  // Once, before there are threads that use it; there is no end to it as long as the program lives.
  static const CURLcode prepared = ::curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(prepared);
}

}  // namespace

CurlThreads::Worker::Worker(CurlJob what, std::shared_ptr<Exchange> with)
    : job(std::move(what)), exchange(std::move(with)), thread([this] {
        run_transfer(job, *exchange);
        is_over = true;
      }) {}

CurlThreads::CurlThreads() {
  prepare_library();
}

bool CurlThreads::start(CurlJob job, std::shared_ptr<Exchange> exchange) {
  const std::lock_guard lock{mutex_};
  std::erase_if(workers_, [](const Worker& worker) { return worker.is_over.load(); });
  if (stopped_ || workers_.size() >= most) return false;
  workers_.emplace_back(std::move(job), std::move(exchange));
  return true;
}

void CurlThreads::stop() {
  const std::lock_guard lock{mutex_};
  stopped_ = true;
  for (const Worker& worker : workers_) worker.exchange->cancel();
  workers_.clear();
}

/// The flow's half of a transfer. When it goes, the transfer ends.
class CurlPlaces::Conversation {
 public:
  Conversation()
      : changed_(net::EventLoop::current()), exchange_(std::make_shared<Exchange>(changed_.waker())) {}
  ~Conversation() { exchange_->cancel(); }
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  [[nodiscard]] Exchange& exchange() { return *exchange_; }
  [[nodiscard]] const std::shared_ptr<Exchange>& shared() const { return exchange_; }
  /// Until the other side has done something.
  net::Task<void> changed() { co_await changed_.wait(); }

 private:
  net::DistantNotifier changed_;
  std::shared_ptr<Exchange> exchange_;
};

class CurlPlaces::CurlSource final : public Source {
 public:
  explicit CurlSource(std::unique_ptr<Conversation> conversation) : conversation_(std::move(conversation)) {}

  [[nodiscard]] std::optional<std::uint64_t> size() const override {
    return conversation_->exchange().size();
  }

  net::Task<Result<std::size_t>> read(MutableBytes into) override {
    Exchange& exchange = conversation_->exchange();
    for (;;) {
      // Asked before what there is: what comes between the two counts.
      const auto outcome = exchange.outcome();
      const std::size_t count = exchange.take(into);
      if (count > 0) co_return count;
      if (outcome && !*outcome) co_return std::unexpected(outcome->error());
      if (outcome) co_return std::size_t{0};
      co_await conversation_->changed();
    }
  }

 private:
  std::unique_ptr<Conversation> conversation_;
};

class CurlPlaces::CurlTarget final : public Target {
 public:
  explicit CurlTarget(std::unique_ptr<Conversation> conversation) : conversation_(std::move(conversation)) {}

  net::Task<Result<void>> write(Bytes bytes) override {
    Exchange& exchange = conversation_->exchange();
    for (;;) {
      const auto outcome = exchange.outcome();
      if (outcome) co_return refusal(*outcome);
      bytes = bytes.subspan(exchange.offer(bytes));
      if (bytes.empty()) co_return Result<void>{};
      co_await conversation_->changed();
    }
  }

  net::Task<Result<std::string>> finish() override {
    Exchange& exchange = conversation_->exchange();
    exchange.end_input();
    for (;;) {
      const auto outcome = exchange.outcome();
      if (outcome && !*outcome) co_return std::unexpected(outcome->error());
      if (outcome && exchange.elsewhere()) co_return moved();
      if (outcome) co_return std::string{};
      co_await conversation_->changed();
    }
  }

  net::Task<void> abandon() override {
    conversation_->exchange().cancel();
    co_return;
  }

 private:
  static std::unexpected<Error> moved() {
    return failure(ErrorCode::unsupported, "The server wants it elsewhere");
  }
  // It should not have ended yet.
  static Result<void> refusal(const Result<void>& outcome) {
    if (!outcome) return outcome;
    return moved();
  }

  std::unique_ptr<Conversation> conversation_;
};

net::Task<Result<CurlJob>> CurlPlaces::prepare(Direction direction, Url url) {
  auto settings = co_await settings_(url.scheme);
  if (!settings) co_return std::unexpected(std::move(settings.error()));
  auto addresses = co_await names_.resolve(url.host);
  if (!addresses) co_return std::unexpected(std::move(addresses.error()));
  co_return CurlJob{.direction = direction,
                    .url = std::move(url),
                    .addresses = std::move(*addresses),
                    .size = std::nullopt,
                    .settings = std::move(*settings)};
}

net::Task<Result<std::unique_ptr<CurlPlaces::Conversation>>> CurlPlaces::begin(CurlJob job) {
  auto conversation = std::make_unique<Conversation>();
  if (!threads_.start(std::move(job), conversation->shared()))
    co_return failure(ErrorCode::busy, "Too many copies at once");
  const Exchange& exchange = conversation->exchange();
  for (;;) {
    const auto outcome = exchange.outcome();
    if (exchange.has_begun()) break;
    if (outcome && !*outcome) co_return std::unexpected(outcome->error());
    if (outcome) break;
    co_await conversation->changed();
  }
  co_return std::move(conversation);
}

net::Task<Result<std::unique_ptr<Source>>> CurlPlaces::open_source(Url url, Correspondent&) {
  for (int i = 0; i <= most_redirections; ++i) {
    auto job = co_await prepare(Direction::download, url.clone());
    if (!job) co_return std::unexpected(std::move(job.error()));
    auto conversation = co_await begin(std::move(*job));
    if (!conversation) co_return std::unexpected(std::move(conversation.error()));
    const auto elsewhere = (*conversation)->exchange().elsewhere();
    if (!elsewhere) co_return std::make_unique<CurlSource>(std::move(*conversation));
    auto next = redirected(url, *elsewhere);
    if (!next) co_return std::unexpected(std::move(next.error()));
    url = std::move(*next);
  }
  co_return failure(ErrorCode::unsupported, "Redirected too often");
}

net::Task<Result<std::unique_ptr<Target>>> CurlPlaces::open_target(Url url, std::optional<std::uint64_t> size,
                                                                   Correspondent&) {
  auto job = co_await prepare(Direction::upload, std::move(url));
  if (!job) co_return std::unexpected(std::move(job.error()));
  job->size = size;
  auto conversation = co_await begin(std::move(*job));
  if (!conversation) co_return std::unexpected(std::move(conversation.error()));
  co_return std::make_unique<CurlTarget>(std::move(*conversation));
}

}  // namespace ferry::transfer
