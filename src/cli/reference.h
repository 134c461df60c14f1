#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/grammar.h"

namespace ferry::cli {

/// "ip ssh time-out <1-120>", "username WORD [privilege <0-15>]", "{local | none} ...": how manuals write a
/// path.
[[nodiscard]] std::string syntax(const Path& path);

/// One command as the documentation lists it.
struct CommandReference {
  Mode mode{};
  unsigned privilege = 0;
  std::string syntax;
  /// The help of its last keyword.
  std::string help;
  bool has_no_form = false;
};

/// Every command of the grammar, by mode, in the order of the tables.
[[nodiscard]] std::vector<CommandReference> reference(const Grammar& grammar);

/// "exec", "global configuration", ...
[[nodiscard]] std::string_view mode_name(Mode mode);

}  // namespace ferry::cli
