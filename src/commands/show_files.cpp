#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "commands/directory_listing.h"
#include "commands/exec_words.h"
#include "commands/file_dialog.h"
#include "commands/file_output.h"
#include "commands/file_words.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;
using vfs::FileInfo;
using vfs::FileType;

std::string file_system_row(const vfs::Mounts& files, const std::string& device, bool is_current) {
  const vfs::FileSystem& system = *files.find(device);
  const vfs::Space space = system.space();
  const auto size = [](const std::optional<std::uint64_t>& bytes) {
    return bytes ? fmt::format("{}", *bytes) : "-";
  };
  return fmt::format("{}{:>13}{:>14}{:>10}{:>7}   {}:\n", is_current ? '*' : ' ', size(space.total),
                     size(space.free), system.type(), system.flags(), device);
}

std::string file_systems_text(const vfs::Mounts& files, const std::string& current) {
  std::string text = "File Systems:\n\n       Size(b)       Free(b)      Type  Flags  Prefixes\n";
  for (const std::string& device : files.devices())
    text += file_system_row(files, device, files.find(device) == files.find(current));
  return text;
}

net::Task<Status> show_file_systems(Session& session, Match) {
  const Services& services = session.services();
  const std::string current = session.directory().device();
  std::string text =
      co_await services.offload.run([&] { return file_systems_text(services.files, current); });
  co_await session.write(std::move(text));
  co_return Status::done;
}

std::string flash_row(std::uint64_t number, const FileInfo& info, const vfs::Path& path) {
  return fmt::format("{:<3} {:>10} {} {}\n", number, info.size, file_date(info.modified),
                     printable(path.inside()));
}

std::string used_line(const vfs::Mounts& files, const std::string& device) {
  const vfs::FileSystem* const system = files.find(device);
  const vfs::Space space = system == nullptr ? vfs::Space{} : system->space();
  if (!space.total || !space.free) return {};
  return fmt::format("{} bytes available ({} bytes used)\n", *space.free,
                     *space.total - std::min(*space.free, *space.total));
}

// What `show flash: all` knows beyond the files.
std::string details(const vfs::Mounts& files, const std::string& device) {
  const vfs::FileSystem* const system = files.find(device);
  if (system == nullptr) return {};
  return fmt::format("{}: is of type {}, flags {}, {} bytes in all\n", device, system->type(),
                     system->flags(), system->space().total.value_or(0));
}

// Directories follow behind the one that they are in; what vanishes meanwhile is left out.
net::Task<Status> show_flash(Session& session, Match match) {
  const Services& services = session.services();
  const std::string device = match.has("bootflash:") ? "bootflash" : "flash";
  const vfs::Path root{device};
  if (services.files.find(device) == nullptr)
    co_return co_await file_error(session, "opening", root.text(), Error{ErrorCode::no_such_device, {}});
  DirectoryListing listing{session, flash_row};
  listing.output().add("-#- --length-- -----date/time------ path\n");
  std::vector<vfs::Path> waiting{root};
  while (!waiting.empty()) {
    const vfs::Path directory = std::move(waiting.back());
    waiting.pop_back();
    const auto listed = co_await listing.list(directory);
    if (!listed && directory == root)
      co_return co_await file_error(session, "opening", root.text(), listed.error());
    if (listed && !*listed) co_return Status::failed;
    const std::vector<vfs::Path> found = listing.take_directories();
    waiting.insert(waiting.end(), found.rbegin(), found.rend());
  }
  std::string last = co_await services.offload.run([&] {
    return used_line(services.files, device) + (match.has("all") ? details(services.files, device) : "");
  });
  listing.output().add("\n" + last);
  co_await listing.output().flush();
  co_return Status::done;
}

bool is_text(Bytes bytes) {
  return std::ranges::none_of(bytes, [](Byte byte) {
    constexpr std::string_view usual = "\t\n\r\f";
    return byte < 0x20 && !usual.contains(static_cast<char>(byte));
  });
}

// By its first bytes.
Result<std::string_view> content_type(const vfs::Mounts& files, const vfs::Path& path, const FileInfo& info) {
  if (info.type == FileType::directory) return "directory";
  const auto file = files.open(path);
  if (!file) return std::unexpected(file.error());
  std::array<Byte, 4096> beginning{};
  const std::array<MutableBytes, 1> into{beginning};
  const auto count = (*file)->read_at(0, into);
  if (!count) return std::unexpected(count.error());
  return is_text(Bytes{beginning}.first(*count)) ? "ascii text" : "binary data";
}

Result<std::string> file_information(const vfs::Mounts& files, const vfs::Path& path) {
  const auto info = files.stat(path);
  if (!info) return std::unexpected(info.error());
  const auto type = content_type(files, path, *info);
  if (!type) return std::unexpected(type.error());
  std::string text = fmt::format("{}:\n  type is {}\n", printable(path.text()), *type);
  if (info->type == FileType::file) text += fmt::format("  file size is {} bytes\n", info->size);
  if (!path.is_root()) text += fmt::format("  last modified at {}\n", file_date(info->modified));
  return text;
}

net::Task<Status> show_file_information(Session& session, Match match) {
  const Services& services = session.services();
  const std::string typed = typed_name(match);
  const auto path = services.files.parse(typed, session.directory());
  if (!path) co_return co_await file_error(session, "opening", typed, path.error());
  auto text = co_await services.offload.run([&] { return file_information(services.files, *path); });
  if (!text) co_return co_await file_error(session, "opening", path->text(), text.error());
  co_await session.write(std::move(*text));
  co_return Status::done;
}

Path show_file() {
  return show_word() / word("file", "Files and file systems");
}

}  // namespace

const CommandTable& show_files_table() {
  static const CommandTable table{
      action(show_file() / word("systems", "All file systems"))
          .needs(privilege::user)
          .runs(show_file_systems),
      action(show_file() / word("information", "What a file is") / directory_to_end("File or directory"))
          .runs(show_file_information),
      action(show_word() / word("flash:", "All files on flash:") / maybe(word("all", "With what it is on")))
          .needs(privilege::user)
          .runs(show_flash),
      action(show_word() / word("bootflash:", "All files on flash:") /
             maybe(word("all", "With what it is on")))
          .needs(privilege::user)
          .runs(show_flash),
  };
  return table;
}

}  // namespace ferry::commands
