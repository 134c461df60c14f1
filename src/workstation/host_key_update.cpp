#include "workstation/host_key_update.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "ssh/algorithms.h"
#include "ssh/keys.h"
#include "vfs/host_file.h"
#include "workstation/key_names.h"

namespace ferry::workstation {

UpdateHostKeys update_host_keys_of(const HostSettings& settings) {
  const bool is_usual = !settings.user_known_hosts;
  const bool asks_dns =
      settings.verify_host_key_dns && !equal_ignoring_case(*settings.verify_host_key_dns, "no");
  return settings.update_host_keys.value_or(is_usual && !asks_dns ? UpdateHostKeys::yes : UpdateHostKeys::no);
}

std::optional<HostKeyNews> HostKeyUpdate::look() const {
  if (std::ranges::none_of(offered_, [&](const auto& key) { return std::ranges::equal(key, shown_); }))
    return std::nullopt;  // whose list is this?
  KnownHosts known;
  for (const std::string& file : host_.user_known_hosts) {
    const auto text = vfs::read_host_file(file, longest_known_hosts);
    if (text) known.add_file(file, *text);
  }
  auto news = known.news(host_.key_name, shown_, offered_);
  if (!news) return std::nullopt;
  std::erase_if(news->fresh, [](const ByteVector& key) { return !may_be_learned(key); });
  if (news->fresh.empty() && news->outdated.empty()) return std::nullopt;
  return news;
}

/// Keys of a type that is not known here stay where they are and are not learned.
bool HostKeyUpdate::may_be_learned(const ByteVector& blob) {
  const auto key = ssh::decode_public_key(blob);
  return key && std::ranges::any_of(ssh::signature_algorithms(), [&](const ssh::SignatureRow& row) {
           return row.key_type == ssh::key_type(*key) && !ssh::is_weak(row);
         });
}

bool HostKeyUpdate::is_wanted(const HostKeyNews& news, Terminal& terminal) const {
  if (update_host_keys_of(host_.settings) != UpdateHostKeys::ask) return true;
  if (host_.settings.batch_mode.value_or(false) || !terminal.can_ask()) return false;
  const auto answer =
      terminal.ask(fmt::format("{} tells of other host keys: {}.\nKeep that in {} (yes/no)? ",
                               printable(host_.key_name), describe(news), host_.user_known_hosts.front()),
                   true);
  return answer && equal_ignoring_case(trim(as_text(answer->reveal())), "yes");
}

Result<void> HostKeyUpdate::write(const HostKeyNews& proved, Random& random) const {
  // Somebody else may have written meanwhile.
  const auto news = look();
  if (!news) return {};
  std::string added;
  const bool is_hashed = news->is_hashed || host_.settings.hash_known_hosts.value_or(false);
  for (const ByteVector& key : news->fresh) {
    if (std::ranges::find(proved.fresh, key) != proved.fresh.end())
      added += line_for(host_.key_name, key, is_hashed, random);
  }
  for (const std::string& file : host_.user_known_hosts) {
    auto written = rewrite(file, *news, added);
    if (!written) return written;
    added.clear();
  }
  return {};
}

Result<void> HostKeyUpdate::rewrite(const std::string& file, const HostKeyNews& news,
                                    std::string_view added) const {
  std::set<std::size_t> without;
  for (const FilePlace& place : news.outdated) {
    if (place.file == file) without.insert(place.line);
  }
  if (added.empty() && without.empty()) return {};
  const auto text = vfs::read_host_file(file, longest_known_hosts);
  if (text) return vfs::replace_host_file(file, rewritten_known_hosts(*text, without, added));
  if (text.error().code == ErrorCode::not_found) return vfs::append_host_file(file, added);
  return std::unexpected(text.error());
}

std::string HostKeyUpdate::describe(const HostKeyNews& news) {
  std::vector<std::string> parts;
  for (const ByteVector& key : news.fresh)
    parts.push_back(fmt::format("new {} {}", shown_type(key), ssh::sha256_fingerprint(key)));
  if (!news.outdated.empty()) parts.push_back(fmt::format("{} gone", news.outdated.size()));
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace ferry::workstation
