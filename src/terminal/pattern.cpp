#include "terminal/pattern.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "terminal/pattern_program.h"

namespace ferry::terminal {

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
  /// Sorted. Only nodes that wait for a byte or for the end of the line.
  using NodeSet = std::vector<Index>;

  struct State {
    NodeSet nodes;
    std::optional<bool> matches_at_end;  // once somebody asked
  };

  // Entries of `steps_` and members of states; 256 KiB or so for each pattern in use.
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
  void forget_states();
  StateId add_state(NodeSet nodes);
  StateId take_step(StateId from, std::size_t byte_class);
  bool matches_at_end(StateId id);
  bool follow(Index node, Place place, NodeSet& found);
  void start_following();

  PatternNodes compiled_;
  // Bytes that no set tells apart are one class.
  std::array<std::uint8_t, 256> class_of_{};
  std::vector<Byte> example_of_class_;

  bool matches_anything_ = false;
  std::vector<State> states_;
  std::vector<StateId> steps_;  // by state and class
  std::map<NodeSet, StateId> ids_;
  std::size_t remembered_ = 0;

  std::vector<std::uint32_t> visited_;  // by node: in which round
  std::uint32_t round_ = 0;
  NodeSet to_visit_;
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

/// Splits all bytes by one set after the other.
void Pattern::Program::find_classes() {
  std::size_t count = 1;
  for (const CharacterSet& set : compiled_.sets) {
    std::array<std::optional<std::uint8_t>, 256>
        members;  // the new class of those of a class that are in the set
    std::array<std::size_t, 256> inside{};
    std::array<std::size_t, 256> all{};
    for (std::size_t byte = 0; byte < 256; ++byte) {
      ++all[class_of_[byte]];
      if (set[byte]) ++inside[class_of_[byte]];
    }
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::size_t old = class_of_[byte];
      if (!set[byte] || inside[old] == all[old]) continue;
      if (!members[old]) members[old] = static_cast<std::uint8_t>(count++);
      class_of_[byte] = *members[old];
    }
  }
  example_of_class_.resize(count);
  for (std::size_t byte = 0; byte < 256; ++byte) example_of_class_[class_of_[byte]] = static_cast<Byte>(byte);
}

void Pattern::Program::forget_states() {
  states_.assign(at_start, {});
  steps_.assign(at_start * example_of_class_.size(), unknown);
  ids_.clear();
  remembered_ = 0;
  NodeSet nodes;
  start_following();
  matches_anything_ = follow(compiled_.first, {.is_start = true, .is_end = false}, nodes);
  add_state(std::move(nodes));
  // A later state with the same nodes is another one: it is not at the start of the line.
  ids_.clear();
}

Pattern::Program::StateId Pattern::Program::add_state(NodeSet nodes) {
  const auto id = static_cast<StateId>(states_.size());
  remembered_ += nodes.size() * 2 + example_of_class_.size();
  ids_.emplace(nodes, id);
  states_.push_back({.nodes = std::move(nodes), .matches_at_end = std::nullopt});
  steps_.resize(steps_.size() + example_of_class_.size(), unknown);
  return id;
}

Pattern::Program::StateId Pattern::Program::take_step(StateId from, std::size_t byte_class) {
  constexpr Place inside{.is_start = false, .is_end = false};
  NodeSet nodes;
  start_following();
  // A match may begin behind any byte.
  bool is_match = follow(compiled_.first, inside, nodes);
  for (const Index index : states_[from].nodes) {
    const PatternNode& node = compiled_.nodes[index];
    const bool takes =
        node.kind == PatternNode::Kind::set && compiled_.sets[node.other][example_of_class_[byte_class]];
    if (takes && follow(node.next, inside, nodes)) is_match = true;
  }
  std::ranges::sort(nodes);
  StateId& step = steps_[from * example_of_class_.size() + byte_class];
  if (is_match) return step = matched;
  if (nodes.empty()) return step = hopeless;
  if (const auto known = ids_.find(nodes); known != ids_.end()) return step = known->second;
  if (remembered_ > most_remembered) {
    forget_states();
    return add_state(std::move(nodes));
  }
  const StateId id = add_state(std::move(nodes));
  steps_[from * example_of_class_.size() + byte_class] = id;
  return id;
}

bool Pattern::Program::matches_at_end(StateId id) {
  State& state = states_[id];
  if (state.matches_at_end) return *state.matches_at_end;
  const Place place{.is_start = id == at_start, .is_end = true};
  NodeSet nodes;
  start_following();
  bool is_match = false;
  for (const Index node : state.nodes) is_match = follow(node, place, nodes) || is_match;
  state.matches_at_end = is_match;
  return is_match;
}

void Pattern::Program::start_following() {
  if (++round_ == 0) {  // after 2^32 rounds the marks mean nothing any more
    std::ranges::fill(visited_, 0U);
    round_ = 1;
  }
}

/// Adds the nodes that `node` leads to without a byte and that were not found in this round. Is one of them
/// the end of the pattern?
bool Pattern::Program::follow(Index node, Place place, NodeSet& found) {
  using Kind = PatternNode::Kind;
  bool is_match = false;
  to_visit_.assign(1, node);
  while (!to_visit_.empty()) {
    const Index index = to_visit_.back();
    to_visit_.pop_back();
    if (std::exchange(visited_[index], round_) == round_) continue;
    const PatternNode& here = compiled_.nodes[index];
    if (here.kind == Kind::accept) is_match = true;
    if (here.kind == Kind::set || (here.kind == Kind::end && !place.is_end)) found.push_back(index);
    if (here.kind == Kind::fork) to_visit_.push_back(here.other);
    const bool goes_on = here.kind == Kind::fork || here.kind == Kind::jump ||
                         (here.kind == Kind::start && place.is_start) ||
                         (here.kind == Kind::end && place.is_end);
    if (goes_on) to_visit_.push_back(here.next);
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
