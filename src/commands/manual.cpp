#include "commands/manual.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>
#include <vector>

#include "cli/reference.h"
#include "commands/output_modifiers.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using cli::CommandReference;

constexpr std::string_view introduction = R"(# Commands

Every command that the prompt knows. This page is made from the command tables, and a test compares it with them.

Words may be cut to any beginning that fits no other word. `WORD` is one word, `LINE` the rest of the line, `<1-120>` a
number of that range, `[x]` may be left out, `{x | y}` is one of several, `x ...` may be repeated. The level is the
privilege level that the command needs unless `privilege exec level` moves it. Commands marked with *no* have a `no`
and a `default` form too.

`?` shows what may stand at the cursor, TAB completes a word.
)";

// A bar ends a cell of a table, even in code.
std::string cell(std::string_view text) {
  std::string out;
  for (const char character : text) {
    if (character == '|') out += '\\';
    out += character;
  }
  return out;
}

std::string row(const CommandReference& command) {
  return fmt::format("| `{}` | {} | {} | {} |\n", cell(command.syntax), command.privilege,
                     command.has_no_form ? "no" : "", cell(command.help));
}

std::string section(std::string_view mode, std::vector<CommandReference> commands) {
  std::ranges::sort(commands, {}, &CommandReference::syntax);
  std::string name{mode};
  name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
  std::string text =
      fmt::format("\n## {}\n\n| command | level | | what it does |\n| --- | --- | --- | --- |\n", name);
  for (const CommandReference& command : commands) text += row(command);
  return text;
}

std::string modifiers() {
  std::string text =
      "\n## Output modifiers\n\nBehind ` | ` at the end of a command of exec mode.\n\n| modifier | what it "
      "does |\n| --- | --- |\n";
  const auto all = modifier_help("");
  for (const cli::HelpLine& line : all.value_or(std::vector<cli::HelpLine>{})) {
    text += fmt::format("| `{}` | {} |\n", line.label, cell(line.help));
  }
  return text;
}

}  // namespace

std::string manual() {
  std::string text{introduction};
  std::vector<CommandReference> of_mode;
  std::optional<cli::Mode> mode;
  for (CommandReference& command : cli::reference(grammar())) {
    if (mode && command.mode != *mode) text += section(cli::mode_name(*mode), std::exchange(of_mode, {}));
    mode = command.mode;
    of_mode.push_back(std::move(command));
  }
  if (mode) text += section(cli::mode_name(*mode), std::move(of_mode));
  return text + modifiers();
}

}  // namespace ferry::commands
