#include "commands/copy_request.h"
#include "commands/copy_run.h"
#include "commands/file_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

net::Task<Status> copy(Session& session, Match match) {
  auto request = co_await settle_request(session, std::move(match));
  if (!request) co_return Status::failed;
  co_return co_await run_copy(session, std::move(*request));
}

Path any_place(const std::string& name, const std::string& help) {
  return one_of(word("running-config", "The configuration in effect"),
                word("startup-config", "The configuration that the device starts with"),
                place_name(name, help));
}

Path copy_path() {
  const Path options = one_of(word("/atomic", "To running-config: all lines or none"),
                              word("/erase", "Erase the file system of the destination first"),
                              word("/noverify", "Do not read the copy back"),
                              word("/verify", "Read the copy back and compare"));
  return word("copy", "Copy a file") / maybe(repeated(options, 4)) / any_place("source", "The file to copy") /
         any_place("destination", "Where it goes");
}

}  // namespace

const CommandTable& copy_table() {
  static const CommandTable table{action(copy_path()).runs(copy)};
  return table;
}

}  // namespace ferry::commands
