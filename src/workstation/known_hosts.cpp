#include "workstation/known_hosts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/name_pattern.h"
#include "base/secret.h"
#include "base/text.h"
#include "crypto/mac.h"
#include "wire/reader.h"

namespace ferry::workstation {
namespace {

constexpr std::string_view hash_mark = "|1|";
constexpr unsigned ssh_port = 22;
constexpr std::size_t salt_size = 20;  // as OpenSSH's: that of the hash

/// The type name at the front of a public key blob; empty if there is none.
std::string_view type_in(Bytes blob) {
  wire::Reader reader{blob};
  std::string_view type;
  reader.read(type);
  return type;
}

/// "|1|salt|hash": is it the hash of `host`?
bool is_hash_of(std::string_view hashed, std::string_view host) {
  const auto parts = split(hashed.substr(hash_mark.size()), '|');
  if (parts.size() != 2) return false;
  const auto salt = from_base64(parts[0]);
  const auto hash = from_base64(parts[1]);
  if (!salt || !hash) return false;
  return equal_secrets(crypto::hmac(crypto::HashKind::sha1, *salt, as_bytes(host)), *hash);
}

std::string key_text(Bytes blob) {
  return fmt::format("{} {}\n", type_in(blob), to_base64(blob));
}

}  // namespace

std::string FilePlace::text() const {
  return fmt::format("{}:{}", file, line);
}

void KnownHosts::add_file(const std::string& file, std::string_view text) {
  std::size_t number = 0;
  for (const std::string_view line : lines(text)) add_line(line, {.file = file, .line = ++number});
}

void KnownHosts::add_line(std::string_view line, FilePlace place) {
  auto fields = words(line);
  if (fields.empty() || fields.front().starts_with('#')) return;
  Mark mark = Mark::none;
  if (fields.front().starts_with('@')) {
    if (fields.front() != "@revoked" && fields.front() != "@cert-authority") return;
    mark = fields.front() == "@revoked" ? Mark::revoked : Mark::authority;
    fields.erase(fields.begin());
  }
  constexpr std::size_t needed = 3;  // hosts, type, key; a comment may follow
  if (fields.size() < needed) return;
  auto blob = from_base64(fields[2]);
  if (!blob || type_in(*blob) != fields[1] || fields[1].empty()) return;
  entries_.push_back({.mark = mark,
                      .hosts = std::string{fields[0]},
                      .type = std::string{fields[1]},
                      .blob = *std::move(blob),
                      .place = std::move(place)});
}

KeyStanding KnownHosts::judge(std::string_view host, Bytes blob) const {
  if (const auto place = revoked(host, blob)) return KeyRevoked{*place};
  std::optional<FilePlace> known, changed;
  KeyUnknown unknown;
  for (const Entry& entry : entries_) {
    if (entry.mark != Mark::none || !speaks_of(entry, host)) continue;
    const bool is_same = std::ranges::equal(entry.blob, blob);
    if (is_same && !known) known = entry.place;
    if (!is_same && entry.type == type_in(blob) && !changed) changed = entry.place;
    unknown.has_other_types = true;
  }
  if (known) return KeyKnown{*known};
  if (changed) return KeyChanged{*changed};
  return unknown;
}

std::optional<FilePlace> KnownHosts::revoked(std::string_view host, Bytes blob) const {
  const auto entry = std::ranges::find_if(entries_, [&](const Entry& each) {
    return each.mark == Mark::revoked && std::ranges::equal(each.blob, blob) && speaks_of(each, host);
  });
  return entry == entries_.end() ? std::nullopt : std::optional{entry->place};
}

bool KnownHosts::has_authority(std::string_view host, std::optional<Bytes> authority) const {
  return std::ranges::any_of(entries_, [&](const Entry& each) {
    return each.mark == Mark::authority && (!authority || std::ranges::equal(each.blob, *authority)) &&
           speaks_of(each, host);
  });
}

std::optional<HostKeyNews> KnownHosts::news(std::string_view host, Bytes shown,
                                            std::span<const ByteVector> offered) const {
  HostKeyNews news{.fresh = {offered.begin(), offered.end()}};
  bool has_shown = false;
  for (const Entry& entry : entries_) {
    if (!speaks_of(entry, host)) continue;
    const bool is_plain = entry.mark == Mark::none && entry.hosts.find_first_of(",*?!") == std::string::npos;
    if (!is_plain) return std::nullopt;
    has_shown = has_shown || std::ranges::equal(entry.blob, shown);
    news.is_hashed = news.is_hashed || entry.hosts.starts_with(hash_mark);
    const bool is_offered = std::ranges::find(offered, entry.blob) != offered.end();
    if (!is_offered && is_elsewhere(host, entry.blob)) return std::nullopt;
    if (!is_offered) news.outdated.push_back(entry.place);
    std::erase(news.fresh, entry.blob);
  }
  const auto elsewhere = [&](const ByteVector& key) { return is_elsewhere(host, key); };
  if (!has_shown || std::ranges::any_of(news.fresh, elsewhere)) return std::nullopt;
  return news;
}

bool KnownHosts::is_elsewhere(std::string_view host, Bytes blob) const {
  return std::ranges::any_of(entries_, [&](const Entry& each) {
    return std::ranges::equal(each.blob, blob) && !speaks_of(each, host);
  });
}

std::vector<std::string> KnownHosts::key_types(std::string_view host) const {
  std::vector<std::string> types;
  for (const Entry& entry : entries_) {
    const bool is_new = std::ranges::find(types, entry.type) == types.end();
    if (is_new && entry.mark == Mark::none && speaks_of(entry, host)) types.push_back(entry.type);
  }
  return types;
}

bool KnownHosts::speaks_of(const Entry& entry, std::string_view host) {
  if (entry.hosts.starts_with(hash_mark)) return is_hash_of(entry.hosts, host);
  return matches_list(split(entry.hosts, ','), host);
}

std::string host_key_name(std::string_view host, unsigned port) {
  std::string name{host};
  std::ranges::transform(name, name.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return port == ssh_port ? name : fmt::format("[{}]:{}", name, port);
}

std::string rewritten_known_hosts(std::string_view text, const std::set<std::size_t>& without,
                                  std::string_view added) {
  std::string kept;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    if (!without.contains(number)) kept += text.substr(0, size);
    text.remove_prefix(size);
  }
  if (!kept.empty() && !kept.ends_with('\n')) kept += '\n';
  return kept.append(added);
}

std::string known_hosts_line(std::string_view host, Bytes blob) {
  return fmt::format("{} {}", host, key_text(blob));
}

std::string hashed_known_hosts_line(std::string_view host, Bytes salt, Bytes blob) {
  const auto hash = crypto::hmac(crypto::HashKind::sha1, salt, as_bytes(host));
  return fmt::format("{}{}|{} {}", hash_mark, to_base64(salt), to_base64(hash), key_text(blob));
}

std::string line_for(std::string_view host, Bytes blob, bool is_hashed, Random& random) {
  if (!is_hashed) return known_hosts_line(host, blob);
  std::array<Byte, salt_size> salt{};
  random.fill(salt);
  return hashed_known_hosts_line(host, salt, blob);
}

}  // namespace ferry::workstation
