#include "commands/ip_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::TransferForm;

Path server_words() {
  return ip_word() / word("scp", "Secure Copy") / word("server", "Copies that others start");
}

EditResult set_form(Edit& edit, const Match& match) {
  edit.config.transfer_form = match.has("request") ? TransferForm::request : TransferForm::copy;
  return {};
}

EditResult clear_form(Edit& edit, const Match&) {
  edit.config.transfer_form = TransferForm::copy;
  return {};
}

void show_form(const Config& config, Lines& lines) {
  if (config.transfer_form == TransferForm::request) {
    lines.add("ip scp server authorization request");
  } else if (lines.shows_defaults()) {
    lines.add("ip scp server authorization copy");
  }
}

}  // namespace

const CommandTable& ip_scp_table() {
  static const CommandTable table{
      setting(server_words() / word("enable", "Let users of privilege level 15 copy files in and out"))
          .stored_at(&Config::scp_server)
          .examples({"ip scp server enable"}),
      setting(server_words() / word("authorization", "How a transfer looks to 'aaa authorization commands'") /
              one_of(word("copy", "As the command that does the same: copy scp: flash:/a"),
                     word("request", "As the client asks: scp -t flash:/a")))
          .sets(set_form)
          .clears(clear_form)
          .shows(show_form)
          .examples({"ip scp server authorization request"}),
      setting(ip_word() / word("scp", "Secure Copy") /
              word("strict", "Refuse what a router of IOS refuses, for tests of automation"))
          .stored_at(&Config::scp_strict)
          .examples({"ip scp strict"}),
  };
  return table;
}

}  // namespace ferry::commands
