// rooms: aaa
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "aaa/radius/packet_stream.h"
#include "support/memory_link.h"

using namespace ferry;
using namespace ferry::aaa::radius;

namespace {

/// Takes packets until the end, and adds up their lengths.
net::Task<void> receive_all(PacketStream& stream, std::size_t& total) {
  ByteVector buffer(longest_packet);
  for (;;) {
    const auto size = co_await stream.receive(buffer);
    if (!size) co_return;
    if (*size < header_size || *size > longest_packet) std::abort();
    total += *size;
  }
}

}  // namespace

/// What a server sends within TLS, in pieces as long as the first byte says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = std::size_t{data[0]} + 1;
  const Bytes bytes{data + 1, size - 1};
  net::EventLoop loop;
  auto links = testing::link_pair(loop);
  PacketStream stream{loop, std::move(links.client)};
  std::size_t total = 0;
  loop.spawn(receive_all(stream, total));
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const Bytes part = bytes.subspan(at, std::min(piece, bytes.size() - at));
    static_cast<void>(links.server->try_write({&part, 1}));
    while (loop.run_ready() > 0) {
    }
  }
  links.server->close();
  while (loop.run_ready() > 0) {
  }
  if (total > bytes.size()) std::abort();
  return 0;
}
