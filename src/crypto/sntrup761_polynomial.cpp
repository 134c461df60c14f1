#include "crypto/sntrup761_polynomial.h"

#include <algorithm>
#include <span>

namespace ferry::crypto::sntrup761 {
namespace {

using Product = SecretArray<std::int32_t, 2 * degree - 1>;

/// How many coefficients modulo q, each times -1, 0 or 1, have a sum of 16 bits. Such sums are cheap: the
/// compiler makes eight of them at once.
constexpr std::size_t rows_at_once = 14;
static_assert(rows_at_once * (modulus / 2) <= INT16_MAX);

/// Adds `left` times what `small` has from `first` on, `rows_at_once` coefficients of it.
void add_rows(Product& sum, const Polynomial& left, const Polynomial& small, std::size_t first) {
  const std::size_t rows = std::min(rows_at_once, degree - first);
  SecretArray<std::int16_t, degree + rows_at_once - 1> part;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::int16_t factor = small[first + row];
    for (std::size_t i = 0; i < degree; ++i) {
      part[row + i] = static_cast<std::int16_t>(part[row + i] + factor * left[i]);
    }
  }
  for (std::size_t i = 0; i < degree + rows - 1; ++i) sum[first + i] += part[i];
}

/// x^p is x + 1.
void fold(Product& product) {
  for (std::size_t i = degree; i < product.size(); ++i) {
    product[i - degree] += product[i];
    product[i - degree + 1] += product[i];
  }
}

/// The number whose product with m is 1 modulo 2^16; every step of Newton's doubles the bits that are right.
template <std::int32_t m>
constexpr std::int16_t inverse_modulo_2_16() {
  std::uint32_t inverse = m;  // right in three bits, as for every odd number
  for (unsigned bits = 3; bits < 16; bits *= 2) inverse *= 2 - m * inverse;
  return static_cast<std::int16_t>(inverse);
}

/// The halves of a product of 32 bits.
std::int16_t high_half(std::int16_t left, std::int16_t right) {
  return static_cast<std::int16_t>(left * right >> 16);
}
std::int16_t low_half(std::int16_t left, std::int16_t right) {
  return static_cast<std::int16_t>(left * right);
}

/// 1 / number modulo m, a prime, after Fermat.
template <std::int32_t m>
std::int16_t invert(std::int16_t number) {
  std::int16_t power = 1;
  for (unsigned bit = 13; bit-- > 0;) {
    power = reduce<m>(power * power);
    if (((m - 2) >> bit & 1) != 0) power = reduce<m>(power * number);
  }
  return power;
}

/// All ones if `number` is negative.
std::uint32_t mask_if_negative(std::int32_t number) {
  return opaque(0U - (static_cast<std::uint32_t>(number) >> 31U));
}

/// All ones if `number` is not 0.
std::uint32_t mask_if_not_zero(std::int32_t number) {
  return mask_if_negative(number) | mask_if_negative(-number);
}

using Coefficients = std::span<std::int16_t>;

/// Something to multiply with in Montgomery's way, where the product is left * right / 2^16 modulo m.
template <std::int32_t m>
class Factor {
 public:
  explicit Factor(std::int16_t factor) : times_inverse_(low_half(factor, inverse_modulo_2_16<m>())) {
    std::ranges::fill(row_, factor);
  }

  /// The product with the coefficient that stands at `index`: not reduced fully, but at most m / 2 + 1 and
  /// |left * right| / 2^16 away from 0.
  [[nodiscard]] std::int16_t times(std::int16_t coefficient, std::size_t index) const {
    const std::int16_t multiple = low_half(coefficient, times_inverse_);
    // The low halves of both products are the same, so nothing is lost without them.
    return static_cast<std::int16_t>(high_half(coefficient, row_[index]) - high_half(multiple, m));
  }

 private:
  std::int16_t times_inverse_;
  /// The factor as often as there are coefficients: the compiler makes eight high halves at once of what it
  /// loads, but not of what stays the same.
  SecretArray<std::int16_t, degree + 1> row_;
};

/// What one division step does, to f and g, and to v and r in the same way.
template <std::int32_t m>
struct Step {
  std::int16_t exchanging;  // all ones or 0
  Factor<m> f_head;
  Factor<m> g_head;

