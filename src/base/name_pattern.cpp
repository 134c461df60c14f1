#include "base/name_pattern.h"

#include <cctype>

namespace ferry {
namespace {

char lower(char letter) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view name) {
  std::size_t at = 0, place = 0;
  // Where to go on when a guess turns out wrong: behind the last star, one character further.
  std::size_t star = std::string_view::npos, retry = 0;
  while (place < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      retry = place;
    } else if (at < pattern.size() && (pattern[at] == '?' || lower(pattern[at]) == lower(name[place]))) {
      ++at;
      ++place;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      place = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

bool matches_list(std::span<const std::string_view> patterns, std::string_view name) {
  bool matched = false;
  for (const std::string_view pattern : patterns) {
    const bool is_negated = pattern.starts_with('!');
    if (!matches_pattern(is_negated ? pattern.substr(1) : pattern, name)) continue;
    if (is_negated) return false;
    matched = true;
  }
  return matched;
}

}  // namespace ferry
