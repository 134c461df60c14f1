#include "commands/tables.h"
#include "commands/unmodelled_line.h"

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

EditResult up(Edit& edit, const Match&) {
  leave_section(edit.position);
  return {};
}

EditResult to_archive(Edit& edit, const Match&) {
  edit.position = InArchive{};
  return {};
}

Path exit_word() {
  return word("exit", "Leave this mode");
}

}  // namespace

// Whoever got into the configuration can leave it, also where `privilege exec level` let them in.
const CommandTable& navigation_table() {
  static const CommandTable table{
      setting(word("end", "Leave the configuration")).needs(0).sets(leave),
      setting(exit_word()).needs(0).sets(leave),
      setting(exit_word()).in(Mode::line_config).needs(0).sets(to_global),
      setting(exit_word()).in(Mode::pubkey_chain).needs(0).sets(to_global),
      setting(exit_word()).in(Mode::pubkey_user).needs(0).sets(to_chain),
      setting(exit_word()).in(Mode::pubkey_server).needs(0).sets(to_chain),
      setting(exit_word()).in(Mode::pubkey_authority).needs(0).sets(to_chain),
      setting(exit_word()).in(Mode::access_list).needs(0).sets(to_global),
      setting(exit_word()).in(Mode::tacacs_server).needs(0).sets(to_global),
      setting(exit_word()).in(Mode::tacacs_group).needs(0).sets(to_global),
      setting(exit_word()).in(Mode::radius_server).needs(0).sets(to_global),
      setting(exit_word()).in(Mode::radius_group).needs(0).sets(to_global),
      setting(exit_word()).in(Mode::unmodelled).needs(0).sets(up),
      setting(exit_word()).in(Mode::archive).needs(0).sets(to_global),
      setting(exit_word()).in(Mode::archive_log).needs(0).sets(to_archive),
  };
  return table;
}

}  // namespace ferry::commands
