#include "sftp/partials.h"

#include <algorithm>

namespace ferry::sftp {

void Partials::keep(std::string user, vfs::Path path, Partial partial) {
  std::list<Kept> gone;  // destroyed when the lock is free again
  const std::scoped_lock lock{mutex_};
  gone = take_expired();
  const auto same = find(user, path);
  if (same != kept_.end()) gone.splice(gone.end(), kept_, same);
  if (kept_.size() == most_partials) gone.splice(gone.end(), kept_, kept_.begin());
  kept_.push_back({std::move(user), std::move(path), std::move(partial), clock_.now() + partial_life});
}

bool Partials::is_empty() {
  const std::scoped_lock lock{mutex_};
  return kept_.empty();
}

std::optional<std::uint64_t> Partials::size_of(const std::string& user, const vfs::Path& path) {
  std::list<Kept> gone;
  const std::scoped_lock lock{mutex_};
  gone = take_expired();
  const auto found = find(user, path);
  if (found == kept_.end()) return std::nullopt;
  return found->partial.size;
}

std::optional<Partial> Partials::take(const std::string& user, const vfs::Path& path) {
  std::list<Kept> gone;
  const std::scoped_lock lock{mutex_};
  gone = take_expired();
  const auto found = find(user, path);
  if (found == kept_.end()) return std::nullopt;
  Partial partial = std::move(found->partial);
  kept_.erase(found);
  return partial;
}

std::list<Partials::Kept> Partials::take_expired() {
  std::list<Kept> expired;
  while (!kept_.empty() && kept_.front().until <= clock_.now()) {
    expired.splice(expired.end(), kept_, kept_.begin());
  }
  return expired;
}

Partials::Place Partials::find(const std::string& user, const vfs::Path& path) {
  return std::ranges::find_if(kept_, [&](const Kept& one) { return one.user == user && one.path == path; });
}

}  // namespace ferry::sftp
