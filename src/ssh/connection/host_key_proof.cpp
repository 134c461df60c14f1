#include "ssh/connection/host_key_proof.h"

#include <algorithm>

#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::ssh {
namespace {

/// What is signed to prove a key: good for this connection only.
ByteVector proved_text(Bytes session_id, Bytes blob) {
  ByteVector text;
  wire::Writer out{text};
  out.write(host_keys_to_prove);
  out.write(session_id);
  out.write(blob);
  return text;
}

bool proves(Bytes signature, Bytes blob, Bytes session_id) {
  wire::Reader in{signature};
  std::string_view name;
  in.read(name);
  const SignatureRow* const row =
      in.error() == wire::WireError::none ? find_signature_algorithm(name) : nullptr;
  const auto key = decode_public_key(blob);
  if (row == nullptr || is_weak(*row) || !key || row->key_type != key_type(*key)) return false;
  return verify(*key, *row, proved_text(session_id, blob), signature) == crypto::Verdict::genuine;
}

}  // namespace

bool asks_for_host_keys(std::string_view identification) {
  return identification.starts_with("SSH-2.0-OpenSSH") || identification.starts_with("SSH-2.0-Ferry");
}

ByteVector HostKeyProof::announcement() const {
  std::vector<ByteVector> blobs;
  for (const auto& key : keys_->all()) blobs.push_back(encode_public_key(key->public_key()));
  return request_for_proofs(blobs);
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
  return sign(key, algorithm_for(key), proved_text(session_id_, blob));
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

std::optional<std::vector<ByteVector>> decode_announced_keys(Bytes announcement) {
  std::vector<ByteVector> keys;
  wire::Reader in{announcement};
  while (in.left() > 0) {
    Bytes blob;
    in.read(blob);
    if (in.error() != wire::WireError::none || keys.size() == most_announced_keys) return std::nullopt;
    keys.emplace_back(blob.begin(), blob.end());
  }
  return keys;
}

ByteVector request_for_proofs(std::span<const ByteVector> keys) {
  ByteVector data;
  wire::Writer out{data};
  for (const ByteVector& key : keys) out.write(Bytes{key});
  return data;
}

bool proves_all(Bytes reply, std::span<const ByteVector> keys, Bytes session_id) {
  wire::Reader in{reply};
  for (const ByteVector& key : keys) {
    Bytes signature;
    in.read(signature);
    if (in.error() != wire::WireError::none || !proves(signature, key, session_id)) return false;
  }
  return in.finish() == wire::WireError::none;
}

}  // namespace ferry::ssh
