#include "aaa/tls_link.h"

#include <algorithm>
#include <array>
#include <utility>

#include "net/closing_timer.h"

namespace ferry::aaa {
namespace {

/// A TLS record has at most 16 KiB and some bytes around them.
constexpr std::size_t chunk = std::size_t{17} * 1024;

class TlsLink final : public net::Link {
 public:
  TlsLink(std::unique_ptr<net::Link> link, std::shared_ptr<const crypto::TlsContext> context,
          const std::string& server_name)
      : link_(std::move(link)), tls_(std::move(context), server_name) {}

  /// One step of the handshake; true when it is done.
  net::Task<Result<bool>> shake_hands();

  net::Task<void> readable() override;
  net::Task<void> writable() override;
  [[nodiscard]] std::optional<Result<std::size_t>> try_read(MutableBytes into) override;
  [[nodiscard]] std::optional<Result<std::size_t>> try_write(std::span<const Bytes> pieces) override;
  void close() override;
  [[nodiscard]] const net::Address& local() const override { return link_->local(); }
  [[nodiscard]] const net::Address& remote() const override { return link_->remote(); }

 private:
  /// Sends as much as there is room for; false after an error.
  bool flush();
  /// Takes in what has come: nothing if nothing has, 0 at the end.
  std::optional<Result<std::size_t>> take_in();

  std::unique_ptr<net::Link> link_;
  crypto::Tls tls_;
  ByteVector pending_;  // encrypted, and not sent yet
};

bool TlsLink::flush() {
  const ByteVector more = tls_.take_output();
  pending_.insert(pending_.end(), more.begin(), more.end());
  while (!pending_.empty()) {
    const Bytes left = pending_;
    const auto written = link_->try_write({&left, 1});
    if (!written) return true;
    if (!*written) return false;
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(**written));
  }
  return true;
}

std::optional<Result<std::size_t>> TlsLink::take_in() {
  std::array<Byte, chunk> bytes{};
  const auto size = link_->try_read(bytes);
  if (size && *size && **size > 0) tls_.receive(Bytes{bytes}.first(**size));
  return size;
}

net::Task<Result<bool>> TlsLink::shake_hands() {
  const auto done = tls_.shake_hands();
  const bool sent = flush();
  if (!done || *done) co_return done;
  if (!sent) co_return failure(ErrorCode::closed, "TLS: the server closed the connection");
  co_await readable();
  const auto size = take_in();
  const bool is_over = size && (!*size || **size == 0);
  if (is_over) co_return failure(ErrorCode::closed, "TLS: the server closed the connection");
  co_return false;
}

// Whoever waits for a reply has sent all of the request first.
net::Task<void> TlsLink::readable() {
  while (!pending_.empty()) {
    co_await link_->writable();
    if (!flush()) co_return;
  }
  co_await link_->readable();
}

net::Task<void> TlsLink::writable() {
  return link_->writable();
}

std::optional<Result<std::size_t>> TlsLink::try_read(MutableBytes into) {
  for (;;) {
    auto size = tls_.read(into);
    if (!size) return std::unexpected(std::move(size.error()));
    if (*size) return **size;
    const auto came = take_in();
    if (!came || !*came || **came == 0) return came;
  }
}

std::optional<Result<std::size_t>> TlsLink::try_write(std::span<const Bytes> pieces) {
  if (!flush()) return failure(ErrorCode::closed);
  if (!pending_.empty()) return std::nullopt;
  std::size_t size = 0;
  for (const Bytes piece : pieces) {
    if (piece.empty()) continue;
    if (auto written = tls_.write(piece); !written) return std::unexpected(std::move(written.error()));
    size += piece.size();
  }
  if (!flush()) return failure(ErrorCode::closed);
  return size;
}

void TlsLink::close() {
  tls_.close();
  flush();
  link_->close();
}

}  // namespace

net::Task<Result<std::unique_ptr<net::Link>>> connect_tls(net::EventLoop& loop,
                                                          std::shared_ptr<const crypto::TlsContext> context,
                                                          std::string server_name,
                                                          std::unique_ptr<net::Link> link,
                                                          TimePoint deadline) {
  auto secure = std::make_unique<TlsLink>(std::move(link), std::move(context), server_name);
  const net::ClosingTimer timer{loop, *secure, deadline};
  for (;;) {
    auto done = co_await secure->shake_hands();
    if (timer.has_closed()) co_return failure(ErrorCode::timed_out, "TLS: no handshake in time");
    if (!done) co_return std::unexpected(std::move(done.error()));
    if (*done) co_return std::move(secure);
  }
}

}  // namespace ferry::aaa
