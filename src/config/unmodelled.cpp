#include "config/unmodelled.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <utility>

namespace ferry::config {
namespace {

// As IOS numbers access lists, so that there is room between two lines.
constexpr std::uint64_t step = 10;

}  // namespace

const UnmodelledLine* UnmodelledLines::find(std::string_view key) const {
  const auto place = places_.find(key);
  return place == places_.end() ? nullptr : &lines_.at(place->second);
}

UnmodelledLine* UnmodelledLines::find(std::string_view key) {
  const auto place = places_.find(key);
  return place == places_.end() ? nullptr : &lines_.at(place->second);
}

UnmodelledLine& UnmodelledLines::put(std::string key, std::uint32_t group,
                                     std::optional<std::uint64_t> number) {
  if (UnmodelledLine* standing = find(key)) return *standing;
  Place place{.group = group, .number = number.value_or(step), .is_counted = !number};
  if (!number) {
    const auto next_group = lines_.lower_bound({.group = group + 1, .number = 0, .is_counted = false});
    const bool is_first = next_group == lines_.begin() || std::prev(next_group)->first.group != group;
    if (!is_first) place.number = std::prev(next_group)->first.number + step;
  }
  places_.emplace(std::move(key), place);
  return lines_[place];
}

bool UnmodelledLines::erase(std::string_view key) {
  const auto place = places_.find(key);
  if (place == places_.end()) return false;
  lines_.erase(place->second);
  places_.erase(place);
  return true;
}

std::vector<std::string> UnmodelledLines::keys(std::string_view beginning) const {
  std::vector<std::string> found;
  for (auto place = places_.lower_bound(beginning);
       place != places_.end() && place->first.starts_with(beginning); ++place) {
    found.push_back(place->first);
  }
  return found;
}

bool UnmodelledLines::operator==(const UnmodelledLines& other) const {
  return std::ranges::equal(lines_ | std::views::values, other.lines_ | std::views::values);
}

UnmodelledSize& UnmodelledSize::operator+=(const UnmodelledSize& other) {
  lines += other.lines;
  bytes += other.bytes;
  return *this;
}

UnmodelledSize& UnmodelledSize::operator-=(const UnmodelledSize& other) {
  lines -= other.lines;
  bytes -= other.bytes;
  return *this;
}

UnmodelledSize size_of(const UnmodelledLine& line) {
  UnmodelledSize size{.lines = 1 + line.block.size(), .bytes = line.text.size()};
  for (const std::string& text : line.block) size.bytes += text.size();
  return size += size_of(line.below.read());
}

UnmodelledSize size_of(const UnmodelledLines& lines) {
  UnmodelledSize size;
  for (const auto& [place, line] : lines.in_order()) size += size_of(line);
  return size;
}

}  // namespace ferry::config
