#include "crypto/ml_kem.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "crypto/constant_time.h"
#include "crypto/ml_kem_sampling.h"
#include "crypto/random.h"

namespace ferry::crypto::ml_kem {
namespace {

// Table 2 of FIPS 203, ML-KEM-768.
constexpr Byte rank = 3;     // k
constexpr unsigned du = 10;  // bits of a coefficient of u in a ciphertext
constexpr unsigned dv = 4;   // and of v
constexpr unsigned full_bits = 12;
constexpr std::size_t vector_size = rank * encoded_size(full_bits);

static_assert(encapsulation_key_size == vector_size + seed_size);
static_assert(decapsulation_key_size == vector_size + encapsulation_key_size + 2 * seed_size);
static_assert(ciphertext_size == rank * encoded_size(du) + encoded_size(dv));

using Vector = std::array<Polynomial, rank>;

Vector sample_vector(Bytes seed, Byte first_nonce) {
  Vector vector;
  for (Byte i = 0; i < rank; ++i) vector[i] = sample_binomial(seed, static_cast<Byte>(first_nonce + i));
  return vector;
}

void transform(Vector& vector) {
  for (Polynomial& polynomial : vector) transform(polynomial);
}

Polynomial dot_product(const Vector& left, const Vector& right) {
  Polynomial sum;
  for (std::size_t i = 0; i < rank; ++i) add_product(sum, left[i], right[i]);
  return sum;
}

enum class Matrix { as_it_is, transposed };

/// The public matrix that `rho` stands for, times `vector`, both transformed.
Vector multiply_matrix(Bytes rho, Matrix matrix, const Vector& vector) {
  Vector product;
  for (Byte i = 0; i < rank; ++i) {
    for (Byte j = 0; j < rank; ++j) {
      const bool transposed = matrix == Matrix::transposed;
      const Polynomial element = transposed ? sample_uniform(rho, j, i) : sample_uniform(rho, i, j);
      add_product(product[i], element, vector[j]);
    }
  }
  return product;
}

void encode(const Vector& vector, unsigned bits, MutableBytes into) {
  const std::size_t size = encoded_size(bits);
  for (std::size_t i = 0; i < rank; ++i) encode(vector[i], bits, into.subspan(i * size, size));
}

Vector decode_vector(unsigned bits, Bytes encoded) {
  const std::size_t size = encoded_size(bits);
  Vector vector;
  for (std::size_t i = 0; i < rank; ++i) vector[i] = decode(bits, encoded.subspan(i * size, size));
  return vector;
}

/// K-PKE.KeyGen, algorithm 13: writes the encryption key and the decryption key, `vector_size` bytes.
void generate_pke_keys(const Secret& d, MutableBytes encryption_key, MutableBytes decryption_key) {
  const auto [rho, sigma] = hash_g(d.reveal(), {&rank, 1});
  Vector s = sample_vector(sigma.reveal(), 0);
  Vector e = sample_vector(sigma.reveal(), rank);
  transform(s);
  transform(e);
  Vector t = multiply_matrix(rho.reveal(), Matrix::as_it_is, s);
  for (std::size_t i = 0; i < rank; ++i) t[i] += e[i];
  encode(t, full_bits, encryption_key);
  std::ranges::copy(rho.reveal(), encryption_key.subspan(vector_size).begin());
  encode(s, full_bits, decryption_key);
}

/// K-PKE.Encrypt, algorithm 14.
ByteVector encrypt(Bytes encryption_key, const Secret& message, const Secret& randomness) {
  const Vector t = decode_vector(full_bits, encryption_key.first(vector_size));
  const Bytes seed = randomness.reveal();
  Vector y = sample_vector(seed, 0);
  const Vector e1 = sample_vector(seed, rank);
  transform(y);
  Vector u = multiply_matrix(encryption_key.subspan(vector_size), Matrix::transposed, y);
  for (std::size_t i = 0; i < rank; ++i) {
    transform_back(u[i]);
    u[i] += e1[i];
    compress(u[i], du);
  }
  Polynomial mu = decode(1, message.reveal());
  decompress(mu, 1);
  Polynomial v = dot_product(t, y);
  transform_back(v);
  v += sample_binomial(seed, 2 * rank);
  v += mu;
  compress(v, dv);
  ByteVector ciphertext(ciphertext_size);
  encode(u, du, ciphertext);
  encode(v, dv, MutableBytes{ciphertext}.subspan(rank * encoded_size(du)));
  return ciphertext;
}

/// K-PKE.Decrypt, algorithm 15.
Secret decrypt(Bytes decryption_key, Bytes ciphertext) {
  Vector u = decode_vector(du, ciphertext);
  for (Polynomial& polynomial : u) decompress(polynomial, du);
  transform(u);
  Polynomial w = decode(dv, ciphertext.subspan(rank * encoded_size(du)));
  decompress(w, dv);
  Polynomial product = dot_product(decode_vector(full_bits, decryption_key), u);
  transform_back(product);
  w -= product;
  compress(w, 1);
  Secret message{ByteVector(seed_size)};
  encode(w, 1, message.reveal_mutable());
  return message;
}

/// The parts of a decapsulation key, in their order.
struct KeyParts {
  Bytes decryption_key;
  Bytes encryption_key;
  Bytes hash;
  Bytes z;
};

KeyParts parts_of(const Secret& decapsulation_key) {
  const Bytes key = decapsulation_key.reveal();
  return {.decryption_key = key.first(vector_size),
          .encryption_key = key.subspan(vector_size, encapsulation_key_size),
          .hash = key.last(2 * seed_size).first(seed_size),
          .z = key.last(seed_size)};
}

/// Section 7.2: the right size, and every coefficient below q. The key is public.
std::optional<Error> find_fault(Bytes encapsulation_key) {
  if (encapsulation_key.size() != encapsulation_key_size) return Error::wrong_size;
  const Bytes encoded = encapsulation_key.first(vector_size);
  ByteVector reduced(vector_size);
  encode(decode_vector(full_bits, encoded), full_bits, reduced);
  if (!std::ranges::equal(encoded, reduced)) return Error::coefficient_out_of_range;
  return std::nullopt;
}

void require_seed(const Secret& seed) {
  if (seed.reveal().size() != seed_size) throw std::invalid_argument("a seed of ML-KEM has 32 bytes");
}

}  // namespace

EncapsulationKeyPair generate_keys(Random& random) {
  const Secret d = draw_secret(random, seed_size);
  return generate_keys(d, draw_secret(random, seed_size));
}

EncapsulationKeyPair generate_keys(const Secret& d, const Secret& z) {
  require_seed(d);
  require_seed(z);
  EncapsulationKeyPair pair{.encapsulation_key = ByteVector(encapsulation_key_size),
                            .decapsulation_key = Secret{ByteVector(decapsulation_key_size)}};
  const MutableBytes key = pair.decapsulation_key.reveal_mutable();
  generate_pke_keys(d, pair.encapsulation_key, key.first(vector_size));
  std::ranges::copy(pair.encapsulation_key, key.subspan(vector_size).begin());
  std::ranges::copy(hash_h(pair.encapsulation_key), key.last(2 * seed_size).begin());
  std::ranges::copy(z.reveal(), key.last(seed_size).begin());
  return pair;
}

std::expected<Encapsulation, Error> encapsulate(Bytes encapsulation_key, Random& random) {
  return encapsulate(encapsulation_key, draw_secret(random, seed_size));
}

std::expected<Encapsulation, Error> encapsulate(Bytes encapsulation_key, const Secret& m) {
  require_seed(m);
  if (const auto fault = find_fault(encapsulation_key)) return std::unexpected(*fault);
  auto [shared_secret, randomness] = hash_g(m.reveal(), hash_h(encapsulation_key));
  return Encapsulation{.ciphertext = encrypt(encapsulation_key, m, randomness),
                       .shared_secret = std::move(shared_secret)};
}

std::expected<Secret, Error> decapsulate(const Secret& decapsulation_key, Bytes ciphertext) {
  const bool sizes_are_right =
      decapsulation_key.reveal().size() == decapsulation_key_size && ciphertext.size() == ciphertext_size;
  if (!sizes_are_right) return std::unexpected(Error::wrong_size);
  const KeyParts key = parts_of(decapsulation_key);
  if (!std::ranges::equal(hash_h(key.encryption_key), key.hash)) {
    return std::unexpected(Error::hash_does_not_match);
  }
  const Secret message = decrypt(key.decryption_key, ciphertext);
  const auto [accepted, randomness] = hash_g(message.reveal(), key.hash);
  Secret shared = hash_j(key.z, ciphertext);
  Secret expected{encrypt(key.encryption_key, message, randomness)};
  assign_if_equal(ciphertext, expected.reveal(), shared.reveal_mutable(), accepted.reveal());
  return shared;
}

}  // namespace ferry::crypto::ml_kem
