#include <fmt/format.h>

#include "commands/file_dialog.h"
#include "commands/tables.h"
#include "commands/tree_removal.h"
#include "log/catalogue.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::string_view nvram = "nvram";

net::Task<bool> is_certain(Session& session, std::string question, std::string instead) {
  Confirmation confirmation{
      .question = std::move(question), .instead = std::move(instead), .asked = Asked::always};
  co_return co_await settle(session, std::move(confirmation));
}

net::Task<Status> erase_nvram(Session& session, Match) {
  const bool certain = co_await is_certain(
      session, "Erasing the nvram filesystem will remove all configuration files! Continue?",
      "use delete /force nvram:startup-config");
  if (!certain) co_return Status::failed;
  const bool done = co_await erase_file_system(session, std::string{nvram});
  if (!done) co_return Status::failed;
  co_await session.write("[OK]\nErase of nvram: complete\n");
  log::nvram_initialized(session.services().log);
  co_return Status::done;
}

net::Task<Status> erase_flash(Session& session, Match match) {
  std::string device = match.has("flash:") ? "flash" : "bootflash";
  const bool certain = co_await is_certain(
      session, fmt::format("Erasing the {} filesystem will remove all files! Continue?", device),
      "erase it from a shell");
  if (!certain) co_return Status::failed;
  const bool done = co_await erase_file_system(session, device);
  if (!done) co_return Status::failed;
  co_await session.write(fmt::format("Erase of {}: complete\n", device));
  co_return Status::done;
}

net::Task<Status> format(Session& session, Match match) {
  std::string device = match.has("flash:") ? "flash" : "bootflash";
  bool certain =
      co_await is_certain(session, "Format operation may take a while. Continue?", "format it from a shell");
  if (certain) {
    certain = co_await is_certain(
        session, fmt::format("Format operation will destroy all data in \"{}:\".  Continue?", device), "");
  }
  if (!certain) co_return Status::failed;
  const bool done = co_await erase_file_system(session, device);
  if (!done) co_return Status::failed;
  const vfs::FileSystem* const system = session.services().files.find(device);
  const auto space = co_await session.services().offload.run([&] { return system->space(); });
  co_await session.write(fmt::format(
      "Format: Total bytes in formatted partition: {}\nFormat: Operation completed successfully.\n\n"
      "Format of {}: complete\n",
      space.total.value_or(0), device));
  co_return Status::done;
}

Path flash_words() {
  return one_of(word("bootflash:", "Another name of flash:"), word("flash:", "All files on flash:"));
}

}  // namespace

const CommandTable& erase_table() {
  static const CommandTable table{
      action(word("erase", "Remove all files of a file system") /
             one_of(word("nvram:", "The startup configuration"),
                    word("startup-config", "The startup configuration")))
          .runs(erase_nvram),
      action(word("erase", "Remove all files of a file system") / flash_words()).runs(erase_flash),
      action(word("write", "Save or show the configuration") /
             word("erase", "Remove the startup configuration"))
          .runs(erase_nvram),
      action(word("format", "Make a file system anew, without files") / flash_words()).runs(format),
  };
  return table;
}

}  // namespace ferry::commands
