// The floor under an SSH copy on this machine: receive, decrypt, write; or read, encrypt, send. One process
// pair over loopback with the packet framing of SSH and nothing else: no channels, no windows, no files that
// appear whole.
//
//   floor (receive|send) CIPHER BYTES FILE
//
// Prints the seconds of CPU that the measured side spent.
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <fmt/core.h>

#include "base/bytes.h"
#include "crypto/cipher.h"
#include "crypto/mac.h"

namespace {

using ferry::Byte;
using ferry::Bytes;
using ferry::ByteVector;
using ferry::MutableBytes;
using namespace ferry::crypto;

// What OpenSSH puts into one CHANNEL_DATA, and what stands around it: length, padding length, message,
// channel, size.
constexpr std::size_t data_size = 32768;
constexpr std::size_t length_size = 4;
constexpr std::size_t header_size = length_size + 1 + 1 + 4 + 4;
constexpr std::size_t most_padding = 32;
constexpr std::size_t batch = 8;
constexpr std::size_t receive_size = std::size_t{256} << 10;

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

std::size_t require(ssize_t result, const char* what) {
  if (result < 0) fail(what);
  return static_cast<std::size_t>(result);
}

const ByteVector key(64, 7);
const ByteVector iv(16, 9);

Bytes first(const ByteVector& bytes, std::size_t count) {
  return Bytes{bytes}.first(count);
}

/// One direction of one cipher: turns the packet in place, its tag behind it.
class Protection {
 public:
  Protection(std::string_view name, Direction direction) {
    if (name == "aes128-gcm@openssh.com")
      gcm_ = std::make_unique<AesGcm>(direction, first(key, 16), first(iv, 12));
    if (name == "aes256-gcm@openssh.com")
      gcm_ = std::make_unique<AesGcm>(direction, first(key, 32), first(iv, 12));
    if (name == "chacha20-poly1305@openssh.com") chacha_ = std::make_unique<ChaCha20Poly1305>(first(key, 64));
    if (name == "aes128-ctr") {
      stream_ = std::make_unique<StreamCipher>(StreamCipherKind::aes128_ctr, direction, first(key, 16),
                                               first(iv, 16));
      mac_ = std::make_unique<Hmac>(HashKind::sha256, first(key, 32));
    }
    if (!gcm_ && !chacha_ && !stream_) throw std::runtime_error("no such cipher");
  }

  [[nodiscard]] std::size_t block_size() const { return chacha_ ? 8 : 16; }
  [[nodiscard]] std::size_t tag_size() const { return mac_ ? mac_->tag_size() : 16; }

  void seal(MutableBytes packet, MutableBytes tag) {
    if (gcm_) gcm_->seal(packet.first(length_size), packet.subspan(length_size), tag);
    if (chacha_) chacha_->seal(sequence_, packet, tag);
    if (stream_) {
      stream_->apply(packet.subspan(length_size));
      mac_->compute(sequence_, packet, tag);
    }
    ++sequence_;
  }

  std::size_t open_length(Bytes encrypted) {
    std::uint32_t length = 0;
    if (chacha_) {
      length = chacha_->open_length(sequence_, encrypted);
    } else {
      for (const Byte byte : encrypted) length = length << 8 | byte;
    }
    return length;
  }

  void open(MutableBytes packet, Bytes tag) {
    Verdict verdict{};
    if (gcm_) verdict = gcm_->open(packet.first(length_size), packet.subspan(length_size), tag);
    if (chacha_) verdict = chacha_->open(sequence_, packet, tag);
    if (stream_) {
      verdict = mac_->verify(sequence_, packet, tag);
      stream_->apply(packet.subspan(length_size));
    }
    if (verdict != Verdict::genuine) throw std::runtime_error("a forged packet");
    ++sequence_;
  }

