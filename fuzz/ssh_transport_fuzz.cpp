// rooms: ssh wire crypto compress base
#include <algorithm>
#include <array>
#include <cstdlib>

#include "ssh/limits.h"
#include "support/scripted_transport.h"

namespace {

using namespace ferry;
using namespace ferry::ssh;
using namespace ferry::testing;

void require(bool holds) {
  if (!holds) std::abort();
}

/// What holds after any input: little memory, no payload before its time, an end that stays one.
void check(TransportUnderTest& transport, Phase phase) {
  require(transport->buffer_memory() <= (most_recycled_blocks + 1) * busy_input_block + output_budget);
  require(!transport->input_space().empty());
  for (const ByteVector& payload : transport.payloads) {
    require(!payload.empty());
    if (phase == Phase::service_request) require(payload[0] == 5 || payload[0] == 6);
    if (phase != Phase::open) require(payload[0] < 80);
  }
  if (transport.ended()) require(!transport->wants_input() && !transport->next_event());
}

TransportOptions options(Role role) {
  if (role == Role::client) return client_transport_options();
  auto server = server_transport_options();
  server.current_algorithms = AlgorithmLists::current();  // so that it listens to a client of OpenSSH
  return server;
}

/// Whatever a stranger may send: raw bytes from the first on, in pieces of any size.
void feed_raw(Role role, std::size_t piece, Bytes bytes) {
  TransportUnderTest transport{options(role)};
  static_cast<void>(take_output(*transport));
  transport.feed(bytes, piece);
  check(transport, Phase::service_request);
  require(transport.exchanges == 0);
}

/// Packets before any keys, well framed, so that what is inside gets further.
void feed_framed(Role role, Bytes bytes) {
  TransportUnderTest transport{options(role)};
  ScriptedTransport peer{role == Role::server ? Role::client : Role::server, transport};
  peer.identify();
  while (!bytes.empty()) {
    const std::size_t size = std::min<std::size_t>(bytes[0] + 1U, bytes.size() - 1);
    if (size > 0) peer.send(bytes.subspan(1, size));
    bytes = bytes.subspan(1 + size);
  }
  peer.exchange_bytes();
  check(transport, Phase::service_request);
}

/// Packets under the keys of a handshake, in each phase; a zero length starts a key exchange of ours.
void feed_protected(Role role, Phase phase, std::string_view cipher, Bytes bytes) {
  TransportUnderTest transport{options(role)};
  AlgorithmLists lists = AlgorithmLists::defaults();
  lists.encryption = {std::string{cipher}};
  lists.host_key = {"ssh-ed25519"};
  ScriptedTransport peer{role == Role::server ? Role::client : Role::server, transport, lists};
  peer.identify();
  peer.exchange_keys({});
  require(transport.exchanges == 1);
  transport->phase(phase);
  while (!bytes.empty()) {
    const std::size_t size = std::min<std::size_t>(bytes[0], bytes.size() - 1);
    if (size > 0) {
      peer.send(bytes.subspan(1, size));
    } else {
      transport->rekey();
    }
    bytes = bytes.subspan(1 + size);
  }
  peer.exchange_bytes();
  check(transport, phase);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Role role = (data[0] & 1U) != 0 ? Role::client : Role::server;
  const auto phase = static_cast<Phase>(data[0] / 2U % 3);
  const Bytes bytes{data + 2, size - 2};
  constexpr std::array ciphers{"aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr"};
  switch (data[1] % 5) {
    case 0:
      feed_raw(role, 1U + data[1], bytes);
      break;
    case 1:
      feed_framed(role, bytes);
      break;
    default:
      feed_protected(role, phase, ciphers[data[1] % 5 - 2U], bytes);
  }
  return 0;
}
