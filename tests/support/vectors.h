#pragma once

#include <fstream>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/text.h"

namespace ferry::testing {

/// One case of a table of test vectors: values by name. A name that is not there is a mistake in the test and
/// throws.
class Vector {
 public:
  void set(std::string_view name, std::string_view value) { values_.emplace(name, value); }
  [[nodiscard]] bool empty() const { return values_.empty(); }

  [[nodiscard]] const std::string& text(const std::string& name) const { return values_.at(name); }
  [[nodiscard]] ByteVector bytes(const std::string& name) const { return from_hex(text(name)).value(); }
  [[nodiscard]] std::uint64_t number(const std::string& name) const {
    std::uint64_t number = 0;
    for (const Byte byte : bytes(name)) number = number << 8 | byte;
    return number;
  }

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

/// The cases of tests/vectors/`file`: lines of the form `Name = value`, a blank line between cases, comments
/// from `#`.
inline std::vector<Vector> read_vectors(const std::string& file) {
  std::ifstream in{FERRY_TESTS_DIR "/vectors/" + file};
  if (!in) throw std::runtime_error("no test vectors in " + file);
  std::vector<Vector> cases;
  Vector current;
  const auto finish = [&] {
    if (!current.empty()) cases.push_back(std::exchange(current, {}));
  };
  for (std::string line; std::getline(in, line);) {
    const auto content = trim(line);
    if (content.empty()) finish();
    if (content.empty() || content.starts_with('#')) continue;
    const auto equals = content.find('=');
    if (equals == std::string_view::npos) throw std::runtime_error("no `=` in a line of " + file);
    current.set(trim(content.substr(0, equals)), trim(content.substr(equals + 1)));
  }
  finish();
  if (cases.empty()) throw std::runtime_error("no cases in " + file);
  return cases;
}

/// A copy of `bytes` with one bit the other way.
inline ByteVector with_flipped_bit(Bytes bytes, std::size_t bit) {
  ByteVector changed{bytes.begin(), bytes.end()};
  changed.at(bit / 8) = static_cast<Byte>(changed.at(bit / 8) ^ (1U << bit % 8));
  return changed;
}

}  // namespace ferry::testing
