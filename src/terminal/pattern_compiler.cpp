#include <fmt/format.h>

#include <cassert>
#include <optional>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "terminal/pattern.h"
#include "terminal/pattern_program.h"

namespace ferry::terminal {
namespace {

using Kind = PatternNode::Kind;
using Index = PatternNode::Index;

/// A part of the automaton: entered at `first`, left through `last`, whose `next` is not yet set.
struct Fragment {
  Index first = 0, last = 0;
};

/// What stands between two parentheses, as far as it has been read. The outermost one is the whole pattern.
struct Group {
  std::size_t opened_at = 0;
  std::optional<Fragment> alternatives;  // those in front of the last |
  std::optional<Fragment> sequence;      // of this alternative, without the last atom
  std::optional<Fragment> atom;          // which a repetition would repeat
};

class Compiler {
 public:
  explicit Compiler(std::string_view text) : text_(text) {}

  Result<PatternNodes> run();

 private:
  Result<void> read_one();
  Result<void> open_group();
  Result<void> close_group();
  Result<void> repeat(char how);
  Result<void> read_escaped();
  Result<void> read_set();
  Result<void> read_set_range(std::size_t opened_at, CharacterSet& set);
  Result<Byte> read_set_member(std::size_t opened_at);

  void end_alternative();
  [[nodiscard]] Fragment finished_group();
  void add_atom(Fragment atom);
  void end_atom();

  [[nodiscard]] Fragment one_of(const CharacterSet& set);
  [[nodiscard]] Fragment assertion(Kind kind);
  [[nodiscard]] Fragment nothing();
  [[nodiscard]] Fragment border();
  [[nodiscard]] Fragment either(Fragment one, Fragment two);
  [[nodiscard]] Fragment in_turn(Fragment one, Fragment two);
  Index add(PatternNode node);

  [[nodiscard]] Group& group() { return groups_.back(); }
  [[nodiscard]] bool at_end() const { return position_ == text_.size(); }
  [[nodiscard]] static std::unexpected<Error> mistake(std::string_view what, std::size_t position);

