#include "commands/save.h"

#include <fmt/format.h>

#include "commands/confirmed_startup.h"
#include "commands/exec_words.h"
#include "commands/file_output.h"
#include "commands/render.h"
#include "commands/tables.h"
#include "commands/versions.h"
#include "log/catalogue.h"
#include "transfer/url.h"

namespace ferry::commands {
namespace {

using namespace cli;

vfs::Path well_known(const Services& services, std::string_view name) {
  return services.files.parse(name, services.files.root()).value_or(services.files.root());
}

net::Task<Status> show_running(Session& session, Match match) {
  const Services& services = session.services();
  const auto defaults = match.has("all") ? Lines::Defaults::shown : Lines::Defaults::left_out;
  const std::string text = running_configuration(*services.running.snapshot(), services.history, defaults);
  std::string heading =
      fmt::format("Building configuration...\n\nCurrent configuration : {} bytes\n", text.size());
  co_await session.write(std::move(heading) + text);
  co_return Status::done;
}

net::Task<Status> show_startup(Session& session, Match) {
  const Services& services = session.services();
  const vfs::Path path = startup_configuration(services);
  auto text = co_await services.offload.run([&] { return read_text_file(services.files, path); });
  if (!text && text.error().code == ErrorCode::not_found) {
    co_await session.write("startup-config is not present\n");
    co_return Status::done;
  }
  if (!text) co_return co_await file_error(session, "opening", path.text(), text.error());
  const vfs::FileSystem* const nvram = services.files.find(path.device());
  const auto total = nvram == nullptr ? std::nullopt : nvram->space().total;
  std::string heading = fmt::format("Using {} out of {} bytes\n", text->size(), total.value_or(text->size()));
  // The next prompt begins a line.
  if (!text->ends_with('\n') && session.dialog() != nullptr) *text += '\n';
  co_await session.write(std::move(heading) + *text);
  co_return Status::done;
}

// As it will read once it is saved: with the line about this save.
std::string text_to_save(const Services& services, const ConfigurationHistory::Event& save) {
  ConfigurationHistory history;
  if (const auto change = services.history.last_change()) history.changed(*change);
  history.saved(save);
  return running_configuration(*services.running.snapshot(), history);
}

// What an unconfirmed change leaves behind must not be what the device starts with: the startup configuration
// of before is kept until the change is confirmed.
Result<void> write_startup(const Services& services, const vfs::Path& path, const std::string& text) {
  if (const auto change = services.versions.timer.pending()) {
    if (auto kept = keep_confirmed_startup(services.files, render(*change->before)); !kept) return kept;
  }
  const auto written = write_text_file(services.files, path, text);
  if (!written) return std::unexpected(written.error());
  return {};
}

// `archive`, `write-memory`
net::Task<void> archive_too(Session& session) {
  Services& services = session.services();
  const config::ArchiveConfig settings = services.running.snapshot()->archive;
  if (!settings.write_memory || settings.path.empty()) co_return;
  const auto archived = co_await services.versions.archive.save(services);
  if (archived) co_return;
  std::string place = transfer::masked(settings.path);
  log::archive_failed(services.log, place, archived.error().message);
  co_await file_error(session, "writing", std::move(place), archived.error());
}

net::Task<Status> write_memory(Session& session, Match) {
  co_return co_await save_configuration(session);
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

vfs::Path startup_configuration(const Services& services) {
  return well_known(services, "startup-config");
}

vfs::Path running_configuration_file(const Services& services) {
  return well_known(services, "running-config");
}

net::Task<Status> save_configuration(Session& session) {
  const Services& services = session.services();
  const vfs::Path path = startup_configuration(services);
  const bool shown = co_await session.write("Building configuration...\n");
  if (!shown) co_return Status::failed;
  const ConfigurationHistory::Event save{services.clock.wall_now(), session.identity().user};
  const std::string text = text_to_save(services, save);
  const auto written = co_await services.offload.run([&] { return write_startup(services, path, text); });
  if (!written) co_return co_await file_error(session, "writing", path.text(), written.error());
  services.history.saved(save);
  co_await session.write("[OK]\n");
  if (services.versions.timer.pending()) {
    co_await session.write(
        "The change is not confirmed: what was saved goes with it unless you type configure confirm\n");
  }
  co_await archive_too(session);
  co_return Status::done;
}

const CommandTable& save_table() {
  static const CommandTable table{
      action(show_word() / running_config() /
             maybe(one_of(word("all", "With what has its default"), word("full", "All of it"),
                          word("view", "All of it, for a view") / word("full", "All of it"))))
          .runs(show_running),
      action(show_word() / startup_config()).runs(show_startup),
      action(write_word() / maybe(word("memory", "Save it as the startup configuration"))).runs(write_memory),
      action(write_word() / word("terminal", "Show it")).runs(show_running),
  };
  return table;
}

}  // namespace ferry::commands
