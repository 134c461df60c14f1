#include "commands/tree_removal.h"

#include "commands/file_output.h"

namespace ferry::commands {
namespace {

constexpr std::size_t entries_at_a_time = 256;

// Somebody else may have removed it.
Result<void> unless_gone(Result<void> removed) {
  if (!removed && removed.error().code == ErrorCode::not_found) return {};
  return removed;
}

}  // namespace

Result<bool> TreeRemoval::step() {
  if (directories_.empty()) return false;
  const vfs::Path directory = directories_.back();
  at_ = directory;
  const auto walk = files_.walk(directory);
  if (!walk) return std::unexpected(walk.error());
  const auto entries = (*walk)->next(entries_at_a_time);
  if (!entries) return std::unexpected(entries.error());
  for (const vfs::FileInfo& entry : *entries) {
    const auto done = remove_entry(directory, entry);
    if (!done) return std::unexpected(done.error());
    if (directories_.back() != directory) return true;
  }
  if (!entries->empty()) return true;
  const auto left = leave_directory();
  if (!left) return std::unexpected(left.error());
  return !directories_.empty();
}

// A directory is gone into: what is in it goes first.
Result<void> TreeRemoval::remove_entry(const vfs::Path& directory, const vfs::FileInfo& entry) {
  auto path = directory.child(entry.name);
  if (!path) return std::unexpected(path.error());
  at_ = *path;
  if (entry.type == vfs::FileType::file) return unless_gone(files_.remove(*path));
  directories_.push_back(std::move(*path));
  return {};
}

Result<void> TreeRemoval::leave_directory() {
  const vfs::Path directory = std::move(directories_.back());
  directories_.pop_back();
  at_ = directory;
  if (directories_.empty() && root_at_the_end_ == Root::kept) return {};
  return unless_gone(files_.remove_directory(directory));
}

net::Task<bool> remove_tree(Session& session, vfs::Path root, TreeRemoval::Root at_the_end,
                            std::string doing) {
  const Services& services = session.services();
  TreeRemoval removal{services.files, std::move(root), at_the_end};
  for (;;) {
    const auto more = co_await services.offload.run([&] { return removal.step(); });
    if (!more) {
      co_await file_error(session, std::move(doing), removal.at().text(), more.error());
      co_return false;
    }
    if (!*more) co_return true;
  }
}

net::Task<bool> erase_file_system(Session& session, std::string device) {
  const vfs::Mounts& files = session.services().files;
  vfs::Path root{device};
  const bool done = co_await remove_tree(session, root, TreeRemoval::Root::kept, "erasing");
  if (files.find(session.directory().device()) == files.find(device)) session.set_directory(std::move(root));
  co_return done;
}

}  // namespace ferry::commands
