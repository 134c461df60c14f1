#include "crypto/sntrup761.h"

#include <algorithm>
#include <stdexcept>

#include "crypto/random.h"
#include "crypto/sntrup761_encoding.h"
#include "crypto/sntrup761_sampling.h"

namespace ferry::crypto::sntrup761 {
namespace {

constexpr std::size_t hash_size = 32;

static_assert(encapsulation_key_size == full_size);
static_assert(decapsulation_key_size == 3 * small_size + full_size + hash_size);
static_assert(ciphertext_size == rounded_size + hash_size);
static_assert(seed_size == sample_size);

/// What a hash is for; it goes before everything else that is hashed.
enum Purpose : Byte {
  session_of_another_ciphertext = 0,
  session_of_this_ciphertext = 1,
  confirmation = 2,
  plaintext = 3,
  public_key = 4
};

struct Invertible {
  Polynomial small;
  Polynomial reciprocal;  // modulo 3
};

/// One in a few hundred has no reciprocal and is thrown away; nobody learns anything about the one that is
/// kept.
Invertible draw_invertible(Random& random) {
  for (;;) {
    Polynomial small = sample_small(draw_secret(random, sample_size).reveal());
    if (auto inverse = reciprocal<3>(small)) return {.small = small, .reciprocal = *inverse};
  }
}

/// The parts of a decapsulation key, in their order.
template <class Span>
struct KeyParts {
  explicit KeyParts(Span key)
      : f(key.first(small_size)),
        reciprocal_of_g(key.subspan(small_size, small_size)),
        encapsulation_key(key.subspan(2 * small_size, full_size)),
        rho(key.subspan(2 * small_size + full_size, small_size)),
        key_hash(key.last(hash_size)) {}

