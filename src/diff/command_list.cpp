#include "diff/command_list.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "diff/order.h"

namespace ferry::diff {
namespace {

constexpr std::string_view negation = "no ";

/// One step at one level: a line that is taken back or typed, or a section in which there is more to do.
struct Step {
  const Node* node = nullptr;
  const Difference* section = nullptr;  // null: the line itself
};

/// What is to be done with the lines of one section.
struct Plan {
  std::vector<Step> taken_back, typed;
};

using Nodes = std::vector<const Node*>;

/// The lines of an ordered group in both configurations.
struct Group {
  Nodes before, after;
};

/// New lines go to the end of an ordered list. So what can stay is the longest beginning of the new list that
/// is found in the old one.
std::size_t beginning_that_stays(const Group& group, Nodes& dropped) {
  std::size_t kept = 0;
  for (const Node* node : group.before) {
    if (kept < group.after.size() && group.after[kept]->text == node->text) {
      ++kept;
    } else {
      dropped.push_back(node);
    }
  }
  return kept;
}

/// Plans one level.
class Planner {
 public:
  Planner(std::string_view section, const Differences& all) : section_(section), all_(all) {}

  Plan run(const std::vector<Node>& before, const std::vector<Node>& after) {
    for (const Difference& one : all_) {
      if (one.is_added() || one.moved) add_rewritten(*one.after);
    }
    if (!groups_.empty()) rewrite_groups(before, after);
    for (const Difference& one : all_) add(one);
    std::ranges::sort(plan_.taken_back, {}, &Step::node);
    std::ranges::sort(plan_.typed, {}, &Step::node);
    return std::move(plan_);
  }

 private:
  void add_rewritten(const Node& node) {
    const std::string_view group = order_group(section_, node.text);
    if (!group.empty()) groups_.try_emplace(group);
  }

  [[nodiscard]] Group* group_of(const Node& node) {
    const auto found = groups_.find(order_group(section_, node.text));
    return found == groups_.end() ? nullptr : &found->second;
  }

  void rewrite_groups(const std::vector<Node>& before, const std::vector<Node>& after) {
    for (const Node& node : before) {
      if (Group* group = group_of(node)) group->before.push_back(&node);
    }
    for (const Node& node : after) {
      if (Group* group = group_of(node)) group->after.push_back(&node);
    }
    for (const auto& [name, group] : groups_) {
      Nodes dropped;
      const std::size_t kept = beginning_that_stays(group, dropped);
      for (const Node* node : dropped) plan_.taken_back.push_back({.node = node});
      for (std::size_t index = kept; index < group.after.size(); ++index) {
        plan_.typed.push_back({.node = group.after[index]});
        retyped_.insert(group.after[index]);
      }
    }
  }

  void add(const Difference& one) {
    if (one.is_added()) {
      if (group_of(*one.after) == nullptr) plan_.typed.push_back({.node = one.after});
    } else if (one.is_removed()) {
      if (group_of(*one.before) == nullptr) plan_.taken_back.push_back({.node = one.before});
    } else if (!one.inside.empty() && !retyped_.contains(one.after)) {
      plan_.taken_back.push_back({.node = one.before, .section = &one});
      plan_.typed.push_back({.node = one.after, .section = &one});
    }
  }

  std::string_view section_;
  const Differences& all_;
  std::map<std::string_view, Group> groups_;  // those that have to be written anew
  std::set<const Node*> retyped_;
  Plan plan_;
};

/// Writes the list, with the heads of the sections where they are needed.
class Writer {
 public:
  explicit Writer(Dialect& dialect) : dialect_(dialect) {}

  void take_back(const Differences& all, const std::vector<Node>& before, const std::vector<Node>& after) {
    const Plan plan = Planner{section(), all}.run(before, after);
    const Replacements replacements{dialect_, place_, plan.typed};
    for (const Step& step : plan.taken_back) {
      if (step.section != nullptr) {
        enter(*step.node);
        take_back(step.section->inside, step.section->before->children, step.section->after->children);
        place_.pop_back();
      } else if (!replacements.have(*step.node)) {
        take_back_whole(*step.node);
      }
    }
  }

