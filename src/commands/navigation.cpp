#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

EditResult leave(Edit& edit, const Match&) {
  edit.position = Outside{};
  return {};
}

EditResult to_global(Edit& edit, const Match&) {
  edit.position = InGlobal{};
  return {};
}

EditResult to_chain(Edit& edit, const Match&) {
  edit.position = InPubkeyChain{};
  return {};
}

Path exit_word() {
  return word("exit", "Leave this mode");
}

}  // namespace

const CommandTable& navigation_table() {
  static const CommandTable table{
      setting(word("end", "Leave the configuration")).sets(leave),
      setting(exit_word()).sets(leave),
      setting(exit_word()).in(Mode::line_config).sets(to_global),
      setting(exit_word()).in(Mode::pubkey_chain).sets(to_global),
      setting(exit_word()).in(Mode::pubkey_user).sets(to_chain),
  };
  return table;
}

}  // namespace ferry::commands
