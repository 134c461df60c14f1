#include "commands/ip_words.h"
#include "commands/tables.h"

namespace ferry::commands {

const cli::CommandTable& ip_scp_table() {
  using namespace cli;
  static const CommandTable table{
      setting(ip_word() / word("scp", "Secure Copy") / word("server", "Copies that others start") /
              word("enable", "Let users of privilege level 15 copy files in and out"))
          .stored_at(&config::Config::scp_server)
          .examples({"ip scp server enable"}),
  };
  return table;
}

}  // namespace ferry::commands
