#include "commands/directory_listing.h"

#include <fmt/format.h>

namespace ferry::commands {
namespace {

constexpr std::size_t entries_at_a_time = 256;

}  // namespace

net::Task<Result<bool>> DirectoryListing::list(vfs::Path directory) {
  const Services& services = session_.services();
  const auto walk = co_await services.offload.run([&] { return services.files.walk(directory); });
  if (!walk) co_return std::unexpected(walk.error());
  directories_.clear();
  for (;;) {
    const auto entries = co_await services.offload.run([&] { return (*walk)->next(entries_at_a_time); });
    if (!entries) co_return std::unexpected(entries.error());
    if (entries->empty()) co_return true;
    for (const vfs::FileInfo& entry : *entries) {
      auto path = directory.child(entry.name);
      if (!path) continue;
      output_.add(row_(++rows_, entry, *path));
      if (entry.type == vfs::FileType::directory) directories_.push_back(std::move(*path));
    }
    const bool wanted = co_await output_.flush_if_full();
    if (!wanted) co_return false;
  }
}

std::string space_line(const vfs::Mounts& files, const std::string& device) {
  const vfs::FileSystem* const system = files.find(device);
  const vfs::Space space = system == nullptr ? vfs::Space{} : system->space();
  if (!space.total || !space.free) return "No space information available\n";
  return fmt::format("{} bytes total ({} bytes free)\n", *space.total, *space.free);
}

}  // namespace ferry::commands
