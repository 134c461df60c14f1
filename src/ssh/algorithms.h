#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/cipher.h"
#include "crypto/hash.h"
#include "crypto/key_agreement.h"

namespace ferry::ssh {

/// How a key exchange method makes its shared secret.
enum class KexFamily { hybrid, curve, modp, group_exchange };

/// Whether shares are strings, in the messages of RFC 5656 section 4, and not numbers.
[[nodiscard]] constexpr bool has_octet_shares(KexFamily family) {
  return family == KexFamily::hybrid || family == KexFamily::curve;
}

/// How an algorithm stands among those of its kind, which decides whom it is offered to.
enum class Standing {
  current,
  dated,  // unbroken, but everything new has better: not shown to a client that would not choose it
  weak,   // used only where the configuration names it
};

struct KexRow {
  std::string_view name;
  KexFamily family;
  crypto::HashKind hash;
  crypto::Kem kem{};          // when family is hybrid
  crypto::Curve curve{};      // when family is curve
  crypto::ModpGroup group{};  // when family is modp
  Standing standing = Standing::current;
};

enum class PacketMode { gcm, chacha, stream };

struct CipherRow {
  std::string_view name;
  PacketMode mode;
  std::size_t key_size;
  std::size_t iv_size;
  std::size_t block_size;  // at least 8, RFC 4253 section 6
  crypto::StreamCipherKind stream{};
  Standing standing = Standing::current;
};

struct MacRow {
  std::string_view name;
  crypto::HashKind hash;
  std::size_t key_size;
  std::size_t tag_size;
  bool encrypt_then_mac;
  Standing standing = Standing::current;
};

/// RFC 4253 section 6.2. `delayed` (zlib@openssh.com) begins when the user has logged in, so that no stranger
/// reaches the code that unpacks.
enum class Compression { none, delayed };

struct CompressionRow {
  std::string_view name;
  Compression kind;
};

enum class KeyType { rsa, ecdsa_nistp256, ecdsa_nistp384, ecdsa_nistp521, ed25519 };

struct SignatureRow {
  std::string_view name;  // as in server_host_key_algorithms and userauth
  KeyType key_type;
  std::string_view blob_name;  // the type name inside a public key blob
  crypto::HashKind hash;
  std::string_view signature_name;  // the name inside a signature blob: that of the key, for a certificate
  bool security_key = false;        // the private half is in a token; for users only
  bool certificate = false;
  Standing standing = Standing::current;
};

[[nodiscard]] constexpr bool is_weak(const auto& row) {
  return row.standing == Standing::weak;
}

/// The tables that everything else reads: negotiation, the configuration's `ip ssh server algorithm`, `show
/// ip ssh`, documentation and tests. In order of preference.
[[nodiscard]] std::span<const KexRow> kex_methods();
[[nodiscard]] std::span<const CipherRow> ciphers();
[[nodiscard]] std::span<const MacRow> macs();
[[nodiscard]] std::span<const CompressionRow> compression_methods();
/// Those that sign with a key of ours.
[[nodiscard]] std::span<const SignatureRow> signature_algorithms();
/// These and all others that a peer may prove itself with: keys in security tokens, and certificates.
[[nodiscard]] std::span<const SignatureRow> key_algorithms();

/// The row of that name, or null.
[[nodiscard]] const KexRow* find_kex_method(std::string_view name);
[[nodiscard]] const CipherRow* find_cipher(std::string_view name);
[[nodiscard]] const MacRow* find_mac(std::string_view name);
[[nodiscard]] const CompressionRow* find_compression_method(std::string_view name);
[[nodiscard]] const SignatureRow* find_signature_algorithm(std::string_view name);
[[nodiscard]] const SignatureRow* find_key_algorithm(std::string_view name);
/// The same of those that a host may prove itself with: plain keys and certificates, none in a token.
[[nodiscard]] const SignatureRow* find_host_key_algorithm(std::string_view name);

/// The row for certificates whose keys sign with the algorithm of `plain`; null if there is none.
[[nodiscard]] const SignatureRow* certified_form(const SignatureRow& plain);
/// Host key algorithms with the certified forms of all that are plain in front of them.
[[nodiscard]] std::vector<std::string> with_certified_forms(const std::vector<std::string>& host_key);

/// What the signatures of these algorithms are called, each once: server-sig-algs names signatures and not
/// forms of keys (RFC 8308 section 3.1).
[[nodiscard]] std::vector<std::string> signature_names(std::span<const std::string> algorithms);

/// What one side offers, as names in order of preference.
struct AlgorithmLists {
  std::vector<std::string> kex;
  std::vector<std::string> host_key;
  std::vector<std::string> encryption;
  std::vector<std::string> mac;
  std::vector<std::string> public_key;  // accepted from users, announced in server-sig-algs
  std::vector<std::string> compression{"none"};

  /// Every row that is not weak, and no compression.
  [[nodiscard]] static AlgorithmLists defaults();
  /// The current ones alone; of what users prove themselves with, the defaults.
  [[nodiscard]] static AlgorithmLists current();

  bool operator==(const AlgorithmLists&) const = default;
};

}  // namespace ferry::ssh
