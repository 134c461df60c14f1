#include <fmt/format.h>

#include "commands/file_output.h"
#include "commands/merge.h"
#include "commands/save.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

// Like a copy from there to running-config: the running configuration stays where the file says nothing.
net::Task<Status> configure_memory(Session& session, Match) {
  const Services& services = session.services();
  const vfs::Path path = startup_configuration(services);
  auto text = co_await services.offload.run([&] { return read_text_file(services.files, path); });
  if (!text) co_return co_await file_error(session, "opening", path.text(), text.error());
  auto refused = co_await merge_configuration(session, std::move(*text), MergeRule::what_is_right);
  if (refused && !refused->empty()) co_await session.write(std::move(*refused));
  co_return refused ? Status::done : Status::failed;
}

net::Task<Status> say_what_replaced_it(Session& session, std::string command) {
  co_await session.write(fmt::format("%Error: this command is now '{}'\n", command));
  co_return Status::failed;
}

net::Task<Status> configure_network(Session& session, Match) {
  co_return co_await say_what_replaced_it(session, "copy URL running-config");
}

net::Task<Status> write_network(Session& session, Match) {
  co_return co_await say_what_replaced_it(session, "copy running-config URL");
}

Path configure_word() {
  return word("configure", "Change the configuration");
}

}  // namespace

const CommandTable& configure_memory_table() {
  static const CommandTable table{
      action(configure_word() / word("memory", "By the startup configuration")).runs(configure_memory),
      action(configure_word() / word("network", "By a file from elsewhere")).runs(configure_network),
      action(word("write", "Save or show the configuration") / word("network", "Send it elsewhere"))
          .runs(write_network),
  };
  return table;
}

}  // namespace ferry::commands
