#include "ssh/transport/offer.h"

#include <algorithm>
#include <array>

namespace ferry::ssh {
namespace {

// Anybody else may be waiting for ours.
constexpr std::array<std::string_view, 1> first_speakers{"SSH-2.0-OpenSSH"};

template <class Row>
bool is_dated(const Row* row) {
  return row != nullptr && row->standing == Standing::dated;
}

}  // namespace

bool speaks_first(std::string_view identification) {
  return std::ranges::any_of(first_speakers,
                             [&](std::string_view start) { return identification.starts_with(start); });
}

AlgorithmLists offer_for(const KexInit& client, const Wares& wares, Random& random) {
  AlgorithmLists offer = wares.all;
  const ByteVector everything =
      make_kexinit(Role::server, wares.all, wares.host_keys, Exchange::first, random);
  const auto agreement = negotiate(Role::server, decode_kexinit(everything).value(), client);
  // Where nothing fits, the client's message should name all that there is.
  if (!agreement) return offer;
  const auto& in = agreement->client_to_server;
  const auto& out = agreement->server_to_client;
  if (!is_dated(agreement->kex)) offer.kex = wares.current.kex;
  if (!is_dated(agreement->host_key)) offer.host_key = wares.current.host_key;
  if (!is_dated(in.cipher) && !is_dated(out.cipher)) offer.encryption = wares.current.encryption;
  if (!is_dated(in.mac) && !is_dated(out.mac)) offer.mac = wares.current.mac;
  return offer;
}

}  // namespace ferry::ssh
