#include "terminal/pattern.h"

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "terminal/pattern_program.h"

namespace ferry::terminal {

namespace {

/// Some of the nodes of an automaton, a bit for each.
class NodeSet {
 public:
  NodeSet() = default;
  explicit NodeSet(std::size_t nodes) : words_((nodes + word_size - 1) / word_size) {}

  /// False if it was in it before.
  bool add(std::size_t node) {
    std::uint64_t& word = words_[node / word_size];
    const std::uint64_t bit = std::uint64_t{1} << node % word_size;
    return (std::exchange(word, word | bit) & bit) == 0;
  }
  void clear() { std::ranges::fill(words_, 0U); }
  [[nodiscard]] bool empty() const {
    return std::ranges::all_of(words_, [](std::uint64_t word) { return word == 0; });
  }
  /// In units of the size of a word.
  [[nodiscard]] std::size_t memory() const { return words_.size(); }
  /// Calls `take` with each node.
  template <class Take>
  void for_each(Take take) const {
    for (std::size_t index = 0; index < words_.size(); ++index) {
      for (std::uint64_t word = words_[index]; word != 0; word &= word - 1) {
        take(static_cast<PatternNode::Index>(index * word_size +
                                             static_cast<std::size_t>(std::countr_zero(word))));
      }
    }
  }
  auto operator<=>(const NodeSet&) const = default;

 private:
  static constexpr std::size_t word_size = 64;
  std::vector<std::uint64_t> words_;
};

}  // namespace

/// Walks all ways through the automaton at once. The sets of nodes that it can be in are found as lines need
/// them and kept as states of a deterministic automaton, so that nearly all bytes cost one look into a table.
/// When they are too many it forgets them and begins anew: a byte never costs more than the number of nodes.
class Pattern::Program {
 public:
  explicit Program(PatternNodes compiled);

  [[nodiscard]] bool matches(std::string_view line);

 private:
  using Index = PatternNode::Index;
  using StateId = std::uint32_t;

  struct State {
    NodeSet nodes;                       // those that wait for a byte or for the end of the line
    std::optional<bool> matches_at_end;  // once somebody asked
  };

  // Of `steps_` and the sets of nodes: less than a megabyte for each pattern in use.
  static constexpr std::size_t most_remembered = 65536;
  static constexpr StateId unknown = 0;
  static constexpr StateId matched = 1;  // whatever follows
  static constexpr StateId hopeless = 2;
  static constexpr StateId at_start = 3;

  /// Where in a line the nodes are looked at.
  struct Place {
    bool is_start, is_end;
  };

  void find_classes();
  void split_classes(const CharacterSet& set, std::size_t& count);
  void forget_states();
  StateId add_state(NodeSet nodes);
  StateId take_step(StateId from, std::size_t byte_class);
  StateId find_step(StateId from, std::size_t byte_class);
  bool matches_at_end(StateId id);
  bool follow(Index node, Place place, NodeSet& found);

  PatternNodes compiled_;
  // Bytes that no set tells apart are one class.
  std::array<std::uint8_t, 256> class_of_{};
  std::vector<Byte> example_of_class_;

  bool matches_anything_ = false;
  std::vector<State> states_;
  std::vector<StateId> steps_;  // by state and class
  std::map<NodeSet, StateId> ids_;
  std::size_t remembered_ = 0;

  NodeSet visited_;  // since it was last cleared
  std::vector<Index> to_visit_;
};

Pattern::Program::Program(PatternNodes compiled)
    : compiled_(std::move(compiled)), visited_(compiled_.nodes.size()) {
  find_classes();
  forget_states();
}

bool Pattern::Program::matches(std::string_view line) {
  if (matches_anything_) return true;
  StateId state = at_start;
  for (const char character : line) {
    const std::size_t byte_class = class_of_[static_cast<Byte>(character)];
    StateId next = steps_[state * example_of_class_.size() + byte_class];
    if (next == unknown) next = take_step(state, byte_class);
    if (next <= hopeless) return next == matched;
    state = next;
  }
  return matches_at_end(state);
}

void Pattern::Program::find_classes() {
  std::size_t count = 1;
  for (const CharacterSet& set : compiled_.sets) split_classes(set, count);
  example_of_class_.resize(count);
  for (std::size_t byte = 0; byte < 256; ++byte) {
    example_of_class_[class_of_[byte]] = static_cast<Byte>(byte);
  }
}

/// Those bytes of a class that are in the set become a class of their own, unless all of them are.
void Pattern::Program::split_classes(const CharacterSet& set, std::size_t& count) {
  std::array<bool, 256> has_others{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    if (!set[byte]) has_others[class_of_[byte]] = true;
  }
  std::array<std::optional<std::uint8_t>, 256> split_off;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const std::size_t old = class_of_[byte];
    if (!set[byte] || !has_others[old]) continue;
    if (!split_off[old]) split_off[old] = static_cast<std::uint8_t>(count++);
    class_of_[byte] = *split_off[old];
  }
}

