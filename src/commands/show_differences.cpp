#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "commands/apply.h"
#include "commands/configuration_dialect.h"
#include "commands/configuration_source.h"
#include "commands/configure_words.h"
#include "commands/file_output.h"
#include "commands/file_words.h"
#include "commands/merge.h"
#include "commands/tables.h"
#include "diff/contextual.h"
#include "transfer/url.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::string_view running_config = "system:running-config";
constexpr std::string_view startup_config = "nvram:startup-config";
constexpr std::string_view no_changes = "!No changes were found\n";

/// The text of `typed`, or nothing: then the typist has been told.
net::Task<std::optional<std::string>> read(Session& session, std::string typed) {
  auto source = co_await read_configuration(session, typed);
  if (source) co_return std::move(*source);
  co_await session.write(
      fmt::format("%Error opening {} ({})\n", printable(transfer::masked(typed)), source.error().message));
  co_return std::nullopt;
}

/// Which two are compared: the running configuration with the startup configuration, one file with the
/// running configuration, or two files.
std::pair<std::string, std::string> compared(const Match& match) {
  const std::string first = match.text("first");
  const std::string second = match.text("second");
  if (first.empty()) return {std::string{running_config}, std::string{startup_config}};
  return {first, second.empty() ? std::string{running_config} : second};
}

net::Task<Status> show_differences(Session& session, Match match) {
  const auto [first, second] = compared(match);
  const auto before = co_await read(session, first);
  if (!before) co_return Status::failed;
  const auto after = co_await read(session, second);
  if (!after) co_return Status::failed;
  const auto letters = match.has("ignorecase") ? diff::LetterCase::ignored : diff::LetterCase::counts;
  std::string text = co_await session.services().offload.run(
      [&] { return diff::contextual_differences(diff::parse(*before), diff::parse(*after), letters); });
  co_await session.write(std::move(text));
  co_return Status::done;
}

/// What merging `text` would do, and the lines that would be refused.
std::string incremental_differences(Services& services, const std::string& text) {
  ApplyContext context{services.hasher, services.device.vocabulary()};
  const auto running = services.running.snapshot();
  const Applied merged = apply_configuration(*running, text, context);
  std::string shown_text;
  for (const LineError& error : merged.errors) shown_text += shown(error);
  const auto commands = commands_between(*running, merged.config, context);
  if (commands.empty()) return shown_text + std::string{no_changes};
  shown_text += "!List of Commands:\n";
  for (const std::string& command : commands) shown_text += command + "\n";
  return shown_text + "end\n";
}

net::Task<Status> show_incremental(Session& session, Match match) {
  const std::string name = match.text("first");
  const auto text = co_await read(session, name);
  if (!text) co_return Status::failed;
  if (!diff::parse(*text).has_end) {
    co_await session.write(fmt::format("%Comparing {} returned error code 5: the file has no \"end\"\n",
                                       printable(transfer::masked(name))));
    co_return Status::failed;
  }
  Services& services = session.services();
  std::string shown_text =
      co_await services.offload.run([&] { return incremental_differences(services, *text); });
  co_await session.write(std::move(shown_text));
  co_return Status::done;
}

Path ignorecase() {
  return maybe(word("ignorecase", "Lines that differ only in case are the same"));
}

}  // namespace

const CommandTable& show_differences_table() {
  static const CommandTable table{
      action(show_archive_words() / word("differences", "What is only in one of two configurations") /
             maybe(file_name("first", "The first configuration") /
                   maybe(file_name("second", "The second configuration"))) /
             ignorecase())
          .runs(show_differences),
      action(show_archive_words() / word("incremental-diffs", "What a file would change") /
             file_name("first", "The file, with end") / ignorecase())
          .runs(show_incremental),
  };
  return table;
}

}  // namespace ferry::commands
