#pragma once

#include <string_view>
#include <vector>

#include "diff/tree.h"

namespace ferry::diff {

/// One thing that two configurations do not have in common. The nodes belong to their trees.
struct Difference {
  const Node* before = nullptr;  // null: the line was added, with all below it
  const Node* after = nullptr;   // null: it was removed, with all below it
  /// What differs below a section that is in both.
  std::vector<Difference> inside = {};
  /// It is in both, but at another place within a group whose order counts.
  bool moved = false;

  [[nodiscard]] bool is_added() const { return before == nullptr; }
  [[nodiscard]] bool is_removed() const { return after == nullptr; }
};

/// In the order of the second configuration; behind that what is only in the first, in the order there.
using Differences = std::vector<Difference>;

enum class LetterCase { counts, ignored };

/// The lines below `section` in both; where no order counts, lines are the same wherever they stand. Takes
/// n log n steps for n lines, whatever they are.
[[nodiscard]] Differences compare(std::string_view section, const std::vector<Node>& before,
                                  const std::vector<Node>& after, LetterCase letters);
[[nodiscard]] Differences compare(const Tree& before, const Tree& after,
                                  LetterCase letters = LetterCase::counts);

}  // namespace ferry::diff
