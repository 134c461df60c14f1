#include "scp/pattern.h"

#include <optional>

namespace ferry::scp {
namespace {

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/// Takes the first character of `text`, of one or more bytes.
std::string_view take_character(std::string_view& text) {
  std::size_t size = 1;
  while (size < text.size() && continues_character(text[size])) ++size;
  const auto character = text.substr(0, size);
  text.remove_prefix(size);
  return character;
}

/// Length of "[a-z]" at the start of `pattern`; nothing if no set is closed there.
std::optional<std::size_t> set_length(std::string_view pattern) {
  std::size_t at = 1;
  if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) ++at;
  // A "]" that comes first is a member.
  const auto end = pattern.find(']', at + 1);
  if (end == std::string_view::npos) return std::nullopt;
  return end + 1;
}

/// Whether `character` is in the set between `[` and `]`. UTF-8 orders characters as their numbers do.
bool in_set(std::string_view members, std::string_view character) {
  const bool negated = members.starts_with('!') || members.starts_with('^');
  if (negated) members.remove_prefix(1);
  bool found = false;
  while (!members.empty()) {
    const auto low = take_character(members);
    auto high = low;
    if (members.size() > 1 && members.front() == '-') {
      members.remove_prefix(1);
      high = take_character(members);
    }
    found = found || (low <= character && character <= high);
  }
  return found != negated;
}

/// Takes one element of `pattern`, which is not a star, and one character of `name` if they fit.
bool take_one(std::string_view& pattern, std::string_view& name) {
  if (pattern.empty() || name.empty()) return false;
  const auto character = take_character(name);
  if (pattern.front() == '[') {
    if (const auto length = set_length(pattern)) {
      const bool fits = in_set(pattern.substr(1, *length - 2), character);
      pattern.remove_prefix(*length);
      return fits;
    }
  }
  const auto expected = take_character(pattern);
  return expected == "?" || expected == character;
}

}  // namespace

bool is_pattern(std::string_view text) {
  if (text.find_first_of("*?") != std::string_view::npos) return true;
  const auto open = text.find('[');
  return open != std::string_view::npos && set_length(text.substr(open)).has_value();
}

bool matches(std::string_view pattern, std::string_view name) {
  if (name.starts_with('.') && !pattern.starts_with('.')) return false;
  // Only the last star ever has to give way, so there is one place to go back to.
  std::optional<std::string_view> behind_star;
  std::string_view retry;
  while (!name.empty() || !pattern.empty()) {
    if (pattern.starts_with('*')) {
      pattern.remove_prefix(1);
      behind_star = pattern;
      retry = name;
      continue;
    }
    if (take_one(pattern, name)) continue;
    if (!behind_star || retry.empty()) return false;
    take_character(retry);
    pattern = *behind_star;
    name = retry;
  }
  return true;
}

}  // namespace ferry::scp
