#include <fmt/format.h>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/file_output.h"
#include "commands/render.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

vfs::Path startup_path(const Services& services) {
  const auto path = services.files.parse("startup-config", services.files.root());
  return path.value_or(services.files.root());
}

net::Task<Status> show_running(Session& session, Match) {
  const Services& services = session.services();
  const std::string text = running_configuration(*services.running.snapshot(), services.history);
  std::string heading =
      fmt::format("Building configuration...\n\nCurrent configuration : {} bytes\n", text.size());
  co_await session.write(std::move(heading) + text);
  co_return Status::done;
}

net::Task<Status> write_terminal(Session& session, Match match) {
  co_return co_await show_running(session, std::move(match));
}

net::Task<Status> show_startup(Session& session, Match) {
  const Services& services = session.services();
  const vfs::Path path = startup_path(services);
  const auto text = co_await services.offload.run([&] { return read_text_file(services.files, path); });
  if (!text && text.error().code == ErrorCode::not_found) {
    co_await session.write("startup-config is not present\n");
    co_return Status::done;
  }
  if (!text) co_return co_await file_error(session, "opening", path.text(), text.error());
  vfs::FileSystem* nvram = services.files.find(path.device());
  const auto total = nvram == nullptr ? std::nullopt : nvram->space().total;
  std::string heading = fmt::format("Using {} out of {} bytes\n", text->size(), total.value_or(text->size()));
  co_await session.write(std::move(heading) + *text);
  co_return Status::done;
}

net::Task<Status> save_to(Session& session, vfs::Path path) {
  Services& services = session.services();
  const bool shown = co_await session.write("Building configuration...\n");
  if (!shown) co_return Status::failed;
  services.history.saved({services.clock.wall_now(), session.identity().user});
  const std::string text = running_configuration(*services.running.snapshot(), services.history);
  const auto written =
      co_await services.offload.run([&] { return write_text_file(services.files, path, text); });
  if (!written) co_return co_await file_error(session, "writing", path.text(), written.error());
  co_await session.write("[OK]\n");
  co_return Status::done;
}

net::Task<Status> write_memory(Session& session, Match) {
  vfs::Path path = startup_path(session.services());
  co_return co_await save_to(session, std::move(path));
}

net::Task<Status> copy_running_to_startup(Session& session, Match) {
  vfs::Path path = startup_path(session.services());
  if (session.dialog() != nullptr) {
    const auto answer = co_await session.dialog()->ask("Destination filename [startup-config]? ", Echo::on);
    if (!answer) co_return Status::failed;
    const std::string name{trim(*answer)};
    auto other = session.services().files.parse(name.empty() ? "startup-config" : name, path.parent());
    if (!other) co_return co_await file_error(session, "opening", name, other.error());
    path = std::move(*other);
  }
  co_return co_await save_to(session, std::move(path));
}

Path running_config() {
  return word("running-config", "The configuration in effect");
}
Path startup_config() {
  return word("startup-config", "The configuration that the device starts with");
}
Path write_word() {
  return word("write", "Save or show the configuration");
}

}  // namespace

const CommandTable& save_table() {
  static const CommandTable table{
      action(show_word() / running_config()).runs(show_running),
      action(show_word() / startup_config()).runs(show_startup),
      action(word("copy", "Copy a file") / running_config() / startup_config()).runs(copy_running_to_startup),
      action(write_word() / maybe(word("memory", "Save it as the startup configuration"))).runs(write_memory),
      action(write_word() / word("terminal", "Show it")).runs(write_terminal),
  };
  return table;
}

}  // namespace ferry::commands
