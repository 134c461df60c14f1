#include "server/key_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "commands/file_output.h"
#include "ssh/certificate.h"
#include "ssh/keys.h"
#include "ssh/revocation_list.h"

namespace ferry::server {
namespace {

using aaa::LoginAnswer;
using aaa::Outcome;

KeyVerdict refused(std::string why) {
  return {.answer = {Outcome::fail, std::move(why)}};
}

/// The name of a key's type as it stands in front of its base64 form: "ssh-rsa".
std::string_view type_name(const ssh::PeerKey& key) {
  const auto rows = ssh::key_algorithms();
  const auto row = std::ranges::find_if(
      rows, [&](const ssh::SignatureRow& each) { return !each.certificate && ssh::signs_with(key, each); });
  return row == rows.end() ? std::string_view{} : row->blob_name;
}

KeyVerdict check_plain_key(const Context& context, const aaa::Origin& origin, Bytes blob,
                           const ssh::KeyUse& use) {
  const auto key = ssh::decode_peer_key(blob);
  if (!key) return refused(key.error().message);
  return {.answer = context.services.authenticator.public_key(
              origin, type_name(*key), ssh::md5_key_hash(blob),
              {.touched = use.touched, .verified = !use.in_token || use.verified})};
}

/// The authority that has this key, or null.
const config::UserAuthority* find_authority(const config::PubkeyChain& chain, Bytes key_blob) {
  const auto key = ssh::decode_peer_key(key_blob);
  if (!key) return nullptr;
  const std::string md5 = ssh::md5_key_hash(key_blob);
  const auto has_key = [&](const config::PublicKeyHash& known) {
    return known.algorithm == type_name(*key) && known.md5 == md5;
  };
  for (const auto& [name, authority] : chain.user_authorities) {
    if (std::ranges::any_of(authority.keys, has_key)) return &authority;
  }
  return nullptr;
}

std::optional<std::string> revoked_by(const config::UserAuthority& authority,
                                      const ssh::Certificate& certificate) {
  if (authority.revoked_serials.contains(certificate.serial)) return "its serial number is revoked";
  if (authority.revoked_key_ids.contains(certificate.key_id)) return "its key ID is revoked";
  return std::nullopt;
}

/// For the user's own name or, where there are any, for one of the principals that the user has.
std::optional<std::string> why_unusable(const config::PubkeyChain& chain, const aaa::Origin& origin,
                                        const ssh::Certificate& certificate, WallTime now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  ssh::CertificateUse use{.kind = ssh::CertificateKind::user,
                          .principal = origin.user,
                          .now = static_cast<std::uint64_t>(seconds),
                          .address = origin.address};
  const auto own = chain.principals.find(origin.user);
  if (own == chain.principals.end()) return ssh::why_unusable(certificate, use);
  std::optional<std::string> why = "the user has no principals";
  for (const std::string& principal : own->second) {
    use.principal = principal;
    why = ssh::why_unusable(certificate, use);
    if (!why) return std::nullopt;
  }
  return why;
}

std::optional<std::string> why_use_is_not_enough(const ssh::CertificateOptions& options,
                                                 const ssh::KeyUse& use) {
  if (!use.touched && !options.no_touch_required) return "nobody touched the security token";
  if (options.verify_required && !use.verified) return "its security token did not verify its user";
  return std::nullopt;
}

std::optional<std::string> certificate_problem(const Context& context, const aaa::Origin& origin,
                                               const ssh::Certificate& certificate, const ssh::KeyUse& use) {
  const auto config = context.services.running.snapshot();
  const config::PubkeyChain& chain = config->ssh.chain;
  const config::UserAuthority* authority = find_authority(chain, certificate.authority);
  if (authority == nullptr) return "its authority is not trusted";
  if (auto why = why_unusable(chain, origin, certificate, context.services.clock.wall_now())) return why;
  if (auto why = revoked_by(*authority, certificate)) return why;
  return why_use_is_not_enough(certificate.options, use);
}

KeyVerdict check_certificate(const Context& context, const aaa::Origin& origin, Bytes blob,
                             const ssh::KeyUse& use) {
  const auto certificate = ssh::decode_certificate(blob);
  if (!certificate) return refused("certificate: " + certificate.error().message);
  LoginAnswer allowed = context.services.authenticator.may_use_keys(origin);
  if (allowed.outcome != Outcome::pass) return {.answer = std::move(allowed)};
  const auto problem = certificate_problem(context, origin, *certificate, use);
  if (problem) return refused(fmt::format("certificate: {}; {}", *problem, certificate->words()));
  return {.answer = {Outcome::pass, "certificate of the user"},
          .certificate = certificate->words(),
          .forced_command = certificate->options.force_command};
}

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

KeyVerdict check_key(const Context& context, const aaa::Origin& origin, Bytes blob, const ssh::KeyUse& use) {
  return ssh::is_certificate(blob) ? check_certificate(context, origin, blob, use)
                                   : check_plain_key(context, origin, blob, use);
}

net::Task<std::optional<std::string>> why_revoked(Context context, ByteVector blob) {
  const commands::Services& services = context.services;
  const auto config = services.running.snapshot();
  const config::PubkeyChain& chain = config->ssh.chain;
  if (is_in(chain.revoked_keys, blob)) co_return fmt::format("it is revoked; {}", shown(blob));
  if (chain.revocation_list.empty()) co_return std::nullopt;
  const auto look = [&] { return why_listed(services.files, chain.revocation_list, blob); };
  auto why = co_await services.offload.run(look);
  if (why) why = fmt::format("{}; {}", *why, shown(blob));
  co_return why;
}

}  // namespace ferry::server
