#include <fmt/format.h>

#include "base/text.h"
#include "commands/directory_listing.h"
#include "commands/file_output.h"
#include "commands/file_words.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;
using vfs::FileInfo;
using vfs::FileType;

std::string row(std::uint64_t number, const FileInfo& info, const vfs::Path&) {
  constexpr unsigned owner_execute = 0100;
  const bool directory = info.type == FileType::directory;
  const std::string_view mode = directory ? "drw-" : (info.mode & owner_execute) != 0 ? "-rwx" : "-rw-";
  return fmt::format("{:>5}  {} {:>11} {:>28}  {}\n", number, mode, info.size, file_date(info.modified),
                     printable(info.name));
}

std::string title(std::string_view name) {
  return fmt::format("Directory of {}\n\n", printable(name));
}

std::string title(const vfs::Path& directory) {
  return title(directory.is_root() ? directory.text() : directory.text() + "/");
}

/// One `dir`: of a file, of a directory, of all that is below it, or of every file system.
class DirCommand {
 public:
  explicit DirCommand(Session& session)
      : session_(session), services_(session.services()), listing_(session, row) {}

  enum class Depth { one, all };
  net::Task<Status> list(vfs::Path path, std::string typed, Depth depth);
  net::Task<Status> list_all_file_systems();

 private:
  net::Task<Result<bool>> list_tree(vfs::Path root, Depth depth);
  net::Task<Status> finish(vfs::Path path);

  Session& session_;
  Services& services_;
  DirectoryListing listing_;
};

net::Task<Status> DirCommand::list(vfs::Path path, std::string typed, Depth depth) {
  if (!path.is_root()) {
    const auto info = co_await services_.offload.run([&] { return services_.files.stat(path); });
    if (!info) co_return co_await file_error(session_, "opening", path.text(), info.error());
    if (info->type == FileType::file) {
      // Tools look for the name in the title as they have typed it.
      listing_.output().add(title(typed.contains(':') ? typed : path.text()) + row(1, *info, path));
      co_return co_await finish(std::move(path));
    }
  }
  const auto listed = co_await list_tree(path, depth);
  if (!listed) co_return co_await file_error(session_, "opening", path.text(), listed.error());
  if (!*listed) co_return Status::failed;
  co_return co_await finish(std::move(path));
}

// What vanishes meanwhile is left out.
net::Task<Result<bool>> DirCommand::list_tree(vfs::Path root, Depth depth) {
  std::vector<vfs::Path> waiting{root};
  while (!waiting.empty()) {
    const vfs::Path directory = std::move(waiting.back());
    waiting.pop_back();
    const std::uint64_t rows_before = listing_.rows();
    if (directory != root) listing_.output().add("\n");
    listing_.output().add(title(directory));
    const auto listed = co_await listing_.list(directory);
    if (!listed && directory == root) co_return listed;
    if (listed && !*listed) co_return listed;
    if (listing_.rows() == rows_before) listing_.output().add("No files in directory\n");
    const std::vector<vfs::Path> found = listing_.take_directories();
    if (depth == Depth::all) waiting.insert(waiting.end(), found.rbegin(), found.rend());
  }
  co_return true;
}

net::Task<Status> DirCommand::finish(vfs::Path path) {
  const std::string line =
      co_await services_.offload.run([&] { return space_line(services_.files, path.device()); });
  listing_.output().add("\n" + line);
  co_await listing_.output().flush();
  co_return Status::done;
}

net::Task<Status> DirCommand::list_all_file_systems() {
  bool first = true;
  for (const std::string& device : services_.files.devices()) {
    if (!first) listing_.output().add("\n");
    first = false;
    const auto listed = co_await list_tree(vfs::Path{device}, Depth::one);
    if (listed && !*listed) co_return Status::failed;
    co_await finish(vfs::Path{device});
  }
  co_return Status::done;
}

net::Task<Status> dir(Session& session, Match match) {
  DirCommand command{session};
  if (match.has("all-filesystems")) co_return co_await command.list_all_file_systems();
  const std::string typed = typed_name(match);
  auto path = typed.empty() ? Result<vfs::Path>{session.directory()}
                            : session.services().files.parse(typed, session.directory());
  if (!path) co_return co_await file_error(session, "opening", typed, path.error());
  const auto depth = match.has("/recursive") ? DirCommand::Depth::all : DirCommand::Depth::one;
  co_return co_await command.list(std::move(*path), typed, depth);
}

}  // namespace

const CommandTable& directory_table() {
  static const CommandTable table{
      action(word("dir", "List the files of a directory") /
             maybe(repeated(one_of(word("/all", "Every file there is"),
                                   word("/recursive", "What is in the directories of it, too")),
                            2)) /
             maybe(one_of(word("all-filesystems", "The root of every file system"),
                          directory_to_end("Directory or file"))))
          .runs(dir),
  };
  return table;
}

}  // namespace ferry::commands
