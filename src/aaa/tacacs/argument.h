#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ferry::aaa::tacacs {

/// RFC 8907 section 6.1: whoever gets a mandatory argument must honour it, or authorization has failed.
enum class Necessity : char { mandatory = '=', optional = '*' };

/// One argument of authorization or accounting: "priv-lvl=15".
struct Argument {
  std::string name;
  Necessity necessity = Necessity::mandatory;
  std::string value;

  /// The first separator divides, so that the value may have others. An error without a separator, without a
  /// name and for more than 255 bytes.
  [[nodiscard]] static Result<Argument> parse(std::string_view text);
  [[nodiscard]] std::string text() const { return name + static_cast<char>(necessity) + value; }
  auto operator<=>(const Argument&) const = default;
};
using Arguments = std::vector<Argument>;

/// The length of an argument has one byte on the wire.
inline constexpr std::size_t longest_argument = 255;

/// The first argument of this name; null if there is none.
[[nodiscard]] const Argument* find(const Arguments& arguments, std::string_view name);

}  // namespace ferry::aaa::tacacs
