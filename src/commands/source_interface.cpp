#include "commands/source_interface.h"

#include <fmt/format.h>

#include "commands/ip_words.h"
#include "commands/joined.h"
#include "commands/tables.h"

namespace ferry::commands {

using namespace cli;
using config::Config;

Path source_interface_path(std::string protocol, std::string help) {
  return ip_word() / word(std::move(protocol), std::move(help)) /
         word("source-interface", "The interface whose address requests to servers come from") /
         text("interface", "Name of the interface, as 'show interfaces' has it");
}

namespace {

template <auto Part>
CommandTable rows(std::string protocol, std::string help) {
  const std::string keywords = "ip " + protocol + " source-interface ";
  return {setting(source_interface_path(std::move(protocol), std::move(help)))
              .sets([](Edit& edit, const Match& match) -> EditResult {
                (edit.config.*Part).source_interface = match.text("interface");
                return {};
              })
              .clears([](Edit& edit, const Match&) -> EditResult {
                (edit.config.*Part).source_interface.clear();
                return {};
              })
              .shows([=](const Config& config, Lines& lines) {
                const std::string& name = (config.*Part).source_interface;
                if (!name.empty()) lines.add(keywords + name);
              })
              .examples({keywords + "eth0"})};
}

}  // namespace

const CommandTable& source_interface_table() {
  static const CommandTable table = joined({rows<&Config::tacacs>("tacacs", "TACACS+ servers"),
                                            rows<&Config::radius>("radius", "RADIUS servers")});
  return table;
}

}  // namespace ferry::commands
