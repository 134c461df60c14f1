#include <fmt/format.h>

#include "base/text.h"
#include "commands/file_dialog.h"
#include "commands/file_output.h"
#include "commands/file_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr unsigned directory_mode = 0755;

// IOS has words of its own for what is wrong with a directory.
std::string reason(const Error& error) {
  if (error.code == ErrorCode::exists) return "Can't create a file that exists";
  if (error.code == ErrorCode::not_empty) return "Can't delete a directory that has files in it";
  return std::string{describe(error.code)};
}

net::Task<Status> fail(Session& session, std::string doing, vfs::Path path, Error error) {
  co_await session.write(fmt::format("%Error {} {} ({})\n", doing, printable(path.text()), reason(error)));
  co_return Status::failed;
}

// A directory may be typed with a slash behind it.
Result<TypedFile> typed_directory(const Session& session, std::string_view typed) {
  auto file = typed_file(session, typed);
  if (file) file->has_name = !file->path.is_root();
  return file;
}

net::Task<Status> make_directory(Session& session, Match match) {
  const vfs::Mounts& files = session.services().files;
  auto typed = typed_directory(session, typed_name(match));
  if (!typed) co_return co_await file_error(session, "Creating dir", typed_name(match), typed.error());
  NameQuestion question{.subject = "Create directory filename", .proposed = std::move(*typed)};
  const auto path = co_await settle_name(session, std::move(question));
  if (!path) co_return Status::failed;
  const auto made =
      co_await session.services().offload.run([&] { return files.make_directory(*path, directory_mode); });
  if (!made) co_return co_await fail(session, "Creating dir", *path, made.error());
  co_await session.write(fmt::format("Created dir {}\n", printable(path->text())));
  co_return Status::done;
}

net::Task<Status> remove_directory(Session& session, Match match) {
  const vfs::Mounts& files = session.services().files;
  auto typed = typed_directory(session, typed_name(match));
  if (!typed) co_return co_await file_error(session, "Removing dir", typed_name(match), typed.error());
  NameQuestion question{.subject = "Remove directory filename", .proposed = std::move(*typed)};
  const auto path = co_await settle_name(session, std::move(question));
  if (!path) co_return Status::failed;
  const std::string name = printable(path->text());
  Confirmation confirmation{.question = fmt::format("Delete {}?", name),
                            .instead = "use delete /recursive /force"};
  const bool may = co_await settle(session, std::move(confirmation));
  if (!may) co_return Status::failed;
  const auto removed = co_await session.services().offload.run([&] { return files.remove_directory(*path); });
  if (!removed) co_return co_await fail(session, "Removing dir", *path, removed.error());
  co_await session.write(fmt::format("Removed dir {}\n", name));
  co_return Status::done;
}

// A file that stands there already stays.
Result<void> rename_file(const vfs::Mounts& files, const vfs::Path& from, const vfs::Path& to) {
  const auto source = files.stat(from);
  if (!source) return std::unexpected(source.error());
  if (!files.are_same(from, to) && files.stat(to)) return failure(ErrorCode::exists);
  return files.rename(from, to);
}

net::Task<Status> rename(Session& session, Match match) {
  const vfs::Mounts& files = session.services().files;
  auto from = typed_directory(session, match.text("from"));
  if (!from) co_return co_await file_error(session, "renaming", match.text("from"), from.error());
  NameQuestion first{.subject = "Source filename", .proposed = std::move(*from), .asked = Asked::if_noisy};
  const auto source = co_await settle_name(session, std::move(first));
  if (!source) co_return Status::failed;
  auto to = typed_file(session, match.text("to"));
  if (!to) co_return co_await file_error(session, "renaming", match.text("to"), to.error());
  NameQuestion second{.subject = "Destination filename", .proposed = std::move(*to)};
  const auto target = co_await settle_name(session, std::move(second));
  if (!target) co_return Status::failed;
  const auto renamed =
      co_await session.services().offload.run([&] { return rename_file(files, *source, *target); });
  if (renamed) co_return Status::done;
  co_return co_await fail(session, "renaming", *source, renamed.error());
}

Result<void> is_directory(const vfs::Mounts& files, const vfs::Path& path) {
  if (path.is_root()) return {};
  const auto info = files.stat(path);
  if (!info) return std::unexpected(info.error());
  if (info->type != vfs::FileType::directory) return failure(ErrorCode::not_directory);
  return {};
}

net::Task<Status> change_directory(Session& session, Match match) {
  const vfs::Mounts& files = session.services().files;
  const std::string typed = typed_name(match);
  const auto path = typed.empty() ? Result<vfs::Path>{files.root()} : files.parse(typed, session.directory());
  if (!path) co_return co_await file_error(session, "changing dir to", typed, path.error());
  const auto found = co_await session.services().offload.run([&] { return is_directory(files, *path); });
  if (!found) co_return co_await fail(session, "changing dir to", *path, found.error());
  session.set_directory(*path);
  co_return Status::done;
}

net::Task<Status> print_directory(Session& session, Match) {
  const vfs::Path& path = session.directory();
  co_await session.write(fmt::format("{}{}\n", printable(path.text()), path.is_root() ? "" : "/"));
  co_return Status::done;
}

}  // namespace

const CommandTable& directory_changes_table() {
  static const CommandTable table{
      action(word("cd", "Change the directory that names are relative to") /
             maybe(directory_to_end("The directory")))
          .runs(change_directory),
      action(word("pwd", "Show the directory that names are relative to")).runs(print_directory),
      action(word("mkdir", "Make a directory") / file_name_to_end("The directory")).runs(make_directory),
      action(word("rmdir", "Remove an empty directory") / file_name_to_end("The directory"))
          .runs(remove_directory),
      action(word("rename", "Give a file another name") / file_name("from", "The file") /
             file_name("to", "Its new name"))
          .runs(rename),
  };
  return table;
}

}  // namespace ferry::commands