  void type(const Differences& all, const std::vector<Node>& before, const std::vector<Node>& after) {
    const Plan plan = Planner{section(), all}.run(before, after);
    for (const Step& step : plan.typed) {
      if (step.section != nullptr) {
        enter(*step.node);
        type(step.section->inside, step.section->before->children, step.section->after->children);
        place_.pop_back();
      } else {
        type_whole(*step.node);
      }
    }
  }

  [[nodiscard]] std::vector<std::string> take() { return std::move(list_); }

 private:
  void take_back_whole(const Node& node) {
    const std::string undone = dialect_.undo(place_, node.text);
    if (!undone.empty()) return write(undone);
    enter(node);
    for (const Node& child : node.children) take_back_whole(child);
    place_.pop_back();
  }

  /// The lines of one level that will be typed, by what they are about.
  class Replacements {
   public:
    Replacements(Dialect& dialect, const std::vector<std::string_view>& place, const std::vector<Step>& typed)
        : dialect_(dialect), place_(place), typed_(typed) {}

    [[nodiscard]] bool have(const Node& before) const {
      if (!before.children.empty()) return false;
      const std::string subject = dialect_.subject(place_, before.text);
      if (subject.empty()) return false;
      const auto& candidates = by_subject();
      const auto found = candidates.find(subject);
      return found != candidates.end() && dialect_.replaces(place_, before.text, found->second->text);
    }

   private:
    // Made when it is first asked for: many levels have only lines to type.
    const std::map<std::string, const Node*>& by_subject() const {
      if (by_subject_) return *by_subject_;
      by_subject_.emplace();
      for (const Step& step : typed_) {
        if (step.section == nullptr)
          by_subject_->emplace(dialect_.subject(place_, step.node->text), step.node);
      }
      return *by_subject_;
    }

    Dialect& dialect_;
    const std::vector<std::string_view>& place_;  // of the writer: it is at this level whenever it asks
    const std::vector<Step>& typed_;
    mutable std::optional<std::map<std::string, const Node*>> by_subject_;
  };

  [[nodiscard]] std::string_view section() const {
    return place_.empty() ? std::string_view{} : place_.back();
  }

  void enter(const Node& head) { place_.emplace_back(head.text); }

  void write(std::string_view line) {
    std::size_t common = 0;
    while (common < place_.size() && common < written_.size() && place_[common] == written_[common]) ++common;
    for (std::size_t depth = common; depth < place_.size(); ++depth)
      list_.push_back(indented(depth, place_[depth]));
    written_ = place_;
    list_.push_back(indented(place_.size(), line));
  }

  void type_whole(const Node& node) {
    write(node.text);
    if (node.children.empty()) return;
    enter(node);
    // The line itself has just opened the section.
    written_ = place_;
    for (const Node& child : node.children) type_whole(child);
    place_.pop_back();
  }

  Dialect& dialect_;
  std::vector<std::string_view> place_;    // the section that is being worked on
  std::vector<std::string_view> written_;  // the one that the list has entered
  std::vector<std::string> list_;
};

}  // namespace

std::string Dialect::undo(Place, std::string_view line) {
  line = line.substr(0, line.find('\n'));
  if (line.starts_with("banner ")) line = line.substr(0, line.find(' ', std::string_view{"banner "}.size()));
  const bool is_negated = line.starts_with(negation);
  return is_negated ? std::string{line.substr(negation.size())} : std::string{negation} + std::string{line};
}

std::string Dialect::subject(Place, std::string_view) {
  return {};
}

bool Dialect::replaces(Place, std::string_view, std::string_view) {
  return false;
}

std::vector<std::string> command_list(const Tree& before, const Tree& after, Dialect& dialect) {
  const Differences all = compare(before, after);
  Writer writer{dialect};
  writer.take_back(all, before.nodes, after.nodes);
  writer.type(all, before.nodes, after.nodes);
  return writer.take();
}

}  // namespace ferry::diff
