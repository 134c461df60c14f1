#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/file_output.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;
using vfs::FileInfo;
using vfs::FileType;

// Output goes out in pieces of about this size, so that a long list needs no memory of its own.
constexpr std::size_t piece_size = 16384;

// What `dir` shows: the entries, and the words behind "Directory of".
struct Listing {
  std::string title;
  std::vector<FileInfo> entries;
};

std::string row(std::size_t number, const FileInfo& info) {
  constexpr unsigned owner_execute = 0100;
  const bool directory = info.type == FileType::directory;
  const std::string_view mode = directory ? "drw-" : (info.mode & owner_execute) != 0 ? "-rwx" : "-rw-";
  return fmt::format("{:>5}  {} {:>11} {:>28}  {}\n", number, mode, info.size, file_date(info.modified),
                     printable(info.name));
}

std::string space_line(const vfs::Mounts& files, const vfs::Path& path) {
  vfs::FileSystem* system = files.find(path.device());
  const vfs::Space space = system == nullptr ? vfs::Space{} : system->space();
  if (!space.total || !space.free) return "\nNo space information available\n";
  return fmt::format("\n{} bytes total ({} bytes free)\n", *space.total, *space.free);
}

Result<Listing> read_listing(const vfs::Mounts& files, const vfs::Path& path, const std::string& typed) {
  Listing listing;
  if (!path.is_root()) {
    auto info = files.stat(path);
    if (!info) return std::unexpected(std::move(info.error()));
    if (info->type == FileType::file) {
      // Tools look for the name in the title as they have typed it.
      listing.title = typed.find(':') == std::string::npos ? path.text() : typed;
      listing.entries.push_back(std::move(*info));
      return listing;
    }
  }
  auto entries = files.list(path);
  if (!entries) return std::unexpected(std::move(entries.error()));
  listing.title = path.is_root() ? path.text() : path.text() + "/";
  listing.entries = std::move(*entries);
  return listing;
}

net::Task<Status> write_listing(Session& session, Listing listing, std::string last_line) {
  std::string text = fmt::format("Directory of {}\n\n", printable(listing.title));
  if (listing.entries.empty()) text += "No files in directory\n";
  for (std::size_t index = 0; index < listing.entries.size(); ++index) {
    text += row(index + 1, listing.entries[index]);
    if (text.size() < piece_size) continue;
    const bool shown = co_await session.write(std::exchange(text, {}));
    if (!shown) co_return Status::failed;
  }
  co_await session.write(std::move(text) + last_line);
  co_return Status::done;
}

net::Task<Status> dir(Session& session, Match match) {
  const Services& services = session.services();
  const std::string typed{trim(match.text("path"))};
  auto path = typed.empty() ? Result<vfs::Path>{session.directory()}
                            : services.files.parse(typed, session.directory());
  if (!path) co_return co_await file_error(session, "opening", typed, path.error());
  auto listing = co_await services.offload.run([&] { return read_listing(services.files, *path, typed); });
  if (!listing) co_return co_await file_error(session, "opening", path->text(), listing.error());
  std::string last_line = co_await services.offload.run([&] { return space_line(services.files, *path); });
  co_return co_await write_listing(session, std::move(*listing), std::move(last_line));
}

std::string file_system_row(const vfs::Mounts& files, const std::string& device) {
  const vfs::FileSystem& system = *files.find(device);
  const vfs::Space space = system.space();
  const auto size = [](const std::optional<std::uint64_t>& bytes) {
    return bytes ? fmt::format("{}", *bytes) : "-";
  };
  return fmt::format("{}{:>13}{:>14}{:>10}{:>7}   {}:\n", device == files.root().device() ? '*' : ' ',
                     size(space.total), size(space.free), system.type(), system.flags(), device);
}

std::string file_systems_text(const vfs::Mounts& files) {
  std::string text = "File Systems:\n\n       Size(b)       Free(b)      Type  Flags  Prefixes\n";
  for (const std::string& device : files.devices()) text += file_system_row(files, device);
  return text;
}

net::Task<Status> show_file_systems(Session& session, Match) {
  const Services& services = session.services();
  std::string text = co_await services.offload.run([&] { return file_systems_text(services.files); });
  co_await session.write(std::move(text));
  co_return Status::done;
}

// Every file below `directory`, named from the root of its file system. What vanishes meanwhile is left out.
void add_tree(const vfs::Mounts& files, const vfs::Path& directory, std::vector<FileInfo>& all) {
  auto entries = files.list(directory);
  if (!entries) return;
  for (FileInfo& entry : *entries) {
    const auto path = directory.child(entry.name);
    if (!path) continue;
    const bool is_directory = entry.type == FileType::directory;
    entry.name = path->inside();
    all.push_back(std::move(entry));
    if (is_directory) add_tree(files, *path, all);
  }
}

std::string flash_row(std::size_t number, const FileInfo& info) {
  return fmt::format("{:<3} {:>10} {} {}\n", number, info.size, file_date(info.modified),
                     printable(info.name));
}

std::string used_line(const vfs::Mounts& files, const vfs::Path& path) {
  const vfs::FileSystem* system = files.find(path.device());
  const vfs::Space space = system == nullptr ? vfs::Space{} : system->space();
  if (!space.total || !space.free) return "\n";
  return fmt::format("\n{} bytes available ({} bytes used)\n", *space.free,
                     *space.total - std::min(*space.free, *space.total));
}

net::Task<Status> show_flash(Session& session, Match) {
  const Services& services = session.services();
  const vfs::Path root = services.files.root();
  const auto all = co_await services.offload.run([&] {
    std::vector<FileInfo> files;
    add_tree(services.files, root, files);
    return files;
  });
  std::string last_line = co_await services.offload.run([&] { return used_line(services.files, root); });
  std::string text = "-#- --length-- -----date/time------ path\n";
  for (std::size_t index = 0; index < all.size(); ++index) {
    text += flash_row(index + 1, all[index]);
    if (text.size() < piece_size) continue;
    const bool shown = co_await session.write(std::exchange(text, {}));
    if (!shown) co_return Status::failed;
  }
  co_await session.write(std::move(text) + last_line);
  co_return Status::done;
}

}  // namespace

const CommandTable& directory_table() {
  static const CommandTable table{
      action(word("dir", "List the files of a directory") / maybe(rest("path", "Directory or file")))
          .runs(dir),
      action(show_word() / word("file", "File systems") / word("systems", "All file systems"))
          .needs(privilege::user)
          .runs(show_file_systems),
      action(show_word() / word("flash:", "All files on flash:")).needs(privilege::user).runs(show_flash),
  };
  return table;
}

}  // namespace ferry::commands
