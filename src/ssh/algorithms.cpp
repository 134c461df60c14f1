#include "ssh/algorithms.h"

#include <algorithm>
#include <array>

namespace ferry::ssh {
namespace {

using crypto::Curve;
using crypto::HashKind;
using crypto::Kem;
using crypto::ModpGroup;
using crypto::StreamCipherKind;

template <class Row>
constexpr Row weak(Row row) {
  row.standing = Standing::weak;
  return row;
}

template <class Row>
constexpr Row dated(Row row) {
  row.standing = Standing::dated;
  return row;
}

constexpr std::array kex_table{
    // draft-ietf-sshm-mlkem-hybrid-kex.
    KexRow{.name = "mlkem768x25519-sha256",
           .family = KexFamily::hybrid,
           .hash = HashKind::sha256,
           .kem = Kem::ml_kem_768},
    // draft-ietf-sshm-ntruprime-ssh; the second name is the one it had before, in OpenSSH up to 9.8.
    KexRow{.name = "sntrup761x25519-sha512",
           .family = KexFamily::hybrid,
           .hash = HashKind::sha512,
           .kem = Kem::sntrup761},
    KexRow{.name = "sntrup761x25519-sha512@openssh.com",
           .family = KexFamily::hybrid,
           .hash = HashKind::sha512,
           .kem = Kem::sntrup761,
           .standing = Standing::dated},
    // RFC 8731; the second name is the one it had before.
    KexRow{.name = "curve25519-sha256",
           .family = KexFamily::curve,
           .hash = HashKind::sha256,
           .curve = Curve::x25519},
    KexRow{.name = "curve25519-sha256@libssh.org",
           .family = KexFamily::curve,
           .hash = HashKind::sha256,
           .curve = Curve::x25519},
    // RFC 5656 section 6.3.
    KexRow{.name = "ecdh-sha2-nistp256",
           .family = KexFamily::curve,
           .hash = HashKind::sha256,
           .curve = Curve::nistp256,
           .standing = Standing::dated},
    KexRow{.name = "ecdh-sha2-nistp384",
           .family = KexFamily::curve,
           .hash = HashKind::sha384,
           .curve = Curve::nistp384,
           .standing = Standing::dated},
    KexRow{.name = "ecdh-sha2-nistp521",
           .family = KexFamily::curve,
           .hash = HashKind::sha512,
           .curve = Curve::nistp521,
           .standing = Standing::dated},
    // RFC 8268.
    KexRow{.name = "diffie-hellman-group16-sha512",
           .family = KexFamily::modp,
           .hash = HashKind::sha512,
           .group = ModpGroup::group16_4096},
    KexRow{.name = "diffie-hellman-group18-sha512",
           .family = KexFamily::modp,
           .hash = HashKind::sha512,
           .group = ModpGroup::group18_8192},
    KexRow{.name = "diffie-hellman-group14-sha256",
           .family = KexFamily::modp,
           .hash = HashKind::sha256,
           .group = ModpGroup::group14_2048,
           .standing = Standing::dated},
    // RFC 4419.
    KexRow{.name = "diffie-hellman-group-exchange-sha256",
           .family = KexFamily::group_exchange,
           .hash = HashKind::sha256},
    // RFC 4253 section 8 and RFC 4419 with SHA-1; RFC 9142 advises against all three.
    KexRow{.name = "diffie-hellman-group14-sha1",
           .family = KexFamily::modp,
           .hash = HashKind::sha1,
           .group = ModpGroup::group14_2048,
           .standing = Standing::weak},
    KexRow{.name = "diffie-hellman-group-exchange-sha1",
           .family = KexFamily::group_exchange,
           .hash = HashKind::sha1,
           .standing = Standing::weak},
    KexRow{.name = "diffie-hellman-group1-sha1",
           .family = KexFamily::modp,
           .hash = HashKind::sha1,
           .group = ModpGroup::group1_1024,
           .standing = Standing::weak},
};

constexpr CipherRow gcm(std::string_view name, std::size_t key_size) {
  return {.name = name, .mode = PacketMode::gcm, .key_size = key_size, .iv_size = 12, .block_size = 16};
}

constexpr CipherRow stream(std::string_view name, StreamCipherKind kind, std::size_t key_size) {
  return {.name = name,
          .mode = PacketMode::stream,
          .key_size = key_size,
          .iv_size = 16,
          .block_size = 16,
          .stream = kind};
}

constexpr std::array cipher_table{
    gcm("aes128-gcm@openssh.com", 16),
    gcm("aes256-gcm@openssh.com", 32),
    CipherRow{.name = "chacha20-poly1305@openssh.com",
              .mode = PacketMode::chacha,
              .key_size = 64,
              .iv_size = 0,
              .block_size = 8},
    stream("aes128-ctr", StreamCipherKind::aes128_ctr, 16),
    stream("aes192-ctr", StreamCipherKind::aes192_ctr, 24),
    stream("aes256-ctr", StreamCipherKind::aes256_ctr, 32),
    weak(stream("aes128-cbc", StreamCipherKind::aes128_cbc, 16)),
    weak(stream("aes192-cbc", StreamCipherKind::aes192_cbc, 24)),
    weak(stream("aes256-cbc", StreamCipherKind::aes256_cbc, 32)),
    CipherRow{.name = "3des-cbc",
              .mode = PacketMode::stream,
              .key_size = 24,
              .iv_size = 8,
              .block_size = 8,
              .stream = StreamCipherKind::tdes_cbc,
              .standing = Standing::weak},
};

constexpr MacRow mac(std::string_view name, HashKind hash, std::size_t size) {
  return {.name = name,
          .hash = hash,
          .key_size = size,
          .tag_size = size,
          .encrypt_then_mac = name.ends_with("-etm@openssh.com")};
}

constexpr std::array mac_table{
    mac("hmac-sha2-256-etm@openssh.com", HashKind::sha256, 32),
    mac("hmac-sha2-512-etm@openssh.com", HashKind::sha512, 64),
    dated(mac("hmac-sha2-256", HashKind::sha256, 32)),
    dated(mac("hmac-sha2-512", HashKind::sha512, 64)),
    weak(mac("hmac-sha1-etm@openssh.com", HashKind::sha1, 20)),
    weak(mac("hmac-sha1", HashKind::sha1, 20)),
    // RFC 4253 section 6.4: the first 96 bits.
    MacRow{.name = "hmac-sha1-96",
           .hash = HashKind::sha1,
           .key_size = 20,
           .tag_size = 12,
           .encrypt_then_mac = false,
           .standing = Standing::weak},
};

constexpr SignatureRow signature(std::string_view name, KeyType type, HashKind hash) {
  return {.name = name, .key_type = type, .blob_name = name, .hash = hash, .signature_name = name};
}

constexpr SignatureRow rsa(std::string_view name, HashKind hash) {
  return {
      .name = name, .key_type = KeyType::rsa, .blob_name = "ssh-rsa", .hash = hash, .signature_name = name};
}

constexpr SignatureRow in_token(SignatureRow row) {
  row.security_key = true;
  return row;
}

/// `row` signs with the key that is certified.
constexpr SignatureRow certified(std::string_view name, std::string_view blob_name, SignatureRow row) {
  row.name = name;
  row.blob_name = blob_name;
  row.certificate = true;
  return row;
}

// RFC 8709; Ed25519 hashes by itself, with SHA-512.
constexpr auto ed25519 = signature("ssh-ed25519", KeyType::ed25519, HashKind::sha512);
// RFC 5656 section 6.2.1.
constexpr auto nistp256 = dated(signature("ecdsa-sha2-nistp256", KeyType::ecdsa_nistp256, HashKind::sha256));
constexpr auto nistp384 = dated(signature("ecdsa-sha2-nistp384", KeyType::ecdsa_nistp384, HashKind::sha384));
constexpr auto nistp521 = dated(signature("ecdsa-sha2-nistp521", KeyType::ecdsa_nistp521, HashKind::sha512));
// RFC 8332: new signatures, the old key blob.
constexpr auto rsa_sha512 = rsa("rsa-sha2-512", HashKind::sha512);
constexpr auto rsa_sha256 = rsa("rsa-sha2-256", HashKind::sha256);
constexpr auto rsa_sha1 = weak(rsa("ssh-rsa", HashKind::sha1));
// OpenSSH's PROTOCOL.u2f.
constexpr auto token_ed25519 =
    in_token(signature("sk-ssh-ed25519@openssh.com", KeyType::ed25519, HashKind::sha512));
constexpr auto token_nistp256 =
    in_token(signature("sk-ecdsa-sha2-nistp256@openssh.com", KeyType::ecdsa_nistp256, HashKind::sha256));

constexpr std::size_t plain_rows = 7;
constexpr std::string_view rsa_certificate = "ssh-rsa-cert-v01@openssh.com";

constexpr std::array signature_table{
    ed25519,
    nistp256,
    nistp384,
    nistp521,
    rsa_sha512,
    rsa_sha256,
    rsa_sha1,
    token_ed25519,
    token_nistp256,
    // draft-miller-ssh-cert.
    certified("ssh-ed25519-cert-v01@openssh.com", "ssh-ed25519-cert-v01@openssh.com", ed25519),
    certified("ecdsa-sha2-nistp256-cert-v01@openssh.com", "ecdsa-sha2-nistp256-cert-v01@openssh.com",
              nistp256),
    certified("ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp384-cert-v01@openssh.com",
              nistp384),
    certified("ecdsa-sha2-nistp521-cert-v01@openssh.com", "ecdsa-sha2-nistp521-cert-v01@openssh.com",
              nistp521),
    certified("rsa-sha2-512-cert-v01@openssh.com", rsa_certificate, rsa_sha512),
    certified("rsa-sha2-256-cert-v01@openssh.com", rsa_certificate, rsa_sha256),
    certified("sk-ssh-ed25519-cert-v01@openssh.com", "sk-ssh-ed25519-cert-v01@openssh.com", token_ed25519),
    certified("sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
              token_nistp256),
    certified(rsa_certificate, rsa_certificate, rsa_sha1),
};

template <class Row>
const Row* find(std::span<const Row> rows, std::string_view name) {
  const auto row = std::ranges::find(rows, name, &Row::name);
  return row == rows.end() ? nullptr : &*row;
}

/// Those that stand no worse than `worst`.
template <class Row>
std::vector<std::string> names_up_to(Standing worst, std::span<const Row> rows) {
  std::vector<std::string> names;
  for (const Row& row : rows) {
    if (row.standing <= worst) names.emplace_back(row.name);
  }
  return names;
}

AlgorithmLists lists_up_to(Standing worst) {
  return {.kex = names_up_to(worst, kex_methods()),
          .host_key = names_up_to(worst, signature_algorithms()),
          .encryption = names_up_to(worst, ciphers()),
          .mac = names_up_to(worst, macs()),
          .public_key = names_up_to(Standing::dated, key_algorithms()),
          .compression = {"none"}};
}

}  // namespace

std::span<const KexRow> kex_methods() {
  return kex_table;
}
std::span<const CipherRow> ciphers() {
  return cipher_table;
}
std::span<const MacRow> macs() {
  return mac_table;
}
std::span<const CompressionRow> compression_methods() {
  static constexpr std::array table{CompressionRow{"none", Compression::none},
                                    CompressionRow{"zlib@openssh.com", Compression::delayed}};
  return table;
}
std::span<const SignatureRow> signature_algorithms() {
  return std::span{signature_table}.first(plain_rows);
}
std::span<const SignatureRow> key_algorithms() {
  return signature_table;
}

const KexRow* find_kex_method(std::string_view name) {
  return find(kex_methods(), name);
}
const CipherRow* find_cipher(std::string_view name) {
  return find(ciphers(), name);
}
const MacRow* find_mac(std::string_view name) {
  return find(macs(), name);
}
const CompressionRow* find_compression_method(std::string_view name) {
  return find(compression_methods(), name);
}
const SignatureRow* find_signature_algorithm(std::string_view name) {
  return find(signature_algorithms(), name);
}
const SignatureRow* find_key_algorithm(std::string_view name) {
  return find(key_algorithms(), name);
}

const SignatureRow* find_host_key_algorithm(std::string_view name) {
  const SignatureRow* row = find_key_algorithm(name);
  return row == nullptr || row->security_key ? nullptr : row;
}

const SignatureRow* certified_form(const SignatureRow& plain) {
  const auto row = std::ranges::find_if(signature_table, [&](const SignatureRow& each) {
    return each.certificate && each.signature_name == plain.name;
  });
  return row == signature_table.end() ? nullptr : &*row;
}

std::vector<std::string> with_certified_forms(const std::vector<std::string>& host_key) {
  std::vector<std::string> names;
  for (const std::string& name : host_key) {
    const SignatureRow* plain = find_signature_algorithm(name);
    const SignatureRow* certified = plain == nullptr ? nullptr : certified_form(*plain);
    if (certified != nullptr) names.emplace_back(certified->name);
  }
  names.insert(names.end(), host_key.begin(), host_key.end());
  return names;
}

std::vector<std::string> signature_names(std::span<const std::string> algorithms) {
  std::vector<std::string> names;
  for (const std::string& algorithm : algorithms) {
    const SignatureRow* row = find_key_algorithm(algorithm);
    std::string name = row == nullptr ? algorithm : std::string{row->signature_name};
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

AlgorithmLists AlgorithmLists::defaults() {
  return lists_up_to(Standing::dated);
}
AlgorithmLists AlgorithmLists::current() {
  return lists_up_to(Standing::current);
}

}  // namespace ferry::ssh
