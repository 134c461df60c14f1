#pragma once

#include "cli/path.h"

namespace ferry::commands {

// Words that begin the commands of several features: one help text each.

[[nodiscard]] inline cli::Path ip_word() {
  return cli::word("ip", "IP services of the device");
}
[[nodiscard]] inline cli::Path ip_ssh_words() {
  return ip_word() / cli::word("ssh", "Secure Shell server");
}

}  // namespace ferry::commands
