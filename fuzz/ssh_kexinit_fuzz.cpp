// rooms: ssh wire crypto base
#include <algorithm>
#include <cstdlib>

#include "ssh/transport/ext_info.h"
#include "ssh/transport/identification.h"
#include "ssh/transport/kexinit.h"

namespace {

using namespace ferry;
using namespace ferry::ssh;

void require(bool holds) {
  if (!holds) std::abort();
}

class NoRandom final : public Random {
 public:
  void fill(MutableBytes into) override { std::ranges::fill(into, Byte{0}); }
};

bool has(std::string_view list, std::string_view name) {
  return ("," + std::string{list} + ",").find("," + std::string{name} + ",") != std::string::npos;
}

/// What is agreed on stands in the lists of both sides.
void check_agreement(const KexInit& own, const KexInit& peer) {
  for (const Role role : {Role::client, Role::server}) {
    const auto agreement = negotiate(role, own, peer);
    if (!agreement) continue;
    require(has(own.kex, agreement->kex->name) && has(peer.kex, agreement->kex->name));
    require(has(own.host_key, agreement->host_key->name) && has(peer.host_key, agreement->host_key->name));
    const auto& cipher = agreement->client_to_server.cipher->name;
    require(has(own.encryption.client_to_server, cipher) && has(peer.encryption.client_to_server, cipher));
    const bool needs_mac = agreement->server_to_client.cipher->mode == PacketMode::stream;
    require(needs_mac == (agreement->server_to_client.mac != nullptr));
  }
}

}  // namespace

/// Any KEXINIT, EXT_INFO or identification: read or refused, and nothing is agreed on that both sides did not
/// name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes{data, size};
  static NoRandom random;
  static const ByteVector own_payload =
      make_kexinit(Role::client, AlgorithmLists::defaults(), nullptr, Exchange::first, random);
  const auto own = decode_kexinit(own_payload);
  require(own.has_value());
  if (const auto peer = decode_kexinit(bytes)) check_agreement(*own, *peer);
  static_cast<void>(decode_ext_info(bytes));
  for (const Role role : {Role::client, Role::server}) {
    IdentificationReader reader{role};
    const auto step = reader.read(bytes);
    if (!step) continue;
    require(step->consumed <= size);
    if (step->identification) require(step->identification->starts_with("SSH-"));
  }
  return 0;
}
