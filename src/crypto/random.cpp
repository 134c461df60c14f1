#include "crypto/random.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "base/secret.h"
#include "crypto/openssl.h"

namespace ferry::crypto {
namespace {

/// A call of OpenSSL's generator costs as much for one byte of padding as for a hundred, and more than
/// sealing a small packet, so that each thread draws a stock for its small requests. The process never forks,
/// so no stock is ever used twice.
class Stock {
 public:
  static constexpr std::size_t largest_request = 64;

  Stock() = default;
  Stock(const Stock&) = delete;
  Stock& operator=(const Stock&) = delete;
  ~Stock() { wipe(bytes_); }

  void fill(MutableBytes into) {
    if (bytes_.size() - used_ < into.size()) refill();
    const MutableBytes taken = MutableBytes{bytes_}.subspan(used_, into.size());
    std::ranges::copy(taken, into.begin());
    wipe(taken);
    used_ += into.size();
  }

 private:
  void refill() {
    require(RAND_bytes(bytes_.data(), to_int(bytes_.size())), "RAND_bytes");
    used_ = 0;
  }

  std::array<Byte, 1024> bytes_{};
  std::size_t used_ = bytes_.size();
};

}  // namespace

void SystemRandom::fill(MutableBytes into) {
  if (into.size() > Stock::largest_request) {
    require(RAND_bytes(into.data(), to_int(into.size())), "RAND_bytes");
    return;
  }
  thread_local Stock stock;
  stock.fill(into);
}

Secret draw_secret(Random& random, std::size_t size) {
  Secret drawn{ByteVector(size)};
  random.fill(drawn.reveal_mutable());
  return drawn;
}

}  // namespace ferry::crypto
