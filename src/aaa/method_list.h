#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aaa/method_trace.h"
#include "aaa/outcome.h"
#include "config/config.h"

namespace ferry::aaa {

/// The method as it is typed: "local-case", "group tacacs+".
[[nodiscard]] std::string describe(const config::Method& method);

/// The list of this name; an undefined name means "default". Null if that is not defined either. Borrowed.
template <class List>
[[nodiscard]] const List* find_list(const std::map<std::string, List>& lists, const std::string& name) {
  auto found = lists.find(name);
  if (found == lists.end()) found = lists.find("default");
  return found == lists.end() ? nullptr : &found->second;
}

/// Walks through a method list: pass and fail are final, only error moves on, and when no method is left the
/// answer is fail. Asks nothing itself: `next` names the method to ask, `answer` takes what it said.
class MethodWalk {
 public:
  /// `trace` is told what is asked and what is said.
  explicit MethodWalk(config::MethodList methods, MethodTrace trace = {})
      : methods_(std::move(methods)), trace_(std::move(trace)) {}

  /// The method to ask now, or null when it is decided.
  [[nodiscard]] const config::Method* next() const;
  /// What `next` said.
  void answer(MethodAnswer answer);
  /// When it is decided: pass or fail, with the way that led there, "local: wrong password (group radius: no
  /// server)".
  [[nodiscard]] MethodAnswer verdict() const;

 private:
  config::MethodList methods_;
  MethodTrace trace_;
  std::size_t at_ = 0;
  bool decided_ = false;
  MethodAnswer last_;
  std::vector<std::string> errors_;  // of the methods before
};

}  // namespace ferry::aaa
