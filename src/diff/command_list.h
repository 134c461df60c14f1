#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diff/compare.h"

namespace ferry::diff {

/// The sections that a line stands in, the outermost first.
using Place = std::span<const std::string_view>;

/// What has to be known of the commands to write a list of them. By itself it knows only that `no` in front
/// of a line takes it back.
class Dialect {
 public:
  virtual ~Dialect() = default;
  /// The line that takes `line` back; empty if it stays, because it has no effect or is always there. Then
  /// what is below it is taken back.
  [[nodiscard]] virtual std::string undo(Place place, std::string_view line);
  /// What `line` is about, if it could be a setting with one value; empty if it could not.
  [[nodiscard]] virtual std::string subject(Place place, std::string_view line);
  /// Of two lines with the same subject: does `after` alone take the place of `before`?
  [[nodiscard]] virtual bool replaces(Place place, std::string_view before, std::string_view after);
};

/// The lines to type so that `before` becomes `after`: at first what is taken back, then what is new, each in
/// the order of its configuration, and below the heads of their sections. A list whose order counts is taken
/// back from the first place on where it differs. Lines are indented by their depth; a banner is one with
/// several lines.
[[nodiscard]] std::vector<std::string> command_list(const Tree& before, const Tree& after, Dialect& dialect);

}  // namespace ferry::diff
