#include <string>
#include <string_view>

#include "commands/joined.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;

EditResult accept(Edit&, const Match&) {
  return {};
}

// The version of the configuration language, not of the program: it changes when an old text would mean
// something new.
constexpr std::string_view language_version = "1.0";

}  // namespace

// A line that says what always holds here. It is taken so that configurations from elsewhere load, and
// printed so that ours say it too. The services stand right below it.
const CommandTable& preamble_table() {
  static const CommandTable table =
      joined({{
                  setting(word("version", "Version of the configuration language") /
                          text("version", "Any version is taken"))
                      .sets(accept)
                      .shows([](const Config&, Lines& lines) {
                        lines.add("version " + std::string{language_version});
                      })
                      .examples({"version 1.0", "version 17.9"}),
              },
              service_timestamps_table(),
              password_encryption_table(),
              service_sequence_numbers_table()});
  return table;
}

}  // namespace ferry::commands
