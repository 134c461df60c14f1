#include <fmt/format.h>

#include "base/text.h"
#include "commands/file_dialog.h"
#include "commands/file_output.h"
#include "commands/file_words.h"
#include "commands/tables.h"
#include "commands/tree_removal.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::size_t entries_at_a_time = 256;

/// One `delete`, with its questions.
class Deletion {
 public:
  Deletion(Session& session, const Match& match)
      : session_(session),
        services_(session.services()),
        forced_(match.has("/force")),
        recursive_(match.has("/recursive")) {}

  net::Task<Status> run(std::string typed);

 private:
  net::Task<std::optional<vfs::Path>> settle_path(std::string typed);
  net::Task<Status> remove(vfs::Path path);
  /// What became of something: kept because the typist wanted it, or because the command has to end.
  enum class Outcome { removed, kept, ended };

  [[nodiscard]] bool asks() const;
  net::Task<Outcome> examine(vfs::Path directory);
  net::Task<Outcome> examine_entries(vfs::Path directory);
  net::Task<Outcome> examine_entry(vfs::Path path, vfs::FileType type);
  net::Task<Outcome> confirm(std::string question, vfs::Path path);
  net::Task<Outcome> remove_one(vfs::Path path, vfs::FileType type);

  Session& session_;
  Services& services_;
  bool forced_;
  bool recursive_;
};

net::Task<Status> Deletion::run(std::string typed) {
  auto path = co_await settle_path(std::move(typed));
  if (!path) co_return Status::failed;
  co_return co_await remove(std::move(*path));
}

net::Task<std::optional<vfs::Path>> Deletion::settle_path(std::string typed) {
  auto file = typed_file(session_, typed);
  if (!file) {
    co_await file_error(session_, "deleting", typed, file.error());
    co_return std::nullopt;
  }
  // "flash:dir/" names the directory.
  file->has_name = !file->path.is_root();
  if (forced_ && file->has_name) co_return std::move(file->path);
  NameQuestion question{.subject = "Delete filename", .proposed = std::move(*file)};
  co_return co_await settle_name(session_, std::move(question));
}

net::Task<Status> Deletion::remove(vfs::Path path) {
  const auto info = co_await services_.offload.run([&] { return services_.files.stat(path); });
  const bool is_directory = info && info->type == vfs::FileType::directory;
  Outcome outcome = Outcome::ended;
  if (is_directory && recursive_ && !asks()) {
    const bool done = co_await remove_tree(session_, std::move(path), TreeRemoval::Root::removed, "deleting");
    outcome = done ? Outcome::removed : Outcome::ended;
  } else if (is_directory && recursive_) {
    outcome = co_await examine(std::move(path));
  } else {
    outcome = co_await examine_entry(std::move(path), vfs::FileType::file);
  }
  co_return outcome == Outcome::removed ? Status::done : Status::failed;
}

bool Deletion::asks() const {
  return !forced_ && services_.running.snapshot()->file_prompt != config::FilePrompt::quiet;
}

// Everything below a directory, with a question for each.
net::Task<Deletion::Outcome> Deletion::examine(vfs::Path directory) {
  std::string question = fmt::format("Examine files in directory {}?", printable(directory.text()));
  Outcome outcome = co_await confirm(std::move(question), directory);
  if (outcome == Outcome::removed) outcome = co_await examine_entries(directory);
  if (outcome != Outcome::removed) co_return outcome;
  outcome = co_await examine_entry(std::move(directory), vfs::FileType::directory);
  co_return outcome;
}

net::Task<Deletion::Outcome> Deletion::examine_entries(vfs::Path directory) {
  const auto walk = co_await services_.offload.run([&] { return services_.files.walk(directory); });
  if (!walk) {
    co_await file_error(session_, "deleting", directory.text(), walk.error());
    co_return Outcome::ended;
  }
  Outcome all = Outcome::removed;
  for (;;) {
    const auto entries = co_await services_.offload.run([&] { return (*walk)->next(entries_at_a_time); });
    if (!entries || entries->empty()) co_return all;
    for (const vfs::FileInfo& entry : *entries) {
      auto path = directory.child(entry.name);
      if (!path) continue;
      Outcome outcome = Outcome::kept;
      if (entry.type == vfs::FileType::directory) {
        outcome = co_await examine(std::move(*path));
      } else {
        outcome = co_await examine_entry(std::move(*path), entry.type);
      }
      if (outcome == Outcome::ended) co_return outcome;
      if (outcome == Outcome::kept) all = outcome;
    }
  }
}

net::Task<Deletion::Outcome> Deletion::examine_entry(vfs::Path path, vfs::FileType type) {
  std::string question = fmt::format("Delete {}?", printable(path.text()));
  Outcome outcome = co_await confirm(std::move(question), path);
  if (outcome == Outcome::removed) outcome = co_await remove_one(std::move(path), type);
  co_return outcome;
}

net::Task<Deletion::Outcome> Deletion::confirm(std::string question, vfs::Path path) {
  if (forced_) co_return Outcome::removed;
  Confirmation confirmation{.question = std::move(question), .instead = "use delete /force"};
  const bool may = co_await settle(session_, std::move(confirmation));
  if (may) co_return Outcome::removed;
  if (session_.dialog() == nullptr) co_return Outcome::ended;
  const bool waits = co_await session_.write(fmt::format("Delete of {} aborted!\n", printable(path.text())));
  co_return waits ? Outcome::kept : Outcome::ended;
}

net::Task<Deletion::Outcome> Deletion::remove_one(vfs::Path path, vfs::FileType type) {
  const auto removed = co_await services_.offload.run([&]() -> Result<void> {
    if (type == vfs::FileType::directory) return services_.files.remove_directory(path);
    const auto info = services_.files.stat(path);
    if (!info) return std::unexpected(info.error());
    if (info->type == vfs::FileType::directory) return failure(ErrorCode::is_directory);
    return services_.files.remove(path);
  });
  if (removed) co_return Outcome::removed;
  co_await file_error(session_, "deleting", path.text(), removed.error());
  co_return Outcome::ended;
}

net::Task<Status> delete_file(Session& session, Match match) {
  Deletion deletion{session, match};
  co_return co_await deletion.run(typed_name(match));
}

}  // namespace

const CommandTable& delete_table() {
  static const CommandTable table{
      action(word("delete", "Remove a file") /
             maybe(repeated(one_of(word("/force", "Without asking"),
                                   word("/recursive", "A directory with everything in it")),
                            2)) /
             file_name_to_end("The file"))
          .runs(delete_file),
  };
  return table;
}

}  // namespace ferry::commands
