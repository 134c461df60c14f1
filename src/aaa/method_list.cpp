#include "aaa/method_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace ferry::aaa {

using config::MethodKind;

std::string describe(const config::Method& method) {
  switch (method.kind) {
    case MethodKind::local:
      return "local";
    case MethodKind::local_case:
      return "local-case";
    case MethodKind::enable:
      return "enable";
    case MethodKind::line:
      return "line";
    case MethodKind::none:
      return "none";
    case MethodKind::if_authenticated:
      return "if-authenticated";
    case MethodKind::group_tacacs:
      return "group tacacs+";
    case MethodKind::group_radius:
      return "group radius";
    case MethodKind::group_named:
      return "group " + method.group;
  }
  std::unreachable();
}

const config::Method* MethodWalk::next() const {
  return decided_ || at_ == methods_.size() ? nullptr : &methods_[at_];
}

void MethodWalk::answer(MethodAnswer answer) {
  trace_.asks(methods_.at(at_));
  trace_.hears(answer);
  answer.reason = fmt::format("{}: {}", describe(methods_.at(at_)), answer.reason);
  if (answer.outcome == Outcome::error) {
    errors_.push_back(std::move(answer.reason));
    if (++at_ == methods_.size()) trace_.gives_up();
    return;
  }
  decided_ = true;
  last_ = std::move(answer);
}

MethodAnswer MethodWalk::verdict() const {
  const auto before = fmt::format("{}", fmt::join(errors_, "; "));
  if (!decided_)
    return {Outcome::fail, before.empty() ? "the method list is empty" : before + "; no method is left"};
  if (before.empty()) return last_;
  MethodAnswer verdict = last_;
  verdict.reason = fmt::format("{} (before it, {})", last_.reason, before);
  return verdict;
}

}  // namespace ferry::aaa
