#include "net/socket.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

#include <array>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>

namespace ferry::net {
namespace {

using asio::ip::tcp;

/// A socket of ours and its peer's.
struct Pair {
  asio::io_context context;
  tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
  tcp::socket peer{context};
  int handle = -1;
  std::unique_ptr<Socket> ours = connect();

  std::unique_ptr<Socket> connect() {
    peer.connect(acceptor.local_endpoint());
    tcp::socket accepted = acceptor.accept();
    handle = accepted.native_handle();
    return std::make_unique<Socket>(std::move(accepted));
  }

  void receive_a_byte() {
    asio::write(peer, asio::buffer("x", 1));
    pollfd arrived{handle, POLLIN, 0};
    ASSERT_EQ(::poll(&arrived, 1, 10000), 1);
    std::array<Byte, 8> into{};
    const auto read = ours->try_read(into);
    ASSERT_TRUE(read && *read);
    ASSERT_EQ(**read, 1U);
  }

  void put_acknowledgements_off() const {
    const int off = 0;
    ASSERT_EQ(::setsockopt(handle, IPPROTO_TCP, TCP_QUICKACK, &off, sizeof off), 0);
  }
  [[nodiscard]] bool acknowledges_at_once() const {
    int is_on = 0;
    socklen_t size = sizeof is_on;
    return ::getsockopt(handle, IPPROTO_TCP, TCP_QUICKACK, &is_on, &size) == 0 && is_on == 1;
  }
};

TEST(Socket, AcknowledgesWhatALoginSendsAtOnceAndLeavesTheRestToTheKernel) {
  Pair pair;
  constexpr int reads_of_a_login = 32;
  for (int i = 0; i < reads_of_a_login; ++i) {
    pair.put_acknowledgements_off();
    ASSERT_FALSE(pair.acknowledges_at_once());
    pair.receive_a_byte();
    ASSERT_TRUE(pair.acknowledges_at_once()) << i;
  }
  constexpr int reads_of_a_copy = 1000;
  for (int i = 0; i < reads_of_a_copy; ++i) pair.receive_a_byte();
  pair.put_acknowledgements_off();
  pair.receive_a_byte();
  EXPECT_FALSE(pair.acknowledges_at_once());
}

}  // namespace
}  // namespace ferry::net
