#include "commands/configuration_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "commands/file_output.h"
#include "commands/render.h"
#include "commands/services.h"
#include "commands/times.h"
#include "transfer/remote.h"

namespace ferry::commands {
namespace {

constexpr std::string_view stamp_token = "$t";
constexpr std::string_view host_token = "$h";
/// Dashes in "Dec-27-17-30-20.347-UTC-0".
constexpr int stamp_dashes = 6;

void replace_all(std::string& text, std::string_view token, std::string_view value) {
  for (std::size_t at = text.find(token); at != std::string::npos; at = text.find(token, at + value.size()))
    text.replace(at, token.size(), value);
}

/// "flash:$h-$t" -> "flash:R1-" and "": what stands around the time in the names of all versions.
std::pair<std::string, std::string> around_stamp(std::string path, std::string_view hostname) {
  replace_all(path, host_token, hostname);
  const std::size_t at = path.find(stamp_token);
  if (at == std::string::npos) return {path + "-", ""};
  return {path.substr(0, at), path.substr(at + stamp_token.size())};
}

std::string version_name(const Services& services, std::string_view path, std::string_view stamp,
                         unsigned number) {
  const auto [before, after] = around_stamp(std::string{path}, services.running.snapshot()->hostname);
  return fmt::format("{}{}{}-{}", before, stamp, after, number);
}

bool is_remote(std::string_view name) {
  return transfer::scheme_of(name).has_value();
}

/// Nobody sits at this end: what is not in the URL cannot be asked.
class Nobody final : public transfer::Correspondent {
 public:
  net::Task<std::optional<Secret>> ask(std::string, bool) override { co_return std::nullopt; }
  net::Task<void> tell(std::string) override { co_return; }
};

/// The number at the end of the name of a version; nothing if the file is something else.
std::optional<unsigned> version_number(std::string_view name, std::string_view before,
                                       std::string_view after) {
  if (!name.starts_with(before)) return std::nullopt;
  name.remove_prefix(before.size());
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos || !name.substr(0, dash).ends_with(after)) return std::nullopt;
  const auto dashes = std::ranges::count(name, '-') - std::ranges::count(after, '-');
  if (dashes != stamp_dashes) return std::nullopt;
  const auto number = to_number(name.substr(dash + 1));
  return number && *number < 1000000000 ? std::optional{static_cast<unsigned>(*number)} : std::nullopt;
}

/// The versions that lie there, the oldest first, with their numbers.
std::map<unsigned, std::string> versions_on_disk(const Services& services, std::string_view path) {
  std::map<unsigned, std::string> found;
  const auto [before, after] = around_stamp(std::string{path}, services.running.snapshot()->hostname);
  const std::size_t name_start = before.find_last_of("/:");
  const std::string folder = name_start == std::string::npos ? "" : before.substr(0, name_start + 1);
  const auto directory = services.files.parse(folder.empty() ? "." : folder, services.files.root());
  if (!directory) return found;
  const auto files = services.files.list(*directory);
  if (!files) return found;
  const std::string_view name_before = std::string_view{before}.substr(folder.size());
  for (const vfs::FileInfo& file : *files) {
    const auto number = version_number(file.name, name_before, after);
    if (number && file.type == vfs::FileType::file) found[*number] = folder + file.name;
  }
  return found;
}

void remove(const Services& services, const std::string& name) {
  if (is_remote(name)) return;  // what lies elsewhere is somebody else's to remove
  const auto path = services.files.parse(name, services.files.root());
  if (!path) return;
  // One that somebody has removed by hand is gone, too.
  [[maybe_unused]] const auto removed = services.files.remove(*path);
}

std::string shown(const Services& services, const std::string& name) {
  if (is_remote(name)) return transfer::masked(name);
  const auto path = services.files.parse(name, services.files.root());
  return path && services.files.stat(*path) ? name : ":Deleted";
}

Result<void> write_here(const Services& services, const std::string& name, const std::string& text) {
  const auto path = services.files.parse(name, services.files.root());
  if (!path) return std::unexpected(path.error());
  auto written = write_text_file(services.files, *path, text);
  if (!written) return std::unexpected(std::move(written.error()));
  return {};
}

net::Task<Result<void>> write_there(const Services& services, std::string name, std::string text) {
  auto url = transfer::parse_url(name);
  if (!url) co_return std::unexpected(std::move(url.error()));
  Nobody nobody;
  auto target = co_await services.remotes.open_target(std::move(*url), text.size(), nobody);
  if (!target) co_return std::unexpected(std::move(target.error()));
  auto written = co_await (*target)->write(as_bytes(text));
  if (!written) co_return written;
  const auto finished = co_await (*target)->finish();
  if (!finished) co_return std::unexpected(finished.error());
  co_return Result<void>{};
}

}  // namespace

net::Task<Result<std::string>> ConfigurationArchive::save(const Services& services) {
  const config::ArchiveConfig settings = services.running.snapshot()->archive;
  if (settings.path.empty()) co_return failure(ErrorCode::not_found);
  std::string name = co_await services.offload.run([&] { return next_name(services, settings.path); });
  const std::string text = running_configuration(*services.running.snapshot(), services.history);
  Result<void> written;
  if (is_remote(name)) {
    written = co_await write_there(services, name, text);
  } else {
    written = co_await services.offload.run([&] { return write_here(services, name, text); });
  }
  if (!written) co_return std::unexpected(written.error());
  co_await services.offload.run([&] { keep(services, name, settings.maximum); });
  co_return transfer::masked(name);
}

net::Task<std::optional<ConfigurationArchive::Listing>> ConfigurationArchive::list(const Services& services) {
  const config::ArchiveConfig settings = services.running.snapshot()->archive;
  if (settings.path.empty()) co_return std::nullopt;
  const auto look = [&] {
    follow_path(services, settings.path);
    const std::lock_guard lock{mutex_};
    Listing listing{.maximum = settings.maximum, .names = {}, .next = {}};
    for (const std::string& name : names_) listing.names.push_back(shown(services, name));
    listing.next = transfer::masked(version_name(services, settings.path, "<timestamp>", next_number_));
    return listing;
  };
  co_return co_await services.offload.run(look);
}

bool ConfigurationArchive::is_due(TimePoint now, Duration period) {
  const std::lock_guard lock{mutex_};
  if (!last_try_) last_try_ = now;
  return now - *last_try_ >= period;
}

void ConfigurationArchive::follow_path(const Services& services, std::string_view path) {
  const std::lock_guard lock{mutex_};
  if (path == path_) return;
  path_ = path;
  names_.clear();
  next_number_ = 0;
  if (is_remote(path)) return;
  for (auto& [number, name] : versions_on_disk(services, path)) {
    names_.push_back(std::move(name));
    next_number_ = number + 1;
  }
}

std::string ConfigurationArchive::next_name(const Services& services, std::string_view path) {
  follow_path(services, path);
  const std::lock_guard lock{mutex_};
  // One that fails is not tried again before its time.
  last_try_ = services.clock.now();
  return version_name(services, path, file_name_time(services.clock.wall_now()), next_number_++);
}

void ConfigurationArchive::keep(const Services& services, std::string name, unsigned maximum) {
  const std::lock_guard lock{mutex_};
  names_.push_back(std::move(name));
  for (; names_.size() > maximum; names_.pop_front()) remove(services, names_.front());
}

}  // namespace ferry::commands
