#pragma once

#include "commands/exec_words.h"

namespace ferry::commands {

// Words of the commands that replace, compare and take back configurations: one help text each.

[[nodiscard]] inline cli::Path configure_word() {
  return cli::word("configure", "Change the configuration");
}
[[nodiscard]] inline cli::Path revert_word() {
  return cli::word("revert", "Take a change back");
}
[[nodiscard]] inline cli::Path rollback_minutes() {
  return cli::number("minutes", 1, 120, "Minutes");
}
[[nodiscard]] inline cli::Path show_archive_word() {
  return show_word() / cli::word("archive", "Versions of the configuration");
}
[[nodiscard]] inline cli::Path show_archive_words() {
  return show_archive_word() / cli::word("config", "What has changed");
}

}  // namespace ferry::commands
