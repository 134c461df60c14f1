#include <fmt/format.h>

#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

std::string host_row(const std::string& name, const std::vector<std::string>& addresses) {
  return fmt::format("{:<25} None  (perm, OK)  0   IP    {}\n", name, fmt::join(addresses, " "));
}

net::Task<Status> show_hosts(Session& session, Match) {
  const auto config = session.services().running.snapshot();
  std::string text = fmt::format("Default domain is {}\nName/address lookup uses {}\n\n",
                                 config->domain_name.empty() ? "not set" : config->domain_name,
                                 config->domain_lookup ? "domain service" : "static mappings");
  text += "Host                      Port  Flags      Age Type   Address(es)\n";
  for (const auto& [name, addresses] : config->remote.hosts) text += host_row(name, addresses);
  co_await session.write(std::move(text));
  co_return Status::done;
}

}  // namespace

const CommandTable& show_hosts_table() {
  static const CommandTable table{
      action(show_word() / word("hosts", "The device's own domain, and names that it knows"))
          .needs(privilege::user)
          .runs(show_hosts),
  };
  return table;
}

}  // namespace ferry::commands
