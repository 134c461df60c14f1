#include "net/resolver.h"

#include <netdb.h>
#include <resolv.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <asio/ip/address.hpp>
#include <asio/post.hpp>
#include <asio/thread_pool.hpp>
#include <mutex>
#include <optional>
#include <utility>

#include "net/distant_notifier.h"

namespace ferry::net {
namespace {

/// Lookups that may run at once: the C library has only calls that block.
constexpr std::size_t lookup_threads = 2;
/// How long a typist waits for a name.
constexpr auto longest_lookup = std::chrono::seconds{15};
/// Each DNS server gets two questions of two seconds, so that a thread is not held longer than a typist
/// waits. The machine's own limits are 5 seconds, and for ever for some settings.
constexpr int seconds_per_question = 2;
constexpr int questions_per_server = 2;
/// More addresses of one machine are not tried.
constexpr std::size_t most_addresses = 8;

std::unexpected<Error> unknown_host() {
  return failure(ErrorCode::invalid, "Invalid IP address or hostname");
}

struct FreeList {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

std::optional<std::string> numeric(const addrinfo& entry) {
  std::array<char, NI_MAXHOST> text{};
  const int failed =
      ::getnameinfo(entry.ai_addr, entry.ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
  if (failed != 0) return std::nullopt;
  return std::string{text.data()};
}

void limit_waiting() {
  if ((_res.options & RES_INIT) == 0) ::res_init();
  _res.retrans = seconds_per_question;
  _res.retry = questions_per_server;
}

Result<Addresses> look_up(const std::string& host) {
  limit_waiting();
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  const std::unique_ptr<addrinfo, FreeList> list{failed == 0 ? found : nullptr};
  Addresses addresses;
  for (const addrinfo* entry = list.get(); entry != nullptr; entry = entry->ai_next) {
    auto address = numeric(*entry);
    if (address && addresses.size() < most_addresses &&
        std::ranges::find(addresses, *address) == addresses.end())
      addresses.push_back(std::move(*address));
  }
  if (addresses.empty()) return unknown_host();
  return addresses;
}

/// What the thread that looks up and the flow that waits share.
struct Lookup {
  Lookup(std::string name, std::function<void()> waker) : host(std::move(name)), wake(std::move(waker)) {}

  std::string host;
  std::function<void()> wake;
  std::mutex mutex;
  std::optional<Result<Addresses>> outcome;

  void run() {
    auto found = look_up(host);
    {
      const std::lock_guard lock{mutex};
      outcome = std::move(found);
    }
    wake();
  }
  [[nodiscard]] std::optional<Result<Addresses>> take() {
    const std::lock_guard lock{mutex};
    return std::move(outcome);
  }
};

}  // namespace

class SystemResolver::Threads {
 public:
  void start(std::shared_ptr<Lookup> lookup) {
    asio::post(pool_, [lookup = std::move(lookup)] { lookup->run(); });
  }
  void join() { pool_.join(); }

 private:
  asio::thread_pool pool_{lookup_threads};
};

bool is_address(const std::string& host) {
  asio::error_code invalid;
  asio::ip::make_address(host, invalid);
  return !invalid;
}

SystemResolver::SystemResolver(const Clock& clock) : clock_(clock), threads_(std::make_unique<Threads>()) {}

SystemResolver::~SystemResolver() {
  finish();
}

void SystemResolver::finish() {
  threads_->join();
}

Task<Result<Addresses>> SystemResolver::resolve(std::string host) {
  if (is_address(host)) co_return Addresses{std::move(host)};
  DistantNotifier done{EventLoop::current()};
  const auto lookup = std::make_shared<Lookup>(std::move(host), done.waker());
  threads_->start(lookup);
  co_await done.wait_until(clock_.now() + longest_lookup);
  auto outcome = lookup->take();
  if (!outcome) co_return unknown_host();
  co_return std::move(*outcome);
}

}  // namespace ferry::net
