#include "net/dialer.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/event_loop.h"

namespace ferry::net {
namespace {

Task<void> send_to(DatagramLink& link, std::string text) {
  static_cast<void>(co_await link.send(as_bytes(text)));
}

Task<void> receive_into(DatagramLink& link, std::size_t room, std::vector<Result<std::string>>& came) {
  std::string text(room, ' ');
  const auto size = co_await link.receive({reinterpret_cast<Byte*>(text.data()), text.size()});
  if (size) {
    came.emplace_back(text.substr(0, *size));
  } else {
    came.emplace_back(std::unexpected(size.error()));
  }
}

/// A socket of the kernel that answers nobody by itself.
class Peer {
 public:
  Peer() : socket_(::socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in any{
        .sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    socklen_t size = sizeof any;
    bind(socket_, reinterpret_cast<sockaddr*>(&any), size);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&any), &size);
    address = {"127.0.0.1", ntohs(any.sin_port)};
  }
  ~Peer() { ::close(socket_); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  std::string receive() {
    std::string text(100, ' ');
    const auto size = ::recv(socket_, text.data(), text.size(), MSG_DONTWAIT);
    return text.substr(0, size < 0 ? 0 : static_cast<std::size_t>(size));
  }
  void send(const Address& to, std::string_view text) const {
    sockaddr_in there{.sin_family = AF_INET,
                      .sin_port = htons(to.port),
                      .sin_addr = {htonl(INADDR_LOOPBACK)},
                      .sin_zero = {}};
    ::sendto(socket_, text.data(), text.size(), 0, reinterpret_cast<sockaddr*>(&there), sizeof there);
  }
  Address address;

 private:
  int socket_;
};

TEST(DatagramLink, CarriesWholeDatagramsBothWaysAndCutsOffWhatDoesNotFit) {
  EventLoop loop;
  SocketDialer dialer{loop, "127.0.0.1"};
  Peer peer;
  const auto link = dialer.open_datagrams(peer.address).value();
  EXPECT_EQ(link->local().host, "127.0.0.1");
  loop.spawn(send_to(*link, "a question"));
  loop.run_until_idle();
  EXPECT_EQ(peer.receive(), "a question");
  std::vector<Result<std::string>> came;
  peer.send(link->local(), "an answer");
  peer.send(link->local(), "a long answer");
  loop.spawn(receive_into(*link, 20, came));
  loop.run_until_idle();
  loop.spawn(receive_into(*link, 6, came));
  loop.run_until_idle();
  ASSERT_EQ(came.size(), 2U);
  EXPECT_EQ(came[0].value(), "an answer");
  EXPECT_EQ(came[1].value(), "a long");
}

TEST(DatagramLink, HearsNobodyButItsPeer) {
  EventLoop loop;
  SocketDialer dialer{loop};
  const Peer peer, stranger;
  const auto link = dialer.open_datagrams(peer.address).value();
  stranger.send(link->local(), "a lie");
  peer.send(link->local(), "the truth");
  std::vector<Result<std::string>> came;
  loop.spawn(receive_into(*link, 20, came));
  loop.run_until_idle();
  ASSERT_EQ(came.size(), 1U);
  EXPECT_EQ(came[0].value(), "the truth");
}

TEST(DatagramLink, ThatNobodyListensIsNotTheEndAndClosingIs) {
  EventLoop loop;
  SocketDialer dialer{loop};
  Address nobody;
  {
    const Peer peer;
    nobody = peer.address;
  }
  const auto link = dialer.open_datagrams(nobody).value();
  std::vector<Result<std::string>> came;
  loop.spawn(send_to(*link, "anybody?"));
  loop.spawn(receive_into(*link, 20, came));
  loop.run_until_idle();
  ASSERT_EQ(came.size(), 1U);
  EXPECT_EQ(came[0].error().code, ErrorCode::io);
  loop.spawn(receive_into(*link, 20, came));
  loop.run_ready();
  link->close();
  loop.run_until_idle();
  ASSERT_EQ(came.size(), 2U);
  EXPECT_EQ(came[1].error().code, ErrorCode::closed);
}

TEST(SocketDialer, ComesFromTheAddressOfTheInterfaceThatIsNamed) {
  EventLoop loop;
  const Peer peer;
  SocketDialer loopback{loop, "lo"};
  EXPECT_EQ(loopback.open_datagrams(peer.address).value()->local().host, "127.0.0.1");
}

TEST(SocketDialer, SaysWhichSourceIsWrong) {
  EventLoop loop;
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"eth99", "the source interface eth99 does not exist"}, {"192.0.2.1", "from 192.0.2.1: "}};
  for (const auto& [source, why] : wrong) {
    SocketDialer dialer{loop, source};
    const auto link = dialer.open_datagrams({"127.0.0.1", 9});
    ASSERT_FALSE(link) << source;
    EXPECT_NE(link.error().message.find(why), std::string::npos) << link.error().message;
  }
}

}  // namespace
}  // namespace ferry::net
