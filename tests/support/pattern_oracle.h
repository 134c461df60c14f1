#pragma once

#include <cstddef>
#include <set>
#include <string_view>

namespace ferry::testing {

/// Says what a regular expression of IOS matches in the plainest way there is: the positions of a line that
/// can be reached by reading the pattern from left to right. Slow; for short patterns that are well formed.
class PatternOracle {
 public:
  explicit PatternOracle(std::string_view line) : line_(line) {}

  [[nodiscard]] bool matches(std::string_view pattern) const {
    Positions all;
    for (std::size_t position = 0; position <= line_.size(); ++position) all.insert(position);
    return !behind_alternatives(pattern, all).empty();
  }

 private:
  using Positions = std::set<std::size_t>;

  [[nodiscard]] Positions behind_alternatives(std::string_view pattern, const Positions& from) const {
    Positions reached;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= pattern.size();
         at += at < pattern.size() ? atom_size(pattern.substr(at)) : 1) {
      if (at < pattern.size() && pattern[at] != '|') continue;
      reached.merge(behind_sequence(pattern.substr(begin, at - begin), from));
      begin = at + 1;
    }
    return reached;
  }

  [[nodiscard]] Positions behind_sequence(std::string_view pattern, Positions from) const {
    while (!pattern.empty()) {
      std::size_t size = atom_size(pattern);
      while (size < pattern.size() && std::string_view{"*+?"}.contains(pattern[size])) ++size;
      from = behind_repeated(pattern.substr(0, size), from);
      pattern.remove_prefix(size);
    }
    return from;
  }

  /// An atom with any number of *, + and ? behind it.
  [[nodiscard]] Positions behind_repeated(std::string_view repeated, const Positions& from) const {
    if (repeated.size() == atom_size(repeated)) return behind_atom(repeated, from);
    const std::string_view once = repeated.substr(0, repeated.size() - 1);
    const char how = repeated.back();
    Positions reached = behind_repeated(once, from);
    while (how != '?') {
      Positions more = behind_repeated(once, reached);
      const std::size_t before = reached.size();
      reached.merge(more);
      if (reached.size() == before) break;
    }
    if (how != '+') reached.insert(from.begin(), from.end());
    return reached;
  }

  [[nodiscard]] Positions behind_atom(std::string_view atom, const Positions& from) const {
    if (atom.front() == '(') return behind_alternatives(atom.substr(1, atom.size() - 2), from);
    Positions reached;
    for (const std::size_t position : from) {
      const bool at_start = position == 0;
      const bool at_end = position == line_.size();
      const char kind = atom.front();
      if ((at_start && (kind == '^' || kind == '_')) || (at_end && (kind == '$' || kind == '_'))) {
        reached.insert(position);
      }
      if (!at_end && takes(atom, line_[position])) reached.insert(position + 1);
    }
    return reached;
  }

  [[nodiscard]] static bool takes(std::string_view atom, char character) {
    if (atom.front() == '^' || atom.front() == '$') return false;
    if (atom.front() == '.') return true;
    if (atom.front() == '_') return std::string_view{" ,{}()"}.contains(character);
    if (atom.front() == '\\') return atom[1] == character;
    if (atom.front() == '[')
      return set_has(atom.substr(1, atom.size() - 2), static_cast<unsigned char>(character));
    return atom.front() == character;
  }

  [[nodiscard]] static bool set_has(std::string_view set, unsigned char character) {
    const bool inverted = set.front() == '^';
    if (inverted) set.remove_prefix(1);
    bool found = false;
    while (!set.empty()) {
      const unsigned char first = take_member(set);
      unsigned char last = first;
      if (set.size() > 1 && set.front() == '-') {
        set.remove_prefix(1);
        last = take_member(set);
      }
      found = found || (first <= character && character <= last);
    }
    return found != inverted;
  }

  [[nodiscard]] static unsigned char take_member(std::string_view& set) {
    if (set.front() == '\\') set.remove_prefix(1);
    const char member = set.front();
    set.remove_prefix(1);
    return static_cast<unsigned char>(member);
  }

  /// Of the atom, without repetitions, at the front of `pattern`.
  [[nodiscard]] static std::size_t atom_size(std::string_view pattern) {
    if (pattern.front() == '\\') return 2;
    if (pattern.front() == '[') {
      std::size_t at = pattern[1] == '^' ? 2 : 1;
      do {
        at += pattern[at] == '\\' ? 2 : 1;
      } while (pattern[at] != ']');
      return at + 1;
    }
    if (pattern.front() != '(') return 1;
    std::size_t at = 1;
    while (pattern[at] != ')') at += atom_size(pattern.substr(at));
    return at + 1;
  }

  std::string_view line_;
};

}  // namespace ferry::testing
