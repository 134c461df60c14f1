#include "ssh/identity_file.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>

#include "base/text.h"
#include "crypto/bcrypt_pbkdf.h"
#include "crypto/cipher.h"
#include "ssh/algorithms.h"
#include "ssh/keys.h"
#include "wire/reader.h"

namespace ferry::ssh {
namespace {

using crypto::PrivateKey;

constexpr std::string_view openssh_begin =
    "-----BEGIN OPENSSH "
    "PRIVATE KEY-----";
constexpr std::string_view openssh_end =
    "-----END OPENSSH "
    "PRIVATE KEY-----";
constexpr std::string_view magic{"openssh-key-v1\0", 15};
/// A file may ask for as many rounds as it likes; these take about ten seconds, ssh-keygen's default is 16.
constexpr std::uint32_t most_rounds = 2000;

/// What is outside the encrypted part.
struct Envelope {
  std::string_view cipher;
  std::string_view derivation;
  Bytes options;
  Bytes public_half;
  Bytes secret;  // borrowed from the decoded file
};

std::unexpected<Error> damaged() {
  return failure(ErrorCode::invalid, "the private key is damaged");
}

std::unexpected<Error> wrong_passphrase() {
  return failure(ErrorCode::permission_denied, "the passphrase of the private key is wrong");
}

/// The bytes between the marks; nothing if that is not OpenSSH's format.
std::optional<Secret> decode_frame(const Secret& text) {
  const std::string_view whole = as_text(text.reveal());
  const auto begin = whole.find(openssh_begin);
  const auto end = whole.find(openssh_end);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return std::nullopt;
  const std::size_t body = begin + openssh_begin.size();
  std::string base64;
  base64.reserve(whole.size());  // no growth that leaves a part of the key behind
  for (const char letter : whole.substr(body, end - body)) {
    if (letter != '\n' && letter != '\r' && letter != ' ' && letter != '\t') base64 += letter;
  }
  auto bytes = from_base64(base64);
  wipe({reinterpret_cast<Byte*>(base64.data()), base64.size()});
  if (!bytes) return Secret{};
  return Secret{*std::move(bytes)};
}

ferry::Result<Envelope> read_envelope(Bytes bytes) {
  wire::Reader reader{bytes};
  Envelope envelope;
  if (as_text(reader.take(magic.size())) != magic) return damaged();
  reader.read(envelope.cipher);
  reader.read(envelope.derivation);
  reader.read(envelope.options);
  std::uint32_t keys = 0;
  reader.read(keys);
  reader.read(envelope.public_half);
  reader.read(envelope.secret);
  if (reader.error() != wire::WireError::none || keys != 1) return damaged();
  return envelope;
}

/// How a cipher's key and IV are cut from the derived bytes.
struct FileCipher {
  std::string_view name;
  crypto::StreamCipherKind kind;
  std::size_t key_size;
};
constexpr std::size_t iv_size = 16;
constexpr std::array file_ciphers{
    FileCipher{"aes256-ctr", crypto::StreamCipherKind::aes256_ctr, 32},
    FileCipher{"aes192-ctr", crypto::StreamCipherKind::aes192_ctr, 24},
    FileCipher{"aes128-ctr", crypto::StreamCipherKind::aes128_ctr, 16},
    FileCipher{"aes256-cbc", crypto::StreamCipherKind::aes256_cbc, 32},
    FileCipher{"aes192-cbc", crypto::StreamCipherKind::aes192_cbc, 24},
    FileCipher{"aes128-cbc", crypto::StreamCipherKind::aes128_cbc, 16},
};

ferry::Result<Secret> decrypt(const Envelope& envelope, const Secret& passphrase) {
  if (envelope.cipher == "none") return Secret{as_text(envelope.secret)};
  const FileCipher* cipher = nullptr;
  for (const FileCipher& row : file_ciphers) {
    if (row.name == envelope.cipher) cipher = &row;
  }
  if (cipher == nullptr || envelope.derivation != "bcrypt") {
    return failure(
        ErrorCode::unsupported,
        fmt::format("the private key is encrypted with {}, which is not supported: let the SSH agent "
                    "hold it, or write it with ssh-keygen -p -Z aes256-ctr",
                    printable(envelope.cipher)));
  }
  wire::Reader options{envelope.options};
  const Bytes salt = options.string();
  std::uint32_t rounds = 0;
  options.read(rounds);
  if (options.finish() != wire::WireError::none || rounds == 0 || salt.empty()) return damaged();
  if (rounds > most_rounds) {
    return failure(
        ErrorCode::unsupported,
        fmt::format("the private key asks for {} rounds of key derivation; at most {} are done: let "
                    "the SSH agent hold it",
                    rounds, most_rounds));
  }
  if (envelope.secret.size() % iv_size != 0) return damaged();
  if (passphrase.empty()) return wrong_passphrase();
  const Secret derived = crypto::bcrypt_pbkdf(passphrase, salt, rounds, cipher->key_size + iv_size);
  Secret plain{as_text(envelope.secret)};
  crypto::StreamCipher{cipher->kind, crypto::Direction::decrypt, derived.reveal().first(cipher->key_size),
                       derived.reveal().last(iv_size)}
      .apply(plain.reveal_mutable());
  return plain;
}

Secret secret_of(wire::Mpint number) {
  return Secret{as_text(number.magnitude)};
}

ferry::Result<PrivateKey> read_ed25519(wire::Reader& reader) {
  constexpr std::size_t seed_size = 32;
  const Bytes point = reader.string();
  const Bytes both = reader.string();
  if (reader.error() != wire::WireError::none || both.size() != 2 * seed_size) return damaged();
  auto key = PrivateKey::from_ed25519_seed(Secret{as_text(both.first(seed_size))});
  if (!key) return key;
  const auto& derived = std::get<crypto::Ed25519PublicKey>(key->public_key());
  if (as_text(derived.key) != as_text(point) || as_text(derived.key) != as_text(both.last(seed_size))) {
    return damaged();
  }
  return key;
}

ferry::Result<PrivateKey> read_rsa(wire::Reader& reader) {
  wire::Mpint modulus, exponent, d, coefficient, p, q;
  for (wire::Mpint* number : {&modulus, &exponent, &d, &coefficient, &p, &q}) reader.read(*number);
  if (reader.error() != wire::WireError::none) return damaged();
  const auto vector_of = [](wire::Mpint number) {
    return ByteVector{number.magnitude.begin(), number.magnitude.end()};
  };
  return PrivateKey::from_parts(
      crypto::RsaParts{.public_key = {.modulus = vector_of(modulus), .exponent = vector_of(exponent)},
                       .private_exponent = secret_of(d),
                       .first_prime = secret_of(p),
                       .second_prime = secret_of(q),
                       .coefficient = secret_of(coefficient)});
}

ferry::Result<PrivateKey> read_ecdsa(wire::Reader& reader, crypto::Curve curve) {
  reader.string();  // the curve's name, which the type says already
  const Bytes point = reader.string();
  wire::Mpint scalar;
  reader.read(scalar);
  if (reader.error() != wire::WireError::none) return damaged();
  return PrivateKey::from_parts(crypto::EcdsaParts{
      .public_key = {.curve = curve, .point = {point.begin(), point.end()}}, .scalar = secret_of(scalar)});
}

ferry::Result<PrivateKey> read_key(std::string_view type, wire::Reader& reader) {
  if (type == "ssh-ed25519") return read_ed25519(reader);
  if (type == "ssh-rsa") return read_rsa(reader);
  if (type == "ecdsa-sha2-nistp256") return read_ecdsa(reader, crypto::Curve::nistp256);
  if (type == "ecdsa-sha2-nistp384") return read_ecdsa(reader, crypto::Curve::nistp384);
  if (type == "ecdsa-sha2-nistp521") return read_ecdsa(reader, crypto::Curve::nistp521);
  return failure(ErrorCode::unsupported,
                 fmt::format("private keys of type {} are not supported here: let the "
                             "SSH agent hold it",
                             printable(type)));
}

/// The secret part: two equal numbers that show whether it was decrypted rightly, then the key.
ferry::Result<PrivateKey> read_secret(const Secret& plain, bool was_encrypted) {
  wire::Reader reader{plain.reveal()};
  std::uint32_t first = 0, second = 0;
  reader.read(first);
  reader.read(second);
  if (first != second && was_encrypted) return wrong_passphrase();
  if (first != second) return damaged();
  std::string_view type;
  reader.read(type);
  auto key = read_key(type, reader);
  if (!key) return key;
  reader.string();  // the comment
  // PROTOCOL.key: padding of 1, 2, 3, ... up to a whole block.
  if (reader.error() != wire::WireError::none) return damaged();
  Byte expected = 0;
  for (const Byte padding : reader.take(reader.left())) {
    if (padding != ++expected) return damaged();
  }
  return key;
}

bool is_encrypted_pem(std::string_view text) {
  return text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED");
}

}  // namespace

ferry::Result<PrivateKey> parse_identity(const Secret& text, const Secret& passphrase) {
  const auto frame = decode_frame(text);
  if (!frame) {
    auto key = PrivateKey::from_any_pem(text, passphrase);
    const bool may_be_passphrase = !key && key.error().code == ErrorCode::invalid;
    if (may_be_passphrase && is_encrypted_pem(as_text(text.reveal()))) return wrong_passphrase();
    return key;
  }
  const auto envelope = read_envelope(frame->reveal());
  if (!envelope) return std::unexpected(envelope.error());
  const auto plain = decrypt(*envelope, passphrase);
  if (!plain) return std::unexpected(plain.error());
  return read_secret(*plain, envelope->cipher != "none");
}

std::optional<ByteVector> public_half_of_identity(const Secret& text) {
  const auto frame = decode_frame(text);
  if (!frame) return std::nullopt;
  const auto envelope = read_envelope(frame->reveal());
  if (!envelope || !decode_public_key(envelope->public_half)) return std::nullopt;
  return ByteVector{envelope->public_half.begin(), envelope->public_half.end()};
}

bool needs_passphrase(const Secret& text) {
  const auto frame = decode_frame(text);
  if (!frame) return is_encrypted_pem(as_text(text.reveal()));
  const auto envelope = read_envelope(frame->reveal());
  return envelope && envelope->cipher != "none";
}

}  // namespace ferry::ssh
