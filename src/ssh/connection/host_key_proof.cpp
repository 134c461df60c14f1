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
  wire::Reader in{request};
  ByteVector reply;
  wire::Writer out{reply};
  while (in.left() > 0) {
    Bytes blob;
    in.read(blob);
    const auto* key = in.error() == wire::WireError::none ? find(blob) : nullptr;
    if (key == nullptr || !proved_.insert(key).second) return std::nullopt;
    out.write(Bytes{signature(*key, blob)});
  }
  if (reply.empty()) return std::nullopt;
  return reply;
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
  if (agreed != nullptr && agreed->key_type == type && !agreed->weak)
    return *find_signature_algorithm(agreed->signature_name);
  const auto rows = signature_algorithms();
  return *std::ranges::find_if(rows,
                               [&](const SignatureRow& row) { return row.key_type == type && !row.weak; });
}

}  // namespace ferry::ssh
