#include "server/authorities.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>

#include "base/name_pattern.h"
#include "base/text.h"
#include "commands/file_output.h"
#include "ssh/keys.h"
#include "ssh/revocation_list.h"

namespace ferry::server {
namespace {

/// Under all names that a key may be revoked by.
bool is_in(const std::set<std::string>& fingerprints, Bytes blob) {
  if (!ssh::is_certificate(blob)) return fingerprints.contains(ssh::sha256_fingerprint(blob));
  const auto certificate = ssh::decode_certificate(blob);
  return !certificate || fingerprints.contains(ssh::sha256_fingerprint(certificate->authority)) ||
         fingerprints.contains(ssh::sha256_fingerprint(ssh::encode_peer_key(certificate->key)));
}

bool is_in(const ssh::RevocationList& list, Bytes blob) {
  if (!ssh::is_certificate(blob)) return ssh::is_revoked(list, blob);
  const auto certificate = ssh::decode_certificate(blob);
  return !certificate || ssh::is_revoked(list, *certificate);
}

/// Blocks on the disk. As long as the list cannot be used, nobody knows who is on it.
std::optional<std::string> why_listed(const vfs::Mounts& files, const std::string& file, Bytes blob) {
  const auto path = files.parse(file, files.root());
  if (!path) return fmt::format("revocation-list {}: {}", file, path.error().message);
  const auto text = commands::read_text_file(files, *path);
  if (!text) return fmt::format("revocation-list {}: {}", file, text.error().message);
  const auto list = ssh::decode_revocation_list(as_bytes(*text));
  if (!list) return fmt::format("revocation-list {}: {}", file, list.error().message);
  if (is_in(*list, blob)) return fmt::format("it is in {}", file);
  return std::nullopt;
}

/// As a reason in the log names what was refused.
std::string shown(Bytes blob) {
  if (!ssh::is_certificate(blob)) return fmt::format("public key {}", ssh::sha256_fingerprint(blob));
  const auto certificate = ssh::decode_certificate(blob);
  return certificate ? fmt::format("certificate {}", certificate->words()) : "certificate";
}

}  // namespace

std::string_view key_type_name(const ssh::PeerKey& key) {
  const auto rows = ssh::key_algorithms();
  const auto row = std::ranges::find_if(
      rows, [&](const ssh::SignatureRow& each) { return !each.certificate && ssh::signs_with(key, each); });
  return row == rows.end() ? std::string_view{} : row->blob_name;
}

std::uint64_t seconds_since_1970(WallTime time) {
  return static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

bool has_key(const config::Authority& authority, Bytes key_blob) {
  const auto key = ssh::decode_peer_key(key_blob);
  if (!key) return false;
  const std::string md5 = ssh::md5_key_hash(key_blob);
  return std::ranges::any_of(authority.keys, [&](const config::PublicKeyHash& known) {
    return known.algorithm == key_type_name(*key) && known.md5 == md5;
  });
}

std::optional<std::string> revoked_by(const config::Authority& authority,
                                      const ssh::Certificate& certificate) {
  if (authority.revoked_serials.contains(certificate.serial)) return "its serial number is revoked";
  if (authority.revoked_key_ids.contains(certificate.key_id)) return "its key ID is revoked";
  return std::nullopt;
}

bool has_server_authority(const config::PubkeyChain& chain, std::string_view host) {
  return std::ranges::any_of(chain.server_authorities,
                             [&](const auto& entry) { return matches_pattern(entry.first, host); });
}

std::optional<std::string> why_not_certified(const config::PubkeyChain& chain, std::string_view host,
                                             const ssh::Certificate& certificate, WallTime now) {
  bool is_trusted = false;
  for (const auto& [pattern, authority] : chain.server_authorities) {
    if (!matches_pattern(pattern, host) || !has_key(authority, certificate.authority)) continue;
    if (auto why = revoked_by(authority, certificate)) return why;
    is_trusted = true;
  }
  if (!is_trusted) return "its authority is not trusted";
  std::string name{host};
  std::ranges::transform(name, name.begin(), [](unsigned char letter) { return std::tolower(letter); });
  const ssh::CertificateUse use{
      .kind = ssh::CertificateKind::host, .principal = name, .now = seconds_since_1970(now)};
  return ssh::why_unusable(certificate, use);
}

net::Task<std::optional<std::string>> why_revoked(config::PubkeyChain chain, const vfs::Mounts& files,
                                                  net::Offload& offload, ByteVector blob) {
  if (is_in(chain.revoked_keys, blob)) co_return fmt::format("it is revoked; {}", shown(blob));
  if (chain.revocation_list.empty()) co_return std::nullopt;
  const auto look = [&] { return why_listed(files, chain.revocation_list, blob); };
  auto why = co_await offload.run(look);
  if (why) why = fmt::format("{}; {}", *why, shown(blob));
  co_return why;
}

}  // namespace ferry::server
