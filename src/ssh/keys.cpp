#include "ssh/keys.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <stdexcept>
#include <utility>

#include "base/text.h"
#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::ssh {
namespace {

using crypto::Curve;
using crypto::EcdsaPublicKey;
using crypto::Ed25519PublicKey;
using crypto::PublicKey;
using crypto::RsaPublicKey;
using crypto::Verdict;

constexpr std::size_t ed25519_key_size = 32;
constexpr std::size_t ed25519_signature_size = 64;

/// RFC 5656 section 10.1: what the curves are called inside blobs.
struct CurveRow {
  Curve curve;
  KeyType type;
  std::string_view blob_name;
  std::string_view curve_name;
  std::size_t point_size;
};
constexpr std::array curve_rows{
    CurveRow{Curve::nistp256, KeyType::ecdsa_nistp256, "ecdsa-sha2-nistp256", "nistp256", 65},
    CurveRow{Curve::nistp384, KeyType::ecdsa_nistp384, "ecdsa-sha2-nistp384", "nistp384", 97},
    CurveRow{Curve::nistp521, KeyType::ecdsa_nistp521, "ecdsa-sha2-nistp521", "nistp521", 133},
};

const CurveRow& curve_row(Curve curve) {
  const auto row = std::ranges::find(curve_rows, curve, &CurveRow::curve);
  if (row == curve_rows.end()) throw std::logic_error("ECDSA has no such curve");
  return *row;
}

std::size_t bit_length(Bytes magnitude) {
  return magnitude.empty() ? 0
                           : magnitude.size() * 8 - static_cast<std::size_t>(std::countl_zero(magnitude[0]));
}

ByteVector to_vector(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

struct Encoder {
  wire::Writer& out;
  void operator()(const RsaPublicKey& key) const {
    out.write(std::string_view{"ssh-rsa"});
    out.write(wire::Mpint{key.exponent});
    out.write(wire::Mpint{key.modulus});
  }
  void operator()(const EcdsaPublicKey& key) const {
    const CurveRow& row = curve_row(key.curve);
    out.write(row.blob_name);
    out.write(row.curve_name);
    out.write(Bytes{key.point});
  }
  void operator()(const Ed25519PublicKey& key) const {
    out.write(std::string_view{"ssh-ed25519"});
    out.write(Bytes{key.key});
  }
};

std::unexpected<Error> malformed() {
  return failure(ErrorCode::invalid, "the public key is malformed");
}

ferry::Result<PublicKey> read_rsa(wire::Reader& in) {
  wire::Mpint exponent;
  wire::Mpint modulus;
  in.read(exponent);
  in.read(modulus);
  if (in.error() != wire::WireError::none) return malformed();
  const std::size_t bits = bit_length(modulus.magnitude);
  if (bits < crypto::minimum_rsa_bits || bits > crypto::maximum_rsa_bits) {
    return failure(ErrorCode::unsupported, "the RSA key has " + std::to_string(bits) + " bits; " +
                                               std::to_string(crypto::minimum_rsa_bits) + " to " +
                                               std::to_string(crypto::maximum_rsa_bits) + " are taken");
  }
  const std::size_t exponent_bits = bit_length(exponent.magnitude);
  if (exponent_bits < 2 || exponent_bits > 64 || (exponent.magnitude.back() & 1) == 0) {
    return failure(ErrorCode::unsupported, "the RSA key has an exponent that is not taken");
  }
  return RsaPublicKey{.modulus = to_vector(modulus.magnitude), .exponent = to_vector(exponent.magnitude)};
}

ferry::Result<PublicKey> read_ecdsa(wire::Reader& in, const CurveRow& row) {
  std::string_view curve_name;
  Bytes point;
  in.read(curve_name);
  in.read(point);
  if (in.error() != wire::WireError::none || curve_name != row.curve_name) return malformed();
  // RFC 5656 section 3.1: points may be compressed, but need not be understood so.
  if (point.size() != row.point_size || point[0] != 4) return malformed();
  return EcdsaPublicKey{.curve = row.curve, .point = to_vector(point)};
}

ferry::Result<PublicKey> read_ed25519(wire::Reader& in) {
  Bytes key;
  in.read(key);
  if (in.error() != wire::WireError::none || key.size() != ed25519_key_size) return malformed();
  return Ed25519PublicKey{to_vector(key)};
}

ByteVector raw_signature(const crypto::PrivateKey& key, const SignatureRow& row, Bytes message) {
  switch (row.key_type) {
    case KeyType::rsa:
      return key.sign_rsa(row.hash, message);
    case KeyType::ed25519:
      return key.sign_ed25519(message);
    default:
      break;
  }
  // RFC 5656 section 3.1.2: the pair as two mpints.
  const crypto::EcdsaSignature pair = key.sign_ecdsa(message);
  ByteVector signature;
  wire::Writer out{signature};
  out.write(wire::Mpint{pair.r});
  out.write(wire::Mpint{pair.s});
  return signature;
}

struct Verifier {
  const SignatureRow& row;
  Bytes message;
  Bytes signature;

  Verdict operator()(const RsaPublicKey& key) const {
    if (signature.size() > key.modulus.size()) return Verdict::forged;
    // RFC 8332 section 3 has the signature at the length of the modulus; some peers leave out leading zero
    // bytes.
    ByteVector padded(key.modulus.size() - signature.size(), 0);
    padded.insert(padded.end(), signature.begin(), signature.end());
    return crypto::verify_rsa(key, row.hash, message, padded);
  }
  Verdict operator()(const EcdsaPublicKey& key) const {
    wire::Reader in{signature};
    wire::Mpint r;
    wire::Mpint s;
    in.read(r);
    in.read(s);
    if (in.finish() != wire::WireError::none) return Verdict::forged;
    return crypto::verify_ecdsa(key, message, {.r = to_vector(r.magnitude), .s = to_vector(s.magnitude)});
  }
  Verdict operator()(const Ed25519PublicKey& key) const {
    if (signature.size() != ed25519_signature_size) return Verdict::forged;
    return crypto::verify_ed25519(key, message, signature);
  }
};

}  // namespace

ByteVector encode_public_key(const PublicKey& key) {
  ByteVector blob;
  wire::Writer out{blob};
  std::visit(Encoder{out}, key);
  return blob;
}

ferry::Result<PublicKey> read_public_key(wire::Reader& in, KeyType type) {
  if (type == KeyType::rsa) return read_rsa(in);
  if (type == KeyType::ed25519) return read_ed25519(in);
  return read_ecdsa(in, *std::ranges::find(curve_rows, type, &CurveRow::type));
}

ferry::Result<PublicKey> decode_public_key(Bytes blob) {
  wire::Reader in{blob};
  std::string_view name;
  in.read(name);
  if (in.error() != wire::WireError::none) return malformed();
  const auto rows = signature_algorithms();
  const auto row = std::ranges::find(rows, name, &SignatureRow::blob_name);
  if (row == rows.end()) {
    return failure(ErrorCode::unsupported,
                   "keys of the type \"" + printable(name.substr(0, 64)) + "\" are not supported");
  }
  auto key = read_public_key(in, row->key_type);
  if (key && in.finish() != wire::WireError::none) return malformed();
  return key;
}

KeyType key_type(const PublicKey& key) {
  if (std::holds_alternative<RsaPublicKey>(key)) return KeyType::rsa;
  if (const auto* ecdsa = std::get_if<EcdsaPublicKey>(&key)) return curve_row(ecdsa->curve).type;
  return KeyType::ed25519;
}

ByteVector sign(const crypto::PrivateKey& key, const SignatureRow& row, Bytes message) {
  if (key_type(key.public_key()) != row.key_type)
    throw std::logic_error("the key cannot sign with this algorithm");
  ByteVector blob;
  wire::Writer out{blob};
  out.write(row.signature_name);
  out.write(Bytes{raw_signature(key, row, message)});
  return blob;
}

Verdict verify(const PublicKey& key, const SignatureRow& row, Bytes message, Bytes signature_blob) {
  wire::Reader in{signature_blob};
  std::string_view name;
  Bytes signature;
  in.read(name);
  in.read(signature);
  if (in.finish() != wire::WireError::none) return Verdict::forged;
  if (name != row.signature_name) return Verdict::forged;
  return verify_raw(key, row, message, signature);
}

Verdict verify_raw(const PublicKey& key, const SignatureRow& row, Bytes message, Bytes signature) {
  if (key_type(key) != row.key_type) return Verdict::forged;
  return std::visit(Verifier{row, message, signature}, key);
}

std::string sha256_fingerprint(Bytes blob) {
  std::string text = to_base64(crypto::hash(crypto::HashKind::sha256, blob));
  while (text.ends_with('=')) text.pop_back();
  return "SHA256:" + text;
}

std::string md5_key_hash(Bytes blob) {
  std::string text = to_hex(crypto::hash(crypto::HashKind::md5, blob));
  std::ranges::transform(text, text.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

void HostKeys::add(crypto::PrivateKey key) {
  add(std::make_shared<const crypto::PrivateKey>(std::move(key)));
}

void HostKeys::add(std::shared_ptr<const crypto::PrivateKey> key) {
  const KeyType type = key_type(key->public_key());
  std::erase_if(keys_, [&](const auto& other) { return key_type(other->public_key()) == type; });
  keys_.push_back(std::move(key));
}

const crypto::PrivateKey* HostKeys::for_algorithm(std::string_view algorithm) const {
  const SignatureRow* row = find_host_key_algorithm(algorithm);
  if (row == nullptr || (row->certificate && !certificates_.contains(row->key_type))) return nullptr;
  const auto key = std::ranges::find_if(
      keys_, [&](const auto& each) { return key_type(each->public_key()) == row->key_type; });
  return key == keys_.end() ? nullptr : key->get();
}

void HostKeys::certify(KeyType key, ByteVector certificate) {
  certificates_[key] = std::move(certificate);
}

ByteVector HostKeys::shown_for(std::string_view algorithm) const {
  const SignatureRow* row = find_host_key_algorithm(algorithm);
  const crypto::PrivateKey* key = for_algorithm(algorithm);
  if (row == nullptr || key == nullptr) throw std::logic_error("no host key serves this algorithm");
  return row->certificate ? certificates_.at(row->key_type) : encode_public_key(key->public_key());
}

}  // namespace ferry::ssh
