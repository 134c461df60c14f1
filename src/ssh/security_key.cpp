#include "ssh/security_key.h"

#include <algorithm>

#include "crypto/hash.h"
#include "ssh/keys.h"
#include "wire/writer.h"

namespace ferry::ssh {
namespace {

/// FIDO's authenticator data: "user present" and "user verified".
constexpr std::uint8_t present_flag = 0x01;
constexpr std::uint8_t verified_flag = 0x04;

/// Far more than the URL of any application.
constexpr std::size_t longest_application = 1024;

/// PROTOCOL.u2f: what a token signs, and what it says about it.
struct TokenSignature {
  std::string_view name;
  Bytes signature;
  std::uint8_t flags = 0;
  std::uint32_t counter = 0;
};

std::optional<TokenSignature> read_token_signature(Bytes blob) {
  TokenSignature token;
  wire::Reader in{blob};
  in.read(token.name);
  in.read(token.signature);
  in.read(token.flags);
  in.read(token.counter);
  if (in.finish() != wire::WireError::none) return std::nullopt;
  return token;
}

ByteVector signed_by_token(std::string_view application, const TokenSignature& token, Bytes message) {
  ByteVector text = crypto::hash(crypto::HashKind::sha256, as_bytes(application));
  const ByteVector digest = crypto::hash(crypto::HashKind::sha256, message);
  wire::Writer out{text};
  out.write(token.flags);
  out.write(token.counter);
  text.insert(text.end(), digest.begin(), digest.end());
  return text;
}

std::optional<KeyUse> verify_in_token(const PeerKey& key, const SignatureRow& row, Bytes message,
                                      Bytes signature_blob) {
  const auto token = read_token_signature(signature_blob);
  if (!token || token->name != row.signature_name) return std::nullopt;
  const ByteVector text = signed_by_token(*key.application, *token, message);
  if (verify_raw(key.key, row, text, token->signature) != crypto::Verdict::genuine) return std::nullopt;
  return KeyUse{.in_token = true,
                .touched = (token->flags & present_flag) != 0,
                .verified = (token->flags & verified_flag) != 0};
}

const SignatureRow* token_row(std::string_view blob_name) {
  const auto rows = key_algorithms();
  const auto row = std::ranges::find_if(rows, [&](const SignatureRow& each) {
    return each.security_key && !each.certificate && each.blob_name == blob_name;
  });
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace

ferry::Result<PeerKey> read_peer_key(wire::Reader& in, const SignatureRow& row) {
  auto key = read_public_key(in, row.key_type);
  if (!key) return std::unexpected(std::move(key.error()));
  if (!row.security_key) return PeerKey{.key = std::move(*key)};
  std::string_view application;
  in.read(application);
  if (in.error() != wire::WireError::none || application.size() > longest_application)
    return failure(ErrorCode::invalid, "the public key is malformed");
  return PeerKey{.key = std::move(*key), .application = std::string{application}};
}

ferry::Result<PeerKey> decode_peer_key(Bytes blob) {
  wire::Reader in{blob};
  std::string_view name;
  in.read(name);
  const SignatureRow* row = token_row(name);
  if (row == nullptr) {
    auto plain = decode_public_key(blob);
    if (!plain) return std::unexpected(std::move(plain.error()));
    return PeerKey{.key = std::move(*plain)};
  }
  auto key = read_peer_key(in, *row);
  if (key && in.finish() != wire::WireError::none)
    return failure(ErrorCode::invalid, "the public key is malformed");
  return key;
}

ByteVector encode_peer_key(const PeerKey& key) {
  ByteVector blob = encode_public_key(key.key);
  if (!key.application) return blob;
  const auto rows = key_algorithms();
  const auto row = std::ranges::find_if(
      rows, [&](const SignatureRow& each) { return !each.certificate && signs_with(key, each); });
  wire::Reader in{blob};
  std::string_view plain_name;
  wire::Rest fields;
  in.read(plain_name);
  in.read(fields);
  ByteVector again;
  wire::Writer out{again};
  out.write(row->blob_name);
  again.insert(again.end(), fields.bytes.begin(), fields.bytes.end());
  out.write(std::string_view{*key.application});
  return again;
}

bool signs_with(const PeerKey& key, const SignatureRow& row) {
  return key_type(key.key) == row.key_type && key.application.has_value() == row.security_key;
}

std::optional<KeyUse> verify_use(const PeerKey& key, const SignatureRow& row, Bytes message,
                                 Bytes signature_blob) {
  if (!signs_with(key, row)) return std::nullopt;
  if (row.security_key) return verify_in_token(key, row, message, signature_blob);
  if (verify(key.key, row, message, signature_blob) != crypto::Verdict::genuine) return std::nullopt;
  return KeyUse{};
}

}  // namespace ferry::ssh
