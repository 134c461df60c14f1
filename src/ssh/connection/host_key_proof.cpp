#include "ssh/connection/host_key_proof.h"

#include <algorithm>

#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::ssh {

bool asks_for_host_keys(std::string_view identification) {
  return identification.starts_with("SSH-2.0-OpenSSH");
}

ByteVector HostKeyProof::announcement() const {
  ByteVector data;
  wire::Writer out{data};
  for (const auto& key : keys_->all()) out.write(Bytes{encode_public_key(key->public_key())});
  return data;
}

std::optional<ByteVector> HostKeyProof::prove(Bytes request) {
  const auto asked = asked_for(request);
  if (asked.empty()) return std::nullopt;
  ByteVector reply;
  wire::Writer out{reply};
  for (const auto* key : asked) {
    proved_.insert(key);
    out.write(Bytes{signature(*key, encode_public_key(key->public_key()))});
  }
  return reply;
}

std::vector<const crypto::PrivateKey*> HostKeyProof::asked_for(Bytes request) const {
  std::vector<const crypto::PrivateKey*> asked;
  wire::Reader in{request};
  while (in.left() > 0) {
    Bytes blob;
    in.read(blob);
    const auto* key = in.error() == wire::WireError::none ? find(blob) : nullptr;
    const bool is_new =
        key != nullptr && !proved_.contains(key) && std::ranges::find(asked, key) == asked.end();
    if (!is_new) return {};
    asked.push_back(key);
  }
  return asked;
}

const crypto::PrivateKey* HostKeyProof::find(Bytes blob) const {
  const auto found = std::ranges::find_if(keys_->all(), [&](const auto& key) {
    return std::ranges::equal(encode_public_key(key->public_key()), blob);
  });
  return found == keys_->all().end() ? nullptr : found->get();
}

ByteVector HostKeyProof::signature(const crypto::PrivateKey& key, Bytes blob) const {
  ByteVector text;
  wire::Writer out{text};
  out.write(std::string_view{"hostkeys-prove-00@openssh.com"});
  out.write(Bytes{session_id_});
  out.write(blob);
  return sign(key, algorithm_for(key), text);
}

/// An RSA key signs as in the key exchange if that had an RSA key, and never with SHA-1.
const SignatureRow& HostKeyProof::algorithm_for(const crypto::PrivateKey& key) const {
  const KeyType type = key_type(key.public_key());
  const SignatureRow* agreed = find_host_key_algorithm(agreed_);
  if (agreed != nullptr && agreed->key_type == type && !is_weak(*agreed))
    return *find_signature_algorithm(agreed->signature_name);
  const auto rows = signature_algorithms();
  return *std::ranges::find_if(
      rows, [&](const SignatureRow& row) { return row.key_type == type && !is_weak(row); });
}

}  // namespace ferry::ssh
