#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "commands/configure_words.h"
#include "commands/file_dialog.h"
#include "commands/file_output.h"
#include "commands/tables.h"
#include "commands/versions.h"
#include "transfer/url.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::string_view not_enabled = " Archive feature not enabled\n";

std::string rows(const ConfigurationArchive::Listing& listing) {
  std::string text = " Archive #  Name\n";
  const std::size_t count = std::max<std::size_t>(listing.maximum, listing.names.size());
  for (std::size_t number = 1; number <= count; ++number) {
    text += fmt::format("   {:<9}", number);
    if (number <= listing.names.size()) text += listing.names[number - 1];
    if (number == listing.names.size()) text += " <- Most Recent";
    text += '\n';
  }
  return text;
}

net::Task<Status> show_archive(Session& session, Match) {
  Services& services = session.services();
  const auto listing = co_await services.versions.archive.list(services);
  if (!listing) {
    co_await session.write(std::string{not_enabled});
    co_return Status::done;
  }
  std::string text = fmt::format(
      "The maximum archive configurations allowed is {}.\nThere are currently {} archive configurations "
      "saved.\nThe next archive file will be named {}\n",
      listing->maximum, listing->names.size(), listing->next);
  co_await session.write(std::move(text) + rows(*listing));
  co_return Status::done;
}

net::Task<Status> archive_config(Session& session, Match) {
  Services& services = session.services();
  const std::string path = transfer::masked(services.running.snapshot()->archive.path);
  if (path.empty()) {
    co_await session.write(std::string{not_enabled});
    co_return Status::failed;
  }
  const auto saved = co_await services.versions.archive.save(services);
  if (!saved) co_return co_await file_error(session, "writing", path, saved.error());
  co_return Status::done;
}

std::string log_rows(const std::vector<ConfigurationLog::Entry>& entries) {
  std::string text = " idx   sess           user@line      Logged command\n";
  for (const ConfigurationLog::Entry& entry : entries) {
    text += fmt::format("{:>5}{:>6}{:>23}  |{}{} \n", entry.index, entry.session, entry.who,
                        std::string(entry.depth, ' '), entry.command);
  }
  return text;
}

std::string commands_of(const std::vector<ConfigurationLog::Entry>& entries) {
  std::string text;
  for (const ConfigurationLog::Entry& entry : entries)
    text += fmt::format("{}{}\n", std::string(entry.depth, ' '), entry.command);
  return text;
}

net::Task<Status> refuse_without_log(Session& session) {
  co_await session.write("% Config Logger disabled.\n");
  co_return Status::failed;
}

net::Task<Status> show_log(Session& session, Match match) {
  const Services& services = session.services();
  if (!services.running.snapshot()->archive.log.enabled) co_return co_await refuse_without_log(session);
  const auto entries = services.versions.log.entries();
  co_await session.write(match.has("provisioning") ? commands_of(entries) : log_rows(entries));
  co_return Status::done;
}

net::Task<Status> clear_log(Session& session, Match match) {
  Services& services = session.services();
  if (!services.running.snapshot()->archive.log.enabled) co_return co_await refuse_without_log(session);
  if (!match.has("force")) {
    const bool confirmed = co_await settle(
        session, {.question = "Clear logged commands?", .instead = "use clear archive log config force"});
    if (!confirmed) co_return Status::failed;
  }
  services.versions.log.clear();
  co_return Status::done;
}

}  // namespace

const CommandTable& show_archive_table() {
  static const CommandTable table{
      action(show_archive_word()).runs(show_archive),
      action(word("archive", "Versions of the configuration") /
             word("config", "Keep the present configuration as a version"))
          .runs(archive_config),
      action(show_archive_word() / word("log", "Lines that changed the configuration") /
             word("config", "Who typed which line") / word("all", "All of them") /
             maybe(word("provisioning", "The lines alone, to be typed again")))
          .runs(show_log),
      action(clear_word() / word("archive", "Versions of the configuration") /
             word("log", "Lines that changed the configuration") / word("config", "Forget them") /
             maybe(word("force", "Ask nothing")))
          .runs(clear_log),
  };
  return table;
}

}  // namespace ferry::commands
