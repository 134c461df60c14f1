#include "workstation/copy_engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "scp/pattern.h"
#include "workstation/local_files.h"
#include "workstation/local_spot.h"
#include "workstation/scp_copy.h"
#include "workstation/sftp_fetch.h"
#include "workstation/sftp_paths.h"
#include "workstation/sftp_send.h"
#include "workstation/stream_copy.h"

namespace ferry::workstation {
namespace {

/// Where one of several sources goes: below the target. Of SSH the far side knows whether it is a directory.
Place target_for(const std::string& word, const Place& source, bool has_several) {
  Place target = *parse_place(word);
  auto* const web = std::get_if<WebPlace>(&target);
  const bool goes_below = web != nullptr && (has_several || web->url.path.ends_with('/'));
  if (goes_below) web->url.path = below(web->url.path, name_of(source));
  return target;
}

/// A target that is the directory itself gets the name of the source.
Place with_name(Place target, const Place& source) {
  if (auto* local = std::get_if<LocalPlace>(&target)) {
    if (is_local_directory(local->path)) local->path = below(local->path, name_of(source));
  } else if (auto* ssh = std::get_if<SshPlace>(&target)) {
    const bool is_directory = ssh->path.empty() || ssh->path.ends_with('/') || ssh->path.ends_with(':');
    if (is_directory) ssh->path = below(ssh->path, name_of(source));
  }
  return target;
}

}  // namespace

Result<std::vector<Place>> CopyEngine::parse_all() const {
  std::vector<Place> sources;
  for (const std::string& word : run_.options.sources) {
    auto place = parse_place(word);
    if (!place) return std::unexpected(std::move(place.error()));
    sources.push_back(*std::move(place));
  }
  const auto target = parse_place(run_.options.target);
  if (!target) return std::unexpected(target.error());
  const auto* local = std::get_if<LocalPlace>(&*target);
  if (sources.size() > 1 && local != nullptr && !is_local_directory(local->path)) {
    return failure(
        ErrorCode::not_directory,
        fmt::format("{}: several sources need a directory as their target", printable(local->path)));
  }
  return sources;
}

net::Task<void> CopyEngine::copy_all() {
  auto sources = parse_all();
  if (!sources) co_return run_.complain(sources.error().message);
  const bool has_several = sources->size() > 1;
  for (Place& source : *sources) {
    if (run_.interrupted) break;
    Place target = target_for(run_.options.target, source, has_several);
    co_await copy(std::move(source), std::move(target), has_several);
  }
  for (const auto& [key, session] : sessions_) {
    if (!run_.interrupted) co_await session->update_host_keys();
  }
  sessions_.clear();
}

net::Task<void> CopyEngine::copy(Place source, Place target, bool has_several) {
  auto* const local_source = std::get_if<LocalPlace>(&source);
  auto* const local_target = std::get_if<LocalPlace>(&target);
  auto* const far_source = std::get_if<SshPlace>(&source);
  auto* const far_target = std::get_if<SshPlace>(&target);
  if (local_source != nullptr && far_target != nullptr) {
    co_return co_await send(std::move(*local_source), std::move(*far_target), has_several);
  }
  if (far_source != nullptr && local_target != nullptr) {
    co_return co_await fetch(std::move(*far_source), std::move(*local_target));
  }
  if (run_.options.resume) {
    co_return run_.complain("--resume is for copies between this machine and one with SFTP");
  }
  const Place named = with_name(std::move(target), source);
  co_await copy_by_stream(run_, source, named);
}

net::Task<void> CopyEngine::send(LocalPlace source, SshPlace target, bool has_several) {
  auto from = spot_of_source(source.path);
  if (!from) co_return run_.complain(from.error().message);
  if (from->is_directory && !run_.options.recursive) {
    co_return run_.complain(printable(source.path) + " is a directory: copy it with -r");
  }
  if (run_.options.sha256) co_return run_.complain("--sha256 is for what is fetched; use sha256sum here");
  SshSession* const session = co_await session_for(target);
  if (session == nullptr) co_return;
  if (from->is_directory) {
    const auto passed =
        co_await run_.surroundings.offload.run([&] { return passed_over_below(source.path); });
    for (const std::string& path : passed) {
      run_.surroundings.terminal.say("ferry: " + printable(path) +
                                     ": neither a file nor a directory, passed over");
    }
  }
  if (session->sftp() != nullptr) {
    co_await send_by_sftp(run_, *session, *std::move(from), target.path, has_several);
  } else if (run_.options.resume) {
    run_.complain(target.host + ": --resume needs SFTP, which is not there");
  } else {
    co_await send_by_scp(run_, *session, *std::move(from), target.path, has_several);
  }
}

net::Task<void> CopyEngine::fetch(SshPlace source, LocalPlace target) {
  SshSession* const session = co_await session_for(source);
  if (session == nullptr) co_return;
  std::vector<std::string> paths{source.path};
  if (session->sftp() != nullptr) paths = co_await expand_pattern(*session, source.path);
  if (paths.size() > 1 && !is_local_directory(target.path)) {
    co_return run_.complain(
        fmt::format("{}: several files match, and need a directory as their target", printable(target.path)));
  }
  for (std::string& path : paths) {
    if (!run_.interrupted) co_await fetch_one(*session, std::move(path), target.path);
  }
}

net::Task<void> CopyEngine::fetch_one(SshSession& session, std::string path, std::string target) {
  const std::string name = name_of(Place{SshPlace{.host = {}, .user = {}, .path = path}});
  auto to = spot_of_target(target, name);
  if (!to) co_return run_.complain(to.error().message);
  if (session.sftp() != nullptr) {
    co_await fetch_by_sftp(run_, session, std::move(path), *std::move(to));
  } else if (run_.options.resume) {
    run_.complain(session.host().typed + ": --resume needs SFTP, which is not there");
  } else {
    co_await fetch_by_scp(run_, session, std::move(path), *std::move(to));
  }
}

/// What the last part of `path` matches there; `path` itself if it is no pattern, or is a name as it stands.
net::Task<std::vector<std::string>> CopyEngine::expand_pattern(SshSession& session, std::string path) {
  std::vector<std::string> found{path};
  const std::size_t slash = path.find_last_of("/:");
  const std::string pattern = slash == std::string::npos ? path : path.substr(slash + 1);
  if (!scp::is_pattern(pattern)) co_return found;
  const auto literal = co_await session.sftp()->stat(sftp_path(path));
  if (literal) co_return found;
  const std::string directory = path.substr(0, path.size() - pattern.size());
  const auto listing = co_await session.sftp()->list(sftp_path(directory));
  if (!listing) co_return found;
  std::vector<std::string> matched;
  for (const sftp::RemoteEntry& entry : listing->entries) {
    if (scp::matches(pattern, entry.name)) matched.push_back(directory + entry.name);
  }
  std::ranges::sort(matched);
  co_return matched.empty() ? found : matched;
}

net::Task<SshSession*> CopyEngine::session_for(const SshPlace& place) {
  const Protocol protocol = place.protocol == Protocol::automatic ? run_.options.protocol : place.protocol;
  const auto key =
      fmt::format("{}@{}:{} {}", place.user, place.host, place.port.value_or(0), static_cast<int>(protocol));
  const auto known = sessions_.find(key);
  if (known != sessions_.end() && known->second->ssh().why_lost().empty()) co_return known->second.get();
  auto host = resolve_host(place, run_.options.ssh);
  if (!host) {
    run_.complain(host.error().message);
    co_return nullptr;
  }
  auto given = place.password ? std::optional{place.password->clone()} : std::nullopt;
  auto session = co_await SshSession::open(run_.surroundings, *std::move(host), protocol, std::move(given));
  if (!session) {
    if (!run_.interrupted) run_.complain(session.error().message);
    co_return nullptr;
  }
  SshSession* const opened = session->get();
  sessions_[key] = *std::move(session);
  co_return opened;
}

void CopyEngine::interrupt() {
  run_.interrupted = true;
  // SFTP removes what it has begun; SCP knows no other way than to hang up.
  for (const auto& [key, session] : sessions_) {
    if (session->sftp() == nullptr) session->ssh().close();
  }
}

}  // namespace ferry::workstation
