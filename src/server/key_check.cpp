#include "server/key_check.h"

#include <fmt/format.h>

#include <utility>

#include "server/authorities.h"
#include "ssh/certificate.h"
#include "ssh/keys.h"

namespace ferry::server {
namespace {

using aaa::LoginAnswer;
using aaa::Outcome;

KeyVerdict refused(std::string why) {
  return {.answer = {Outcome::fail, std::move(why)}};
}

KeyVerdict check_plain_key(const Context& context, const aaa::Origin& origin, Bytes blob,
                           const ssh::KeyUse& use) {
  const auto key = ssh::decode_peer_key(blob);
  if (!key) return refused(key.error().message);
  return {.answer = context.services.authenticator.public_key(
              origin, key_type_name(*key), ssh::md5_key_hash(blob),
              {.touched = use.touched, .verified = !use.in_token || use.verified})};
}

/// The authority that has this key, or null.
const config::Authority* find_authority(const config::PubkeyChain& chain, Bytes key_blob) {
  for (const auto& [name, authority] : chain.user_authorities) {
    if (has_key(authority, key_blob)) return &authority;
  }
  return nullptr;
}

/// For the user's own name or, where there are any, for one of the principals that the user has.
std::optional<std::string> why_unusable(const config::PubkeyChain& chain, const aaa::Origin& origin,
                                        const ssh::Certificate& certificate, WallTime now) {
  ssh::CertificateUse use{.kind = ssh::CertificateKind::user,
                          .principal = origin.user,
                          .now = seconds_since_1970(now),
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
  const config::Authority* authority = find_authority(chain, certificate.authority);
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

}  // namespace

KeyVerdict check_key(const Context& context, const aaa::Origin& origin, Bytes blob, const ssh::KeyUse& use) {
  return ssh::is_certificate(blob) ? check_certificate(context, origin, blob, use)
                                   : check_plain_key(context, origin, blob, use);
}

net::Task<std::optional<std::string>> why_revoked(Context context, ByteVector blob) {
  const commands::Services& services = context.services;
  config::PubkeyChain chain = services.running.snapshot()->ssh.chain;
  co_return co_await why_revoked(std::move(chain), services.files, services.offload, std::move(blob));
}

}  // namespace ferry::server
