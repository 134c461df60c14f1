#include "server/host_certificates.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "commands/file_output.h"
#include "log/catalogue.h"
#include "server/authorities.h"

namespace ferry::server {
namespace {

/// A certificate for many names has a quarter of this.
constexpr std::size_t longest_file = std::size_t{64} << 10;

/// What stands in a file of ssh-keygen's: type, base64, comment.
Result<ByteVector> read_blob(const vfs::Mounts& files, const std::string& name) {
  const auto path = files.parse(name, files.root());
  if (!path) return std::unexpected(path.error());
  const auto text = commands::read_text_file(files, *path);
  if (!text) return std::unexpected(text.error());
  const auto fields = words(std::string_view{*text}.substr(0, text->find('\n')));
  auto blob = fields.size() < 2 || text->size() > longest_file ? std::nullopt : from_base64(fields[1]);
  if (!blob || !ssh::is_certificate(*blob))
    return failure(ErrorCode::invalid, "there is no certificate in it, as ssh-keygen -s writes them");
  return *std::move(blob);
}

/// Of a file that there is no certificate to be had from.
std::string remedy_of(const Error& error) {
  return error.code == ErrorCode::not_found ? "copy it there"
                                            : "copy the file there that ssh-keygen -s has written";
}

std::string key_words(const ssh::PeerKey& key) {
  return fmt::format("{} {}", key_type_name(key), ssh::sha256_fingerprint(ssh::encode_peer_key(key)));
}

std::string key_words(const ssh::HostKeys& keys) {
  std::string text;
  for (const auto& key : keys.all())
    text += fmt::format("{}{}", text.empty() ? "" : ", ", key_words(ssh::PeerKey{.key = key->public_key()}));
  return text.empty() ? "none" : text;
}

struct Problem {
  std::string what, remedy;
};

std::optional<Problem> problem_of(const ssh::Certificate& certificate, const ssh::HostKeys& keys,
                                  WallTime now) {
  const std::string sign_again = "have one made with ssh-keygen -s CA -h -n NAMES";
  if (certificate.kind != ssh::CertificateKind::host)
    return Problem{"it is for a user, not for a host", sign_again};
  if (seconds_since_1970(now) < certificate.valid_after)
    return Problem{"it is not valid yet", "see whether 'show clock' is right"};
  if (seconds_since_1970(now) >= certificate.valid_before) return Problem{"it has expired", sign_again};
  const bool is_ours = !certificate.key.application && std::ranges::any_of(keys.all(), [&](const auto& key) {
    return key->public_key() == certificate.key.key;
  });
  if (is_ours) return std::nullopt;
  return Problem{fmt::format("it certifies the key {}, which is none of the host keys ({})",
                             key_words(certificate.key), key_words(keys)),
                 "sign what 'show crypto key mypubkey openssh' prints"};
}

/// One file; what is good of it goes into `keys`.
HostCertificate look_at(const std::string& name, const vfs::Mounts& files, ssh::HostKeys& keys,
                        WallTime now) {
  auto blob = read_blob(files, name);
  if (!blob) return {.file = name, .problem = blob.error().message, .remedy = remedy_of(blob.error())};
  auto certificate = ssh::decode_certificate(*blob);
  if (!certificate)
    return {.file = name, .problem = certificate.error().message, .remedy = remedy_of(certificate.error())};
  auto problem = problem_of(*certificate, keys, now);
  if (problem)
    return {.file = name, .problem = std::move(problem->what), .remedy = std::move(problem->remedy)};
  keys.certify(ssh::key_type(certificate->key.key), *std::move(blob));
  return {.file = name, .certificate = *std::move(certificate)};
}

}  // namespace

std::string HostCertificate::words() const {
  if (!certificate) return printable(fmt::format("{}: of no use, {}", file, problem));
  return printable(fmt::format("{}: {}, for {}", file, certificate->words(),
                               certificate->principals.empty()
                                   ? "nobody"
                                   : fmt::format("{}", fmt::join(certificate->principals, ","))));
}

CertifiedKeys certified_keys(const std::set<std::string>& names, const vfs::Mounts& files,
                             std::shared_ptr<const ssh::HostKeys> keys, WallTime now) {
  const auto with = std::make_shared<ssh::HostKeys>(*keys);
  CertifiedKeys done{.keys = with};
  for (const std::string& name : names) done.certificates.push_back(look_at(name, files, *with, now));
  return done;
}

net::Task<std::shared_ptr<const ssh::HostKeys>> keys_for_connection(Context context) {
  const commands::Services& services = context.services;
  const auto config = services.running.snapshot();
  auto keys = context.host_keys.current();
  if (config->ssh.certificates.empty()) co_return keys;
  const WallTime now = services.clock.wall_now();
  const auto read = [&] { return certified_keys(config->ssh.certificates, services.files, keys, now); };
  const CertifiedKeys done = co_await services.offload.run(read);
  for (const HostCertificate& each : done.certificates) {
    if (!each.certificate) log::host_certificate_unusable(services.log, each.file, each.problem);
  }
  co_return done.keys;
}

}  // namespace ferry::server