  /// g becomes f(0) g - g(0) f, over 2^16, and f becomes what g was, or stays. What is within 5000 stays
  /// there. When they are exchanged, g has the other sign, as r has.
  void apply(Coefficients f, Coefficients g) const {
    for (std::size_t i = 0; i < f.size(); ++i) {
      const std::int16_t before = f[i];
      f[i] = static_cast<std::int16_t>(before ^ ((before ^ g[i]) & exchanging));
      g[i] = static_cast<std::int16_t>(f_head.times(g[i], i) - g_head.times(before, i));
    }
  }
};

/// The division steps of Bernstein and Yang ("Fast constant-time gcd computation and modular inversion",
/// section 7): Euclid's algorithm in equal steps, on polynomials from their highest coefficient down, so that
/// index 0 is the head. After 2p - 1 steps f is constant, and v / f the reciprocal.
template <std::int32_t m>
class DivisionSteps {
 public:
  explicit DivisionSteps(const Polynomial& polynomial) {
    f_[0] = 1;  // x^p - x - 1
    f_[degree - 1] = -1;
    f_[degree] = -1;
    std::reverse_copy(polynomial.begin(), polynomial.end(), g_.begin());
    r_[0] = 1;
  }

  void run() {
    for (std::size_t done = 0; done < steps; ++done) {
      const Step<m> step = next_step();
      // What the steps that are left cannot bring to the head need not be right any more.
      const std::size_t looked_at = std::min(degree + 1, steps - done + 1);
      const Coefficients g{g_.begin(), looked_at};
      step.apply({f_.begin(), looked_at}, g);
      std::shift_left(g.begin(), g.end(), 1);
      g.back() = 0;
      // The other way round, v and r have one coefficient more with every step.
      const Coefficients v{v_.begin(), std::min(degree, done + 1)};
      std::shift_right(v.begin(), v.end(), 1);
      v.front() = 0;
      step.apply(v, {r_.begin(), v.size()});
    }
  }

  /// Nothing if there was a common divisor.
  [[nodiscard]] std::optional<Polynomial> result() const {
    if (delta_ != 0) return std::nullopt;
    const std::int16_t factor = invert<m>(reduce<m>(f_[0]));
    Polynomial reciprocal;
    for (std::size_t i = 0; i < degree; ++i) {
      reciprocal[i] = reduce<m>(factor * reduce<m>(v_[degree - 1 - i]));
    }
    return reciprocal;
  }

 private:
  static constexpr std::size_t steps = 2 * degree - 1;

  Step<m> next_step() {
    const std::int16_t g_head = reduce<m>(g_[0]);
    const std::uint32_t exchanging = mask_if_negative(-delta_) & mask_if_not_zero(g_head);
    delta_ = static_cast<std::int32_t>((static_cast<std::uint32_t>(delta_) ^ exchanging) - exchanging) + 1;
    return {.exchanging = static_cast<std::int16_t>(exchanging),
            .f_head = Factor<m>{reduce<m>(f_[0])},
            .g_head = Factor<m>{g_head}};
  }

  std::int32_t delta_ = 1;
  SecretArray<std::int16_t, degree + 1> f_;
  SecretArray<std::int16_t, degree + 1> g_;
  Polynomial v_;
  Polynomial r_;
};

}  // namespace

template <std::int32_t m>
Polynomial multiply(const Polynomial& left, const Polynomial& small) {
  Product product;
  for (std::size_t first = 0; first < degree; first += rows_at_once) add_rows(product, left, small, first);
  fold(product);
  Polynomial reduced;
  for (std::size_t i = 0; i < degree; ++i) reduced[i] = reduce<m>(product[i]);
  return reduced;
}

template <std::int32_t m>
std::optional<Polynomial> reciprocal(const Polynomial& polynomial) {
  DivisionSteps<m> steps{polynomial};
  steps.run();
  return steps.result();
}

template Polynomial multiply<3>(const Polynomial& left, const Polynomial& small);
template Polynomial multiply<modulus>(const Polynomial& left, const Polynomial& small);
template std::optional<Polynomial> reciprocal<3>(const Polynomial& polynomial);
template std::optional<Polynomial> reciprocal<modulus>(const Polynomial& polynomial);

void round_to_multiples_of_3(Polynomial& polynomial) {
  for (auto& coefficient : polynomial) {
    coefficient = static_cast<std::int16_t>(coefficient - reduce<3>(coefficient));
  }
}

}  // namespace ferry::crypto::sntrup761
