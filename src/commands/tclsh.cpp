#include <fmt/format.h>

#include <utility>

#include "commands/file_output.h"
#include "commands/file_words.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/tcl_shell.h"

namespace ferry::commands {
namespace {

using namespace cli;

/// One command with all its lines: the text of a file that somebody types or pastes.
constexpr std::size_t longest_script = std::size_t{1} << 20;

/// A command from the typist. A text that is too long is read to its end all the same, so that the rest of
/// it does not run as commands.
struct TypedScript {
  std::string text;
  std::string complaint;  // not empty: it was not taken whole
};

net::Task<std::optional<TypedScript>> read_script(Session& session) {
  const auto config = session.services().running.snapshot();
  TypedScript script;
  tcl::Completeness completeness;
  std::string prompt = config->hostname + "(tcl)#";
  do {
    auto line = co_await session.dialog()->ask(std::move(prompt), Echo::on);
    if (!line) co_return std::nullopt;
    completeness.add_line(*line);
    if (line->size() >= longest_command) script.complaint = "a line is too long: nothing was done";
    if (script.text.size() + line->size() >= longest_script)
      script.complaint = "the script is too long: nothing was done";
    if (script.complaint.empty()) script.text += *line + "\n";
    prompt = "+>";
  } while (!completeness.is_complete());
  co_return script;
}

net::Task<TclOutcome> run_typed(TclShell& shell, TypedScript script) {
  if (!script.complaint.empty()) co_return std::unexpected(std::move(script.complaint));
  co_return co_await shell.run(std::move(script.text));
}

net::Task<void> show_outcome(Session& session, TclOutcome outcome) {
  std::string text = outcome ? std::move(*outcome) : std::move(outcome.error());
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  if (!text.empty()) co_await session.write(std::move(text));
}

// Who leaves by Ctrl-C or Ctrl-Z, or is gone, leaves no file behind.
net::Task<Status> type_scripts(Session& session) {
  TclShell shell{session};
  while (!shell.has_ended()) {
    auto script = co_await read_script(session);
    if (!script) co_return Status::failed;
    auto outcome = co_await run_typed(shell, std::move(*script));
    co_await show_outcome(session, std::move(outcome));
  }
  auto closed = co_await shell.close_all();
  const Status status = closed ? Status::done : Status::failed;
  co_await show_outcome(session, std::move(closed));
  co_return status;
}

net::Task<Status> run_file(Session& session, std::string name) {
  const Services& services = session.services();
  const auto path = services.files.parse(name, session.directory());
  if (!path) co_return co_await file_error(session, "opening", std::move(name), path.error());
  auto text = co_await services.offload.run([&] { return read_text_file(services.files, *path); });
  if (!text) co_return co_await file_error(session, "opening", path->text(), text.error());
  TclShell shell{session};
  auto outcome = co_await shell.run(std::move(*text));
  if (outcome) outcome = co_await shell.close_all();
  const Status status = outcome ? Status::done : Status::failed;
  if (!outcome) co_await show_outcome(session, std::move(outcome));
  co_return status;
}

net::Task<Status> tclsh(Session& session, Match match) {
  std::string name = typed_name(match);
  if (!name.empty()) co_return co_await run_file(session, std::move(name));
  if (session.dialog() == nullptr) {
    co_await session.write("%Error: nobody can type scripts here; log in and type tclsh, or name a file\n");
    co_return Status::failed;
  }
  co_return co_await type_scripts(session);
}

}  // namespace

const CommandTable& tclsh_table() {
  static const CommandTable table{
      action(word("tclsh", "A shell for a small part of Tcl") / maybe(file_name_to_end("Run this script")))
          .runs(tclsh),
  };
  return table;
}

}  // namespace ferry::commands
