#include "ssh/transport/key_derivation.h"

#include "wire/writer.h"

namespace ferry::ssh {
namespace {

/// RFC 4253 section 7.2: the letters that tell the six keys apart.
struct Letters {
  char iv;
  char encryption;
  char mac;
};

constexpr Letters letters(Role sender) {
  return sender == Role::client ? Letters{'A', 'C', 'E'} : Letters{'B', 'D', 'F'};
}

void wipe_into(ByteVector digest, ByteVector& key) {
  key.insert(key.end(), digest.begin(), digest.end());
  wipe(digest);
}

Secret derive(crypto::HashKind kind, const SharedKeys& keys, Bytes session_id, char letter,
              std::size_t size) {
  ByteVector key;
  if (size == 0) return {};
  key.reserve(size + crypto::digest_size(kind));  // never moves, so no copy is left behind
  const Byte letter_byte = static_cast<Byte>(letter);
  crypto::Hash hash{kind};
  hash.update(keys.secret.reveal()).update(keys.hash).update({&letter_byte, 1}).update(session_id);
  wipe_into(hash.finish(), key);
  while (key.size() < size) {
    hash.update(keys.secret.reveal()).update(keys.hash).update(key);
    wipe_into(hash.finish(), key);
  }
  wipe(MutableBytes{key}.subspan(size));
  key.resize(size);
  return Secret{std::move(key)};
}

void write_share(wire::Writer& out, KexFamily family, Bytes share) {
  if (has_octet_shares(family)) {
    out.write(share);
  } else {
    out.write(wire::Mpint{share});
  }
}

void write_group(wire::Writer& out, const GroupExchange& group) {
  if (!group.old_request) out.write(group.minimum);
  out.write(group.preferred);
  if (!group.old_request) out.write(group.maximum);
  out.write(wire::Mpint{group.prime});
  out.write(wire::Mpint{group.generator});
}

}  // namespace

Secret encode_shared_secret(KexFamily family, const Secret& secret) {
  constexpr std::size_t length_and_sign = 5;
  ByteVector encoded;
  encoded.reserve(secret.reveal().size() + length_and_sign);  // never moves, so no copy is left behind
  wire::Writer out{encoded};
  if (family == KexFamily::hybrid) {
    out.write(secret.reveal());
  } else {
    out.write(wire::Mpint{secret.reveal()});
  }
  return Secret{std::move(encoded)};
}

ByteVector exchange_hash(const KexRow& method, const Transcript& transcript, const ExchangeValues& values,
                         const Secret& secret) {
  ByteVector said;
  wire::Writer out{said};
  out.write(std::string_view{transcript.client_identification});
  out.write(std::string_view{transcript.server_identification});
  out.write(Bytes{transcript.client_kexinit});
  out.write(Bytes{transcript.server_kexinit});
  out.write(values.host_key);
  if (values.group != nullptr) write_group(out, *values.group);
  write_share(out, method.family, values.client_share);
  write_share(out, method.family, values.server_share);
  return crypto::Hash{method.hash}.update(said).update(secret.reveal()).finish();
}

DirectionKeys derive_keys(crypto::HashKind kind, const SharedKeys& keys, Bytes session_id, Role sender,
                          const Agreement::Direction& algorithms) {
  const Letters letter = letters(sender);
  const std::size_t mac_size = algorithms.mac == nullptr ? 0 : algorithms.mac->key_size;
  return {.iv = derive(kind, keys, session_id, letter.iv, algorithms.cipher->iv_size),
          .encryption = derive(kind, keys, session_id, letter.encryption, algorithms.cipher->key_size),
          .mac = derive(kind, keys, session_id, letter.mac, mac_size)};
}

}  // namespace ferry::ssh
