#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diff/tree.h"

namespace ferry::testing {

/// A configuration that is nothing but its lines: `no` in front of a line removes it with what is below it,
/// a line that is there already is entered, every other goes to the end of its section.
class PlainStore {
 public:
  explicit PlainStore(diff::Tree tree) : tree_(std::move(tree)) {}

  void type(const std::vector<std::string>& list) {
    for (const std::string& line : list) type(line);
  }
  [[nodiscard]] const diff::Tree& tree() const { return tree_; }

 private:
  void type(std::string_view line) {
    const std::size_t depth = line.find_first_not_of(' ');
    line.remove_prefix(depth);
    place_.resize(depth);
    std::vector<diff::Node>* section = &tree_.nodes;
    for (const std::string& head : place_) section = &find(*section, head)->children;
    if (line.starts_with("no ")) {
      section->erase(find(*section, line.substr(3)));
      return;
    }
    if (find(*section, line) == section->end()) section->push_back({.text = std::string{line}});
    place_.emplace_back(line);
  }

  static std::vector<diff::Node>::iterator find(std::vector<diff::Node>& section, std::string_view text) {
    return std::ranges::find(section, text, &diff::Node::text);
  }

  diff::Tree tree_;
  std::vector<std::string> place_;
};

}  // namespace ferry::testing
