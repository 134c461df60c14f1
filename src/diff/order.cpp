#include "diff/order.h"

#include <algorithm>
#include <array>
#include <limits>

namespace ferry::diff {
namespace {

constexpr std::array<std::string_view, 5> ordered_sections = {
    "ip access-list ", "ipv6 access-list ", "mac access-list ", "arp access-list ", "policy-map "};

/// Lists whose lines stand at the top: the words that name one list.
struct NamedList {
  std::string_view head;
  std::size_t words;
};
constexpr std::array<NamedList, 4> lists = {
    {{"access-list ", 2}, {"ip as-path access-list ", 4}, {"ip prefix-list ", 3}, {"ip community-list ", 4}}};

bool begins_with_digit(std::string_view line) {
  return !line.empty() && line.front() >= '0' && line.front() <= '9';
}

std::string_view first_words(std::string_view line, std::size_t count) {
  std::size_t end = 0;
  for (; count > 0 && end != std::string_view::npos; --count) end = line.find(' ', end + 1);
  return line.substr(0, end);
}

}  // namespace

std::string_view order_group(std::string_view section, std::string_view line) {
  if (section.empty()) {
    const auto list =
        std::ranges::find_if(lists, [&](const NamedList& one) { return line.starts_with(one.head); });
    const bool has_number = line.find(" seq ") != std::string_view::npos;
    return list == lists.end() || has_number ? std::string_view{} : first_words(line, list->words);
  }
  const bool is_ordered =
      std::ranges::any_of(ordered_sections, [&](auto head) { return section.starts_with(head); });
  return is_ordered && !begins_with_digit(line) ? section : std::string_view{};
}

std::vector<bool> longest_ascent(const std::vector<std::size_t>& positions) {
  constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> tails;  // of the ascents of each length: the index of the lowest last position
  std::vector<std::size_t> previous(positions.size(), none);
  for (std::size_t index = 0; index < positions.size(); ++index) {
    const auto place = std::ranges::lower_bound(tails, positions[index], {},
                                                [&](std::size_t tail) { return positions[tail]; });
    if (place != tails.begin()) previous[index] = *(place - 1);
    if (place == tails.end()) {
      tails.push_back(index);
    } else {
      *place = index;
    }
  }
  std::vector<bool> stays(positions.size(), false);
  for (std::size_t index = tails.empty() ? none : tails.back(); index != none; index = previous[index])
    stays[index] = true;
  return stays;
}

}  // namespace ferry::diff
