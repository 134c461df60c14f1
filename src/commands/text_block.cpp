#include "commands/text_block.h"

#include <algorithm>

#include "base/text.h"
#include "commands/unmodelled_rules.h"

namespace ferry::commands {
namespace {

using Kind = UnmodelledRule::Kind;

constexpr std::string_view control_c = "^C";

Kind kind_of(std::string_view parent, std::string_view line) {
  const UnmodelledRule* rule = parent.empty() ? global_rule(line) : section_rule(parent, line);
  return rule == nullptr ? Kind::line : rule->kind;
}

/// `certificate ca 01 nvram:Root#1CA.cer` names a file, and `key-string SECRET` has its text on the line.
bool is_complete(std::string_view line) {
  return line.contains(" nvram:") || (line.starts_with("key-string") && line.contains(' '));
}

bool has_one_control_c(std::string_view line) {
  const std::size_t first = line.find(control_c);
  return first != std::string_view::npos && first == line.rfind(control_c);
}

std::string without_end(std::string_view line) {
  return std::string{line.substr(0, line.find_last_not_of(" \t\r") + 1)};
}

}  // namespace

bool begins_text_block(std::string_view parent, std::string_view line) {
  if (line.starts_with("no ") || line.starts_with("default ")) return false;
  switch (kind_of(parent, line)) {
    case Kind::macro:
      return true;
    case Kind::hexadecimal:
      return !is_complete(line);
    case Kind::line:
    case Kind::section:
      break;
  }
  return has_one_control_c(line);
}

TextBlockLine read_text_block_line(std::string_view parent, std::string_view head, std::size_t depth,
                                   std::string_view line) {
  const std::string_view text = trim(line);
  switch (kind_of(parent, head)) {
    case Kind::macro:
      return {.text = without_end(line), .is_last = text == "@"};
    case Kind::hexadecimal:
      // The way IOS shows it, so that it stays below its section.
      if (text == "quit") return {.text = std::string(depth + 1, ' ') + "\tquit", .is_last = true};
      return {.text = std::string(depth + 1, ' ') + std::string{text}, .is_last = false};
    case Kind::line:
    case Kind::section:
      break;
  }
  return {.text = without_end(line), .is_last = line.contains(control_c)};
}

}  // namespace ferry::commands
