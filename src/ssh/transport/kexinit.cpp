#include "ssh/transport/kexinit.h"

#include <algorithm>

#include "base/text.h"
#include "ssh/limits.h"
#include "ssh/message_number.h"
#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::ssh {
namespace {

constexpr std::size_t cookie_size = 16;

/// Names in the list of key exchange methods that say something else about their sender: one set per role, so
/// that they are never chosen as a method.
struct Markers {
  std::string_view strict;        // OpenSSH's extension
  std::string_view strict_draft;  // the same in draft-ietf-sshm-strict-kex
  std::string_view extensions;    // RFC 8308 section 2.1
};
constexpr Markers client_markers{"kex-strict-c-v00@openssh.com", "kex-strict-c", "ext-info-c"};
constexpr Markers server_markers{"kex-strict-s-v00@openssh.com", "kex-strict-s", "ext-info-s"};

const Markers& markers(Role role) {
  return role == Role::client ? client_markers : server_markers;
}

Role other(Role role) {
  return role == Role::client ? Role::server : Role::client;
}

/// Calls `visit` for each name of a list until it returns true; true if it did.
template <class Visit>
bool any_name(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (visit(list.substr(0, comma))) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

bool contains(std::string_view list, std::string_view wanted) {
  return any_name(list, [&](std::string_view name) { return name == wanted; });
}

std::string_view first_name(std::string_view list) {
  return list.substr(0, list.find(','));
}

void read_list(wire::Reader& in, std::string_view& list) {
  std::string_view text;
  in.read(text);
  // libssh 0.10 ends its cipher lists with a comma. Every other rule of RFC 4251 section 5 holds.
  if (text.size() > 1 && text.ends_with(',')) text.remove_suffix(1);
  if (text.size() > longest_name_list || !wire::is_name_list(text)) in.fail(wire::WireError::bad_value);
  list = text;
}

void read_lists(wire::Reader& in, KexInit::Directions& lists) {
  read_list(in, lists.client_to_server);
  read_list(in, lists.server_to_client);
}

std::string join(const std::vector<std::string>& names, auto&& wanted) {
  std::string list;
  for (const std::string& name : names) {
    if (!wanted(name)) continue;
    if (!list.empty()) list += ',';
    list += name;
  }
  return list;
}

void append_name(std::string& list, std::string_view name) {
  if (!list.empty()) list += ',';
  list += name;
}

std::string kex_list(Role role, const AlgorithmLists& lists, Exchange exchange) {
  std::string list =
      join(lists.kex, [](const std::string& name) { return find_kex_method(name) != nullptr; });
  if (exchange == Exchange::first) {
    append_name(list, markers(role).extensions);
    append_name(list, markers(role).strict);
    append_name(list, markers(role).strict_draft);
  }
  return list;
}

std::string host_key_list(Role role, const AlgorithmLists& lists, const HostKeys* host_keys) {
  return join(lists.host_key, [&](const std::string& name) {
    if (find_host_key_algorithm(name) == nullptr) return false;
    return role == Role::client || (host_keys != nullptr && host_keys->for_algorithm(name) != nullptr);
  });
}

/// The lists of both sides for one kind of algorithm.
struct Offer {
  std::string_view kind;  // for the error message
  std::string_view client;
  std::string_view server;
};

Offer offer(Role own_role, std::string_view kind, std::string_view own, std::string_view peer) {
  return own_role == Role::client ? Offer{kind, own, peer} : Offer{kind, peer, own};
}

std::unexpected<Failure> nothing_in_common(const Offer& offer) {
  std::string message = "no common " + std::string{offer.kind};
  return std::unexpected(
      Failure{Fault::nothing_in_common, DisconnectReason::key_exchange_failed, std::move(message)});
}

/// The first name of the client's list that the server has too and that `find` has a row for.
template <class Row>
Result<const Row*> choose(const Offer& offer, const Row* (*find)(std::string_view)) {
  const Row* chosen = nullptr;
  any_name(offer.client, [&](std::string_view name) {
    if (contains(offer.server, name)) chosen = find(name);
    return chosen != nullptr;
  });
  if (chosen == nullptr) return nothing_in_common(offer);
  return chosen;
}

Result<Agreement::Direction> choose_direction(const Offer& encryption, const Offer& mac,
                                              const Offer& compression) {
  Agreement::Direction direction;
  const auto cipher = choose(encryption, find_cipher);
  if (!cipher) return std::unexpected(cipher.error());
  direction.cipher = *cipher;
  if (direction.cipher->mode == PacketMode::stream) {
    const auto row = choose(mac, find_mac);
    if (!row) return std::unexpected(row.error());
    direction.mac = *row;
  }
  const auto packing = choose(compression, find_compression_method);
  if (!packing) return std::unexpected(packing.error());
  direction.compression = *packing;
  return direction;
}

Result<Agreement::Direction> choose_direction(Role own_role, std::string_view KexInit::Directions::* which,
                                              const KexInit& own, const KexInit& peer) {
  return choose_direction(
      offer(own_role, "cipher", own.encryption.*which, peer.encryption.*which),
      offer(own_role, "MAC", own.mac.*which, peer.mac.*which),
      offer(own_role, "compression method", own.compression.*which, peer.compression.*which));
}

}  // namespace

Result<KexInit> decode_kexinit(Bytes payload) {
  wire::Reader in{payload};
  KexInit init;
  KexInit::Directions languages;
  std::uint32_t reserved = 0;
  in.expect(std::to_underlying(MessageNumber::kexinit));
  in.take(cookie_size);
  read_list(in, init.kex);
  read_list(in, init.host_key);
  read_lists(in, init.encryption);
  read_lists(in, init.mac);
  read_lists(in, init.compression);
  read_lists(in, languages);
  in.read(init.first_packet_follows);
  in.read(reserved);
  if (in.finish() != wire::WireError::none) {
    return std::unexpected(Failure{Fault::malformed, DisconnectReason::protocol_error, "malformed KEXINIT"});
  }
  return init;
}

ByteVector make_kexinit(Role role, const AlgorithmLists& lists, const HostKeys* host_keys, Exchange exchange,
                        Random& random) {
  std::array<Byte, cookie_size> cookie{};
  random.fill(cookie);
  const std::string encryption =
      join(lists.encryption, [](const std::string& name) { return find_cipher(name) != nullptr; });
  const std::string mac = join(lists.mac, [](const std::string& name) { return find_mac(name) != nullptr; });
  const std::string compression = join(
      lists.compression, [](const std::string& name) { return find_compression_method(name) != nullptr; });
  ByteVector payload;
  payload.reserve(1024);
  wire::Writer out{payload};
  out.write(MessageNumber::kexinit);
  out.raw(cookie);
  out.write(std::string_view{kex_list(role, lists, exchange)});
  out.write(std::string_view{host_key_list(role, lists, host_keys)});
  for (const std::string_view list : {std::string_view{encryption}, std::string_view{mac},
                                      std::string_view{compression}, std::string_view{} /* languages */}) {
    out.write(list);
    out.write(list);
  }
  out.write(false);
  out.write(std::uint32_t{0});
  return payload;
}

Result<Agreement> negotiate(Role own_role, const KexInit& own, const KexInit& peer) {
  const auto kex = choose(offer(own_role, "key exchange method", own.kex, peer.kex), find_kex_method);
  if (!kex) return std::unexpected(kex.error());
  const auto host_key =
      choose(offer(own_role, "host key algorithm", own.host_key, peer.host_key), find_host_key_algorithm);
  if (!host_key) return std::unexpected(host_key.error());
  const auto up = choose_direction(own_role, &KexInit::Directions::client_to_server, own, peer);
  if (!up) return std::unexpected(up.error());
  const auto down = choose_direction(own_role, &KexInit::Directions::server_to_client, own, peer);
  if (!down) return std::unexpected(down.error());

  const Markers& names = markers(other(own_role));
  // RFC 4253 section 7.1: a guess is wrong when the first names of the two kinds differ, whatever is agreed
  // on.
  const bool guessed_right =
      first_name(own.kex) == first_name(peer.kex) && first_name(own.host_key) == first_name(peer.host_key);
  return Agreement{
      .kex = *kex,
      .host_key = *host_key,
      .client_to_server = *up,
      .server_to_client = *down,
      .drop_guess = peer.first_packet_follows && !guessed_right,
      .peer_strict = contains(peer.kex, names.strict) || contains(peer.kex, names.strict_draft),
      .peer_reads_extensions = contains(peer.kex, names.extensions),
  };
}

}  // namespace ferry::ssh
