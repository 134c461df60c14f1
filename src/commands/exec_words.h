#pragma once

#include "cli/command.h"

namespace ferry::commands {

// Words that begin the commands of several features: one help text each.

[[nodiscard]] inline cli::Path show_word() {
  return cli::word("show", "Look at the state of the device");
}
[[nodiscard]] inline cli::Path terminal_word() {
  return cli::word("terminal", "Settings of this session's terminal");
}
[[nodiscard]] inline cli::Path clear_word() {
  return cli::word("clear", "Reset something");
}
[[nodiscard]] inline cli::Path crypto_word() {
  return cli::word("crypto", "Cryptographic keys");
}

}  // namespace ferry::commands
