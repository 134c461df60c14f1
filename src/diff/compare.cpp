#include "diff/compare.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "diff/order.h"

namespace ferry::diff {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return text;
}

/// The lines of one section of both configurations.
class Level {
 public:
  Level(std::string_view section, const std::vector<Node>& before, const std::vector<Node>& after,
        LetterCase letters)
      : section_(section), before_(before), after_(after), letters_(letters), partner_(after.size(), none) {}

  Differences run() {
    trim_what_is_equal();
    pair_lines();
    const std::vector<bool> moved = find_moved();
    Differences all;
    for (std::size_t index = front_; index < after_.size() - back_; ++index)
      add_difference(all, index, moved[index]);
    for (std::size_t index = front_; index < before_.size() - back_; ++index) {
      if (!is_paired_[index - front_]) all.push_back({.before = &before_[index]});
    }
    return all;
  }

 private:
  // Most of two configurations is the same, and stands at the same place.
  void trim_what_is_equal() {
    const std::size_t most = std::min(before_.size(), after_.size());
    while (front_ < most && before_[front_] == after_[front_]) ++front_;
    while (front_ + back_ < most && before_[before_.size() - 1 - back_] == after_[after_.size() - 1 - back_])
      ++back_;
  }

  using Line = std::pair<std::string, std::size_t>;

  [[nodiscard]] std::vector<Line> sorted(const std::vector<Node>& nodes) const {
    std::vector<Line> all;
    for (std::size_t index = front_; index < nodes.size() - back_; ++index) {
      const std::string& text = nodes[index].text;
      all.emplace_back(letters_ == LetterCase::ignored ? lower(text) : text, index);
    }
    std::ranges::sort(all);
    return all;
  }

  // A line that stands there several times is paired as often as it can be.
  void pair_lines() {
    const std::vector<Line> before = sorted(before_);
    const std::vector<Line> after = sorted(after_);
    is_paired_.assign(before.size(), false);
    auto left = before.begin();
    for (const auto& [text, index] : after) {
      while (left != before.end() && left->first < text) ++left;
      if (left == before.end() || left->first != text) continue;
      partner_[index] = left->second;
      is_paired_[left->second - front_] = true;
      ++left;
    }
  }

  [[nodiscard]] std::vector<bool> find_moved() const {
    std::map<std::string_view, std::vector<std::size_t>> groups;
    for (std::size_t index = front_; index < after_.size() - back_; ++index) {
      const std::string_view group = order_group(section_, after_[index].text);
      if (!group.empty() && partner_[index] != none) groups[group].push_back(index);
    }
    std::vector<bool> moved(after_.size(), false);
    for (const auto& [name, members] : groups) {
      std::vector<std::size_t> positions;
      for (const std::size_t index : members) positions.push_back(partner_[index]);
      const std::vector<bool> stays = longest_ascent(positions);
      for (std::size_t number = 0; number < members.size(); ++number) moved[members[number]] = !stays[number];
    }
    return moved;
  }

  void add_difference(Differences& all, std::size_t index, bool moved) const {
    const Node& after = after_[index];
    if (partner_[index] == none) {
      all.push_back({.after = &after});
      return;
    }
    const Node& before = before_[partner_[index]];
    Differences inside = compare(after.text, before.children, after.children, letters_);
    if (inside.empty() && !moved) return;
    all.push_back({.before = &before, .after = &after, .inside = std::move(inside), .moved = moved});
  }

  std::string_view section_;
  const std::vector<Node>& before_;
  const std::vector<Node>& after_;
  LetterCase letters_;
  std::size_t front_ = 0, back_ = 0;  // how many at both ends are equal
  std::vector<std::size_t> partner_;  // by index in after_: the index in before_
  std::vector<bool> is_paired_;       // by index in before_, from front_ on
};

}  // namespace

Differences compare(std::string_view section, const std::vector<Node>& before, const std::vector<Node>& after,
                    LetterCase letters) {
  return Level{section, before, after, letters}.run();
}

Differences compare(const Tree& before, const Tree& after, LetterCase letters) {
  return compare({}, before.nodes, after.nodes, letters);
}

}  // namespace ferry::diff
