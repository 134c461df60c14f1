#include <fmt/format.h>

#include <array>

#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::FilePrompt;

struct Choice {
  std::string_view word;
  FilePrompt prompt;
};
constexpr std::array choices{Choice{"alert", FilePrompt::alert}, Choice{"noisy", FilePrompt::noisy},
                             Choice{"quiet", FilePrompt::quiet}};

EditResult set_prompt(Edit& edit, const Match& match) {
  edit.config.file_prompt = FilePrompt::alert;
  for (const Choice& choice : choices) {
    if (match.has(choice.word)) edit.config.file_prompt = choice.prompt;
  }
  return {};
}

EditResult restore_prompt(Edit& edit, const Match&) {
  edit.config.file_prompt = FilePrompt::alert;
  return {};
}

void show_prompt(const Config& config, Lines& lines) {
  for (const Choice& choice : choices) {
    if (config.file_prompt == choice.prompt && choice.prompt != FilePrompt::alert)
      lines.add(fmt::format("file prompt {}", choice.word));
  }
}

}  // namespace

const CommandTable& file_prompt_table() {
  static const CommandTable table{
      setting(word("file", "Files and file systems") /
              word("prompt", "Which questions the commands for files ask") /
              maybe(one_of(word("alert", "Names of what is made, and before something is lost"),
                           word("noisy", "Every name"), word("quiet", "Only what is missing"))))
          .sets(set_prompt)
          .clears(restore_prompt)
          .restores(restore_prompt)
          .shows(show_prompt)
          .examples({"file prompt quiet", "file prompt noisy"}),
  };
  return table;
}

}  // namespace ferry::commands
