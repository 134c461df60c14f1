#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace ferry::workstation {

/// When a program asks in the place of the terminal, and which: SSH_ASKPASS, SSH_ASKPASS_REQUIRE and DISPLAY,
/// as ssh(1) reads them.
struct AskpassPolicy {
  std::string program;        // empty: none
  bool is_preferred = false;  // even where there is a terminal
  [[nodiscard]] bool is_allowed() const { return !program.empty(); }
};

/// `variable` is getenv(3).
[[nodiscard]] AskpassPolicy askpass_policy(const std::function<const char*(const char*)>& variable);

/// Runs `program` with the prompt as its argument and gives the first line of its output; nothing when it
/// cannot be run or does not end with status 0, which is how a person says no. Becoming readable, `wake` ends
/// the program. Blocks.
[[nodiscard]] std::optional<Secret> run_askpass(const std::string& program, std::string_view prompt,
                                                int wake);

}  // namespace ferry::workstation
