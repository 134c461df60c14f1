#include "cli/automaton.h"

#include <utility>

namespace ferry::cli {
namespace {

void append(std::vector<Automaton::Index>& to, const std::vector<Automaton::Index>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

Automaton::Automaton(const Path& path) {
  const Fragment whole = add(path);
  first_ = whole.first;
  for (const Index index : whole.last) tokens_[index].accepting = true;
}

Automaton::Fragment Automaton::add(const Path& path) {
  Fragment whole{.first = {}, .last = {}, .may_be_empty = true};
  for (const Element& element : path.elements()) {
    Fragment next = std::visit([this](const auto& part) { return add(part); }, element.part);
    whole = join(std::move(whole), std::move(next));
  }
  return whole;
}

Automaton::Fragment Automaton::add(const Token& token) {
  const auto index = static_cast<Index>(tokens_.size());
  tokens_.push_back({.token = token, .follow = {}, .accepting = false});
  return {.first = {index}, .last = {index}, .may_be_empty = false};
}

Automaton::Fragment Automaton::add(const Optional& part) {
  Fragment inner = add(part.path);
  inner.may_be_empty = true;
  return inner;
}

Automaton::Fragment Automaton::add(const OneOf& part) {
  Fragment all;
  for (const Path& path : part.paths) {
    const Fragment one = add(path);
    append(all.first, one.first);
    append(all.last, one.last);
    all.may_be_empty = all.may_be_empty || one.may_be_empty;
  }
  return all;
}

Automaton::Fragment Automaton::add(const Repeated& part) {
  Fragment whole = add(part.path);
  std::vector<Index> last = whole.last;
  for (unsigned count = 1; count < part.most; ++count) {
    const Fragment next = add(part.path);
    for (const Index from : last) append(tokens_[from].follow, next.first);
    append(whole.last, next.last);
    last = next.last;
  }
  return whole;
}

Automaton::Fragment Automaton::join(Fragment left, Fragment right) {
  for (const Index from : left.last) append(tokens_[from].follow, right.first);
  if (left.may_be_empty) append(left.first, right.first);
  if (right.may_be_empty) append(right.last, left.last);
  return {.first = std::move(left.first),
          .last = std::move(right.last),
          .may_be_empty = left.may_be_empty && right.may_be_empty};
}

}  // namespace ferry::cli