  std::string_view text_;
  std::size_t position_ = 0;  // of the character behind the one being read
  std::vector<Group> groups_{Group{}};
  PatternNodes result_;
};

Result<PatternNodes> Compiler::run() {
  while (!at_end()) {
    if (const auto read = read_one(); !read) return std::unexpected(read.error());
  }
  if (groups_.size() > 1) return mistake("there is no ) for the (", group().opened_at);
  const Fragment whole = finished_group();
  result_.nodes[whole.last].next = add({.kind = Kind::accept});
  result_.first = whole.first;
  return std::move(result_);
}

Result<void> Compiler::read_one() {
  const char character = text_[position_++];
  switch (character) {
    case '(':
      return open_group();
    case ')':
      return close_group();
    case '|':
      end_alternative();
      return {};
    case '*':
    case '+':
    case '?':
      return repeat(character);
    case '\\':
      return read_escaped();
    case '[':
      return read_set();
    case '.':
      add_atom(one_of(CharacterSet{}.set()));
      return {};
    case '^':
      add_atom(assertion(Kind::start));
      return {};
    case '$':
      add_atom(assertion(Kind::end));
      return {};
    case '_':
      add_atom(border());
      return {};
    default:
      add_atom(one_of(CharacterSet{}.set(static_cast<Byte>(character))));
      return {};
  }
}

Result<void> Compiler::open_group() {
  groups_.push_back({.opened_at = position_ - 1, .alternatives = {}, .sequence = {}, .atom = {}});
  return {};
}

Result<void> Compiler::close_group() {
  if (groups_.size() == 1) return mistake("there is no ( for the )", position_ - 1);
  const Fragment inner = finished_group();
  groups_.pop_back();
  add_atom(inner);
  return {};
}

Result<void> Compiler::repeat(char how) {
  if (!group().atom)
    return mistake(fmt::format("there is nothing to repeat in front of the {}", how), position_ - 1);
  const Fragment once = *group().atom;
  const Index exit = add({.kind = Kind::jump});
  const Index fork = add({.kind = Kind::fork, .next = once.first, .other = exit});
  result_.nodes[once.last].next = how == '?' ? exit : fork;
  group().atom = Fragment{.first = how == '+' ? once.first : fork, .last = exit};
  return {};
}

Result<void> Compiler::read_escaped() {
  if (at_end()) return mistake("there is nothing behind the \\", position_ - 1);
  add_atom(one_of(CharacterSet{}.set(static_cast<Byte>(text_[position_++]))));
  return {};
}

/// Behind [. A ] at the very start is a character like others, and so is a - at the start or the end.
Result<void> Compiler::read_set() {
  const std::size_t opened_at = position_ - 1;
  const bool is_inverted = !at_end() && text_[position_] == '^';
  if (is_inverted) ++position_;
  CharacterSet set;
  do {
    if (const auto read = read_set_range(opened_at, set); !read) return read;
  } while (at_end() || text_[position_] != ']');
  ++position_;
  add_atom(one_of(is_inverted ? ~set : set));
  return {};
}

Result<void> Compiler::read_set_range(std::size_t opened_at, CharacterSet& set) {
  const std::size_t begins_at = position_;
  const auto first = read_set_member(opened_at);
  if (!first) return std::unexpected(first.error());
  auto last = first;
  const std::string_view rest = text_.substr(position_);
  if (rest.starts_with('-') && !rest.starts_with("-]")) {
    ++position_;
    last = read_set_member(opened_at);
    if (!last) return std::unexpected(last.error());
  }
  if (*last < *first) return mistake("a range ends before it begins", begins_at);
  for (unsigned byte = *first; byte <= *last; ++byte) set.set(byte);
  return {};
}

Result<Byte> Compiler::read_set_member(std::size_t opened_at) {
  if (!at_end() && text_[position_] == '\\') ++position_;
  if (at_end()) return mistake("there is no ] for the [", opened_at);
  return static_cast<Byte>(text_[position_++]);
}

void Compiler::end_alternative() {
  const Fragment all = finished_group();
  group() = {.opened_at = group().opened_at, .alternatives = all, .sequence = {}, .atom = {}};
}

Fragment Compiler::finished_group() {
  end_atom();
  const Fragment last = group().sequence ? *group().sequence : nothing();
  return group().alternatives ? either(*group().alternatives, last) : last;
}

void Compiler::add_atom(Fragment atom) {
  end_atom();
  group().atom = atom;
}

void Compiler::end_atom() {
  auto& [opened_at, alternatives, sequence, atom] = group();
  if (!atom) return;
  sequence = sequence ? in_turn(*sequence, *atom) : *atom;
  atom.reset();
}

Fragment Compiler::one_of(const CharacterSet& set) {
  const auto index = static_cast<Index>(result_.sets.size());
  result_.sets.push_back(set);
  const Index node = add({.kind = Kind::set, .other = index});
  return {.first = node, .last = node};
}

Fragment Compiler::assertion(Kind kind) {
  const Index node = add({.kind = kind});
  return {.first = node, .last = node};
}

Fragment Compiler::nothing() {
  return assertion(Kind::jump);
}

/// The _ of IOS.
Fragment Compiler::border() {
  CharacterSet set;
  for (const char character : std::string_view{" ,{}()"}) set.set(static_cast<Byte>(character));
  return either(one_of(set), either(assertion(Kind::start), assertion(Kind::end)));
}

Fragment Compiler::either(Fragment one, Fragment two) {
  const Index exit = add({.kind = Kind::jump});
  result_.nodes[one.last].next = exit;
  result_.nodes[two.last].next = exit;
  return {.first = add({.kind = Kind::fork, .next = one.first, .other = two.first}), .last = exit};
}

Fragment Compiler::in_turn(Fragment one, Fragment two) {
  result_.nodes[one.last].next = two.first;
  return {.first = one.first, .last = two.last};
}

Index Compiler::add(PatternNode node) {
  assert(result_.nodes.size() < PatternNodes::most_nodes);
  result_.nodes.push_back(node);
  return static_cast<Index>(result_.nodes.size() - 1);
}

std::unexpected<Error> Compiler::mistake(std::string_view what, std::size_t position) {
  return failure(ErrorCode::invalid, fmt::format("{} at character {}", what, position + 1));
}

}  // namespace

Result<PatternNodes> compile_pattern(std::string_view text) {
  if (text.size() > Pattern::longest) {
    return failure(ErrorCode::invalid, fmt::format("it is longer than {} characters", Pattern::longest));
  }
  return Compiler{text}.run();
}

}  // namespace ferry::terminal
