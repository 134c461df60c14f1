#pragma once

#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ferry::terminal {

using CharacterSet = std::bitset<256>;

/// One node of a pattern's automaton (Thompson's construction).
struct PatternNode {
  enum class Kind : std::uint8_t {
    set,    // takes one byte of a set and goes to `next`
    fork,   // goes to `next` and to `other` without taking anything
    jump,   // goes to `next`
    start,  // goes to `next` at the start of the line
    end,    // goes to `next` at the end of the line
    accept,
  };
  using Index = std::uint16_t;
  Kind kind{};
  Index next = 0;
  Index other = 0;  // for `set`: which of the sets
};

/// What a pattern is compiled to. It has a few nodes for each of the pattern's characters, never more than
/// `most_nodes`.
struct PatternNodes {
  static constexpr std::size_t most_nodes = 8192;
  std::vector<PatternNode> nodes;
  std::vector<CharacterSet> sets;
  PatternNode::Index first = 0;
};

/// Error: malformed, in words for the typist.
[[nodiscard]] Result<PatternNodes> compile_pattern(std::string_view text);

}  // namespace ferry::terminal
