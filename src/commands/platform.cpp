#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "commands/platform_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::Personality;
using config::Platform;

struct Choice {
  std::string_view word;
  Personality personality;
};
constexpr std::array choices{Choice{"native", Personality::native}, Choice{"ios", Personality::ios},
                             Choice{"ios-xe", Personality::ios_xe}};

EditResult set_personality(Edit& edit, const Match& match) {
  for (const Choice& choice : choices) {
    if (match.has(choice.word)) edit.config.platform.personality = choice.personality;
  }
  return {};
}

EditResult restore_personality(Edit& edit, const Match&) {
  edit.config.platform.personality = Personality::native;
  return {};
}

void show_personality(const Config& config, Lines& lines) {
  for (const Choice& choice : choices) {
    const bool is_shown = choice.personality != Personality::native || lines.shows_defaults();
    if (config.platform.personality == choice.personality && is_shown)
      lines.add(fmt::format("platform personality {}", choice.word));
  }
}

// Tools cut these values out of lines at commas, blanks and quotation marks.
bool is_plain(std::string_view text) {
  constexpr std::size_t longest = 64;
  constexpr std::string_view marks = "-_.()/+:[]";
  return text.size() <= longest && std::ranges::all_of(text, [&](char character) {
           const bool is_letter =
               (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
           return is_letter || (character >= '0' && character <= '9') || marks.contains(character);
         });
}

Path value(std::string help) {
  return text("value", std::move(help), is_plain);
}

}  // namespace

const CommandTable& platform_table() {
  static const CommandTable table{
      setting(platform_word() / word("personality", "How show version begins") /
              one_of(word("native", "With the name of this software"),
                     word("ios", "With the lines by which tools tell IOS, for labs"),
                     word("ios-xe", "With the lines by which tools tell IOS XE, for labs")))
          .sets(set_personality)
          .clears(restore_personality)
          .restores(restore_personality)
          .shows(show_personality)
          .examples({"platform personality ios", "platform personality ios-xe"}),
      setting(platform_word() / word("version", "The version that show version says, for labs") /
              value("Such as 15.9(3)M6"))
          .stored_at(&Config::platform, &Platform::version)
          .examples({"platform version 15.9(3)M6"}),
      setting(platform_word() / word("model", "The model that show version says, for labs") /
              value("Such as ISR4451-X/K9"))
          .stored_at(&Config::platform, &Platform::model)
          .examples({"platform model ISR4451-X/K9"}),
      setting(platform_word() / word("serial", "The serial number that show version says, for labs") /
              value("Such as 9ABCDEF0123"))
          .stored_at(&Config::platform, &Platform::serial)
          .examples({"platform serial 9ABCDEF0123"}),
  };
  return table;
}

}  // namespace ferry::commands