  Span f;
  Span reciprocal_of_g;
  Span encapsulation_key;
  Span rho;  // in place of the plaintext, when a ciphertext is rejected
  Span key_hash;
};

/// h = g / 3f.
Polynomial public_polynomial(const Polynomial& f, const Polynomial& g) {
  Polynomial tripled = f;
  for (auto& coefficient : tripled) coefficient = static_cast<std::int16_t>(3 * coefficient);
  return multiply<modulus>(reciprocal<modulus>(tripled).value(), g);
}

/// Hide: the ciphertext of a short polynomial, which stands encoded in `plain`, with its confirmation.
ByteVector hide(const Polynomial& r, Bytes plain, Bytes encapsulation_key, Bytes key_hash) {
  Polynomial product = multiply<modulus>(decode_full(encapsulation_key), r);
  round_to_multiples_of_3(product);
  ByteVector ciphertext(ciphertext_size);
  encode_rounded(product, MutableBytes{ciphertext}.first(rounded_size));
  const Secret hashed = hash(plaintext, {plain});
  const Secret confirmed = hash(confirmation, {hashed.reveal(), key_hash});
  std::ranges::copy(confirmed.reveal(), ciphertext.begin() + rounded_size);
  return ciphertext;
}

/// The shared secret. In `marked`, the plaintext has its purpose before it.
Secret session_hash(const Secret& marked, Bytes ciphertext) {
  const Secret hashed = hash(plaintext, {marked.reveal().subspan(1)});
  return hash(marked.reveal()[0], {hashed.reveal(), ciphertext});
}

Secret mark(Byte purpose, Bytes plain) {
  Secret marked{ByteVector(1 + small_size)};
  marked.reveal_mutable()[0] = purpose;
  std::ranges::copy(plain, marked.reveal_mutable().begin() + 1);
  return marked;
}

/// Puts a short polynomial in place of one that has not `weight` coefficients, without showing whether.
void make_short(Polynomial& polynomial) {
  std::uint32_t found = 0;
  for (const std::int16_t coefficient : polynomial) found += static_cast<std::uint32_t>(coefficient) & 1U;
  const std::uint32_t difference = opaque(found ^ weight);
  const std::uint32_t mask = opaque(0U - ((0U - difference) >> 31U));  // all ones if it has another weight
  for (std::size_t i = 0; i < degree; ++i) {
    const int replacement = i < weight ? 1 : 0;
    const int changes = (polynomial[i] ^ replacement) & static_cast<int>(mask);
    polynomial[i] = static_cast<std::int16_t>(polynomial[i] ^ changes);
  }
}

/// Decrypt of the core: a short polynomial, whatever the ciphertext.
Polynomial decrypt(const KeyParts<Bytes>& key, Bytes rounded) {
  Polynomial e = multiply<modulus>(decode_rounded(rounded), decode_small(key.f));
  for (auto& coefficient : e) coefficient = reduce<3>(reduce<modulus>(3 * coefficient));
  Polynomial r = multiply<3>(e, decode_small(key.reciprocal_of_g));
  make_short(r);
  return r;
}

Secret encode(const Polynomial& small) {
  Secret encoded{ByteVector(small_size)};
  encode_small(small, encoded.reveal_mutable());
  return encoded;
}

}  // namespace

EncapsulationKeyPair generate_keys(Random& random) {
  const auto [g, reciprocal_of_g] = draw_invertible(random);
  const Polynomial f = sample_short(draw_secret(random, sample_size).reveal());
  EncapsulationKeyPair pair{.encapsulation_key = ByteVector(encapsulation_key_size),
                            .decapsulation_key = Secret{ByteVector(decapsulation_key_size)}};
  encode_full(public_polynomial(f, g), pair.encapsulation_key);
  const KeyParts key{pair.decapsulation_key.reveal_mutable()};
  encode_small(f, key.f);
  encode_small(reciprocal_of_g, key.reciprocal_of_g);
  std::ranges::copy(pair.encapsulation_key, key.encapsulation_key.begin());
  random.fill(key.rho);
  std::ranges::copy(hash(public_key, {pair.encapsulation_key}).reveal(), key.key_hash.begin());
  return pair;
}

std::expected<Encapsulation, Error> encapsulate(Bytes encapsulation_key, Random& random) {
  return encapsulate(encapsulation_key, draw_secret(random, seed_size));
}

std::expected<Encapsulation, Error> encapsulate(Bytes encapsulation_key, const Secret& seed) {
  if (seed.reveal().size() != seed_size) throw std::invalid_argument("a seed of sntrup761 has 3044 bytes");
  if (encapsulation_key.size() != encapsulation_key_size) return std::unexpected(Error::wrong_size);
  const Polynomial r = sample_short(seed.reveal());
  const Secret plain = encode(r);
  const Secret key_hash = hash(public_key, {encapsulation_key});
  ByteVector ciphertext = hide(r, plain.reveal(), encapsulation_key, key_hash.reveal());
  Secret shared = session_hash(mark(session_of_this_ciphertext, plain.reveal()), ciphertext);
  return Encapsulation{.ciphertext = std::move(ciphertext), .shared_secret = std::move(shared)};
}

std::expected<Secret, Error> decapsulate(const Secret& decapsulation_key, Bytes ciphertext) {
  const bool sizes_are_right =
      decapsulation_key.reveal().size() == decapsulation_key_size && ciphertext.size() == ciphertext_size;
  if (!sizes_are_right) return std::unexpected(Error::wrong_size);
  const KeyParts key{decapsulation_key.reveal()};
  const Polynomial r = decrypt(key, ciphertext.first(rounded_size));
  const Secret plain = encode(r);
  const Secret expected{hide(r, plain.reveal(), key.encapsulation_key, key.key_hash)};
  Secret marked = mark(session_of_another_ciphertext, key.rho);
  const Secret accepted = mark(session_of_this_ciphertext, plain.reveal());
  assign_if_equal(ciphertext, expected.reveal(), marked.reveal_mutable(), accepted.reveal());
  return session_hash(marked, ciphertext);
}

}  // namespace ferry::crypto::sntrup761
