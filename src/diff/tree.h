#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ferry::diff {

/// One line of a configuration, with the lines that stand below it by their indentation.
struct Node {
  /// Without its indentation. A text of several lines, such as a banner, is one node, with its line ends.
  std::string text;
  std::vector<Node> children = {};
  bool operator==(const Node&) const = default;
};

/// Lines that stand deeper than this are taken for lines of this depth: whoever walks a tree may recurse.
inline constexpr std::size_t deepest = 16;

/// A configuration text as a tree.
struct Tree {
  std::vector<Node> nodes;
  /// Whether "end" closed it: what was cut off on its way has none.
  bool has_end = false;
  bool operator==(const Tree&) const = default;
};

/// Takes any text. Comments, blank lines, the lines that `show` puts on top, and lines that only leave a
/// section ("exit", "exit-address-family") say nothing and are left out; so is what stands behind "end".
[[nodiscard]] Tree parse(std::string_view text);

/// `text` from its first line of configuration on: without what `show running-config` prints above it.
[[nodiscard]] std::string_view without_heading(std::string_view text);

/// One line at its depth, as it would be typed: a blank for each level.
[[nodiscard]] std::string indented(std::size_t depth, std::string_view line);

}  // namespace ferry::diff