void Pattern::Program::forget_states() {
  states_.assign(at_start, {});
  steps_.assign(at_start * example_of_class_.size(), unknown);
  remembered_ = 0;
  NodeSet nodes{compiled_.nodes.size()};
  visited_.clear();
  matches_anything_ = follow(compiled_.first, {.is_start = true, .is_end = false}, nodes);
  add_state(std::move(nodes));
  // A later state with the same nodes is another one: it is not at the start of the line.
  ids_.clear();
}

Pattern::Program::StateId Pattern::Program::add_state(NodeSet nodes) {
  const auto id = static_cast<StateId>(states_.size());
  remembered_ += nodes.memory() * 2 + example_of_class_.size();
  ids_.emplace(nodes, id);
  states_.push_back({.nodes = std::move(nodes), .matches_at_end = std::nullopt});
  steps_.resize(steps_.size() + example_of_class_.size(), unknown);
  return id;
}

Pattern::Program::StateId Pattern::Program::take_step(StateId from, std::size_t byte_class) {
  const std::size_t step = from * example_of_class_.size() + byte_class;
  if (remembered_ <= most_remembered) {
    const StateId next = find_step(from, byte_class);
    steps_[step] = next;
    return next;
  }
  NodeSet nodes = states_[from].nodes;
  forget_states();
  return find_step(add_state(std::move(nodes)), byte_class);
}

Pattern::Program::StateId Pattern::Program::find_step(StateId from, std::size_t byte_class) {
  constexpr Place inside{.is_start = false, .is_end = false};
  NodeSet nodes{compiled_.nodes.size()};
  visited_.clear();
  // A match may begin behind any byte.
  bool is_match = follow(compiled_.first, inside, nodes);
  states_[from].nodes.for_each([&](Index index) {
    const PatternNode& node = compiled_.nodes[index];
    if (node.kind != PatternNode::Kind::set) return;
    if (!compiled_.sets[node.other][example_of_class_[byte_class]]) return;
    if (follow(node.next, inside, nodes)) is_match = true;
  });
  if (is_match) return matched;
  if (nodes.empty()) return hopeless;
  const auto known = ids_.find(nodes);
  return known != ids_.end() ? known->second : add_state(std::move(nodes));
}

bool Pattern::Program::matches_at_end(StateId id) {
  State& state = states_[id];
  if (state.matches_at_end) return *state.matches_at_end;
  const Place place{.is_start = id == at_start, .is_end = true};
  NodeSet nodes{compiled_.nodes.size()};
  visited_.clear();
  bool is_match = false;
  state.nodes.for_each([&](Index node) { is_match = follow(node, place, nodes) || is_match; });
  state.matches_at_end = is_match;
  return is_match;
}

/// Adds the nodes that `node` leads to without a byte and that were not visited yet. Is one of them the end
/// of the pattern?
bool Pattern::Program::follow(Index node, Place place, NodeSet& found) {
  using Kind = PatternNode::Kind;
  if (compiled_.nodes[node].kind == Kind::set) {  // as nearly always
    found.add(node);
    return false;
  }
  bool is_match = false;
  to_visit_.assign(1, node);
  while (!to_visit_.empty()) {
    const Index index = to_visit_.back();
    to_visit_.pop_back();
    if (!visited_.add(index)) continue;
    const auto& [kind, next, other] = compiled_.nodes[index];
    if (kind == Kind::accept) is_match = true;
    if (kind == Kind::set || (kind == Kind::end && !place.is_end)) found.add(index);
    if (kind == Kind::fork) to_visit_.push_back(other);
    const bool goes_on = kind == Kind::fork || kind == Kind::jump ||
                         (kind == Kind::start && place.is_start) || (kind == Kind::end && place.is_end);
    if (goes_on) to_visit_.push_back(next);
  }
  return is_match;
}

Result<Pattern> Pattern::parse(std::string_view text) {
  auto compiled = compile_pattern(text);
  if (!compiled) return std::unexpected(std::move(compiled.error()));
  return Pattern{std::make_unique<Program>(std::move(*compiled))};
}

Pattern::Pattern(std::unique_ptr<Program> program) : program_(std::move(program)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

bool Pattern::matches(std::string_view line) {
  return program_->matches(line);
}

}  // namespace ferry::terminal