 private:
  std::unique_ptr<AesGcm> gcm_;
  std::unique_ptr<ChaCha20Poly1305> chacha_;
  std::unique_ptr<StreamCipher> stream_;
  std::unique_ptr<Hmac> mac_;
  std::uint32_t sequence_ = 0;
};

struct Frame {
  std::size_t packet = 0;  // length field, header, data, padding
  std::size_t total = 0;   // and tag
};

Frame frame_for(const Protection& protection, std::size_t data) {
  const std::size_t block = protection.block_size();
  const std::size_t body = header_size - length_size + data;
  std::size_t padding = block - body % block;
  if (padding < 4) padding += block;
  return {.packet = length_size + body + padding,
          .total = length_size + body + padding + protection.tag_size()};
}

void write_header(MutableBytes packet, std::size_t data) {
  const auto length = static_cast<std::uint32_t>(packet.size() - length_size);
  const auto size = static_cast<std::uint32_t>(data);
  const std::array<Byte, header_size> header{static_cast<Byte>(length >> 24),
                                             static_cast<Byte>(length >> 16),
                                             static_cast<Byte>(length >> 8),
                                             static_cast<Byte>(length),
                                             static_cast<Byte>(packet.size() - header_size - data),
                                             94,
                                             0,
                                             0,
                                             0,
                                             0,
                                             static_cast<Byte>(size >> 24),
                                             static_cast<Byte>(size >> 16),
                                             static_cast<Byte>(size >> 8),
                                             static_cast<Byte>(size)};
  std::memcpy(packet.data(), header.data(), header.size());
}

void send_all(int socket, Bytes bytes) {
  while (!bytes.empty())
    bytes = bytes.subspan(require(::send(socket, bytes.data(), bytes.size(), 0), "send"));
}

/// Reads `bytes` of `file` piece by piece into packets, several for each send; a file of -1 is imagined.
void send_file(int socket, int file, std::size_t bytes, Protection& protection) {
  ByteVector buffer(batch * (data_size + header_size + most_padding + 64));
  for (std::size_t sent = 0; sent < bytes;) {
    std::size_t used = 0;
    for (std::size_t count = 0; count < batch && sent < bytes; ++count) {
      const std::size_t data = std::min(data_size, bytes - sent);
      const Frame frame = frame_for(protection, data);
      const MutableBytes packet = MutableBytes{buffer}.subspan(used, frame.packet);
      write_header(packet, data);
      if (file >= 0)
        require(::pread(file, packet.data() + header_size, data, static_cast<off_t>(sent)), "pread");
      protection.seal(packet, MutableBytes{buffer}.subspan(used + frame.packet, protection.tag_size()));
      used += frame.total;
      sent += data;
    }
    send_all(socket, Bytes{buffer}.first(used));
  }
}

/// Opens the whole packets at the front of `bytes` in place, hands their data over and returns how far it
/// came.
std::size_t open_packets(MutableBytes bytes, Protection& protection, std::vector<iovec>& data) {
  std::size_t position = 0;
  while (bytes.size() - position > length_size) {
    const MutableBytes rest = bytes.subspan(position);
    const std::size_t packet = length_size + protection.open_length(rest.first(length_size));
    if (rest.size() < packet + protection.tag_size()) break;
    protection.open(rest.first(packet), rest.subspan(packet, protection.tag_size()));
    data.push_back(
        {.iov_base = rest.data() + header_size, .iov_len = packet - header_size - rest[length_size]});
    position += packet + protection.tag_size();
  }
  return position;
}

void receive_file(int socket, int file, std::size_t bytes, Protection& protection) {
  ByteVector buffer(receive_size + data_size + 256);
  std::vector<iovec> data;
  std::size_t kept = 0;
  for (std::size_t written = 0; written < bytes;) {
    kept += require(::recv(socket, buffer.data() + kept, buffer.size() - kept, 0), "recv");
    data.clear();
    const std::size_t opened = open_packets(MutableBytes{buffer}.first(kept), protection, data);
    if (!data.empty()) {
      written +=
          require(::pwritev(file, data.data(), static_cast<int>(data.size()), static_cast<off_t>(written)),
                  "pwritev");
    }
    std::memmove(buffer.data(), buffer.data() + opened, kept - opened);
    kept -= opened;
  }
}

void drain(int socket) {
  ByteVector buffer(receive_size);
  while (require(::recv(socket, buffer.data(), buffer.size(), 0), "recv") > 0) {
  }
}

struct Pair {
  int measured = -1;
  int peer = -1;
};

/// Two ends of one TCP connection over loopback.
Pair connected_pair() {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener, generic, size) < 0 || ::listen(listener, 1) < 0) fail("listen");
  if (::getsockname(listener, generic, &size) < 0) fail("getsockname");
  const int peer = ::socket(AF_INET, SOCK_STREAM, 0);
  if (::connect(peer, generic, size) < 0) fail("connect");
  const int measured = ::accept(listener, nullptr, nullptr);
  if (measured < 0) fail("accept");
  ::close(listener);
  const int on = 1;
  ::setsockopt(measured, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return {.measured = measured, .peer = peer};
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double own_cpu() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void play_peer(bool measured_receives, const std::string& cipher, int socket, std::size_t bytes) {
  if (measured_receives) {
    Protection sealing(cipher, Direction::encrypt);
    send_file(socket, -1, bytes, sealing);
  } else {
    drain(socket);
  }
}

void play_measured(bool receives, const std::string& cipher, int socket, std::size_t bytes,
                   const char* path) {
  Protection protection(cipher, receives ? Direction::decrypt : Direction::encrypt);
  const int file = ::open(path, receives ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY, 0600);
  if (file < 0) fail(path);
  const double before = own_cpu();
  if (receives) {
    receive_file(socket, file, bytes, protection);
  } else {
    send_file(socket, file, bytes, protection);
  }
  fmt::print("{:.6f}\n", own_cpu() - before);
  ::close(file);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    fmt::print(stderr, "floor (receive|send) CIPHER BYTES FILE\n");
    return 2;
  }
  const bool receives = std::string_view{arguments[1]} == "receive";
  const std::string cipher = arguments[2];
  const std::size_t bytes = std::stoull(arguments[3]);
  const Pair pair = connected_pair();
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(pair.measured);
    play_peer(receives, cipher, pair.peer, bytes);
    ::_exit(0);
  }
  ::close(pair.peer);
  play_measured(receives, cipher, pair.measured, bytes, arguments[4]);
  ::close(pair.measured);
  ::waitpid(child, nullptr, 0);
  return 0;
}
