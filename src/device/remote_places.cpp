#include "device/remote_places.h"

#include <utility>

#include "commands/file_output.h"
#include "commands/url_questions.h"
#include "crypto/password_hash.h"
#include "log/catalogue.h"
#include "server/algorithms.h"
#include "server/authorities.h"
#include "ssh/weak_algorithms.h"

namespace ferry::device {
namespace {

using transfer::CurlSettings;
using transfer::Scheme;

/// A bundle of every public authority has a quarter of this.
constexpr std::size_t longest_certificates = std::size_t{1} << 20;

std::optional<Secret> readable(const std::optional<config::Password>& password) {
  if (!password) return std::nullopt;
  if (password->type != config::PasswordType::reversible) return Secret{password->text};
  auto decoded = crypto::decode_type7(password->text);
  return decoded ? std::optional{std::move(*decoded)} : std::nullopt;
}

Result<std::string> read_certificates(const vfs::Mounts& files, std::string_view name) {
  const auto path = files.parse(name, files.root());
  auto text = path ? commands::read_text_file(files, *path) : std::unexpected(path.error());
  const bool is_one = text && text->size() <= longest_certificates &&
                      text->find("-----BEGIN CERTIFICATE-----") != std::string::npos;
  if (!is_one) return failure(ErrorCode::io, "No certificates in " + std::string{name});
  return text;
}

}  // namespace

RemotePlaces::RemotePlaces(const Environment& environment)
    : environment_(environment),
      resolver_(environment.clock),
      names_(environment.running, resolver_),
      server_keys_(environment.keys),
      judge_(judging()),
      curl_(std::make_shared<transfer::CurlPlaces>(names_,
                                                   [this](Scheme scheme) { return curl_settings(scheme); })) {
  for (const Scheme scheme : {Scheme::http, Scheme::https, Scheme::ftp, Scheme::tftp})
    places_.serve(scheme, curl_);
  const auto ssh = std::make_shared<transfer::SshPlaces>(transfer::SshPlaces::Environment{
      .names = names_,
      .judge = judge_,
      .offload = environment_.offload,
      .clock = environment_.clock,
      .random = environment_.random,
      .settings = [this](Scheme scheme) { return ssh_settings(scheme); },
      .negotiated =
          [this](const transfer::HostName& server, const ssh::NegotiatedAlgorithms& negotiated) {
            const std::string weak = ssh::weak_algorithms(negotiated);
            if (!weak.empty()) log::ssh_weak_algorithms(environment_.log, server.host, weak);
          }});
  for (const Scheme scheme : {Scheme::scp, Scheme::sftp}) places_.serve(scheme, ssh);
}

transfer::FirstUseJudge::Environment RemotePlaces::judging() {
  return {
      .keys = server_keys_,
      .offload = environment_.offload,
      .learns =
          [this] {
            const auto check = environment_.running.snapshot()->ssh_client.host_key_check;
            return check != config::HostKeyCheck::strict;
          },
      .permission = "ip ssh stricthostkeycheck accept-new",
      .remedy = [](const transfer::HostName& server) { return "clear ip ssh pubkey server " + server.host; },
      .learned =
          [this](const transfer::HostName& server, std::string_view key) {
            log::server_key_learned(environment_.log, server.host, server.port, key);
          },
      .refused =
          [this](const transfer::HostName& server, std::string_view why) {
            log::server_key_refused(environment_.log, server.host, server.port, why);
          },
      .configured = [this](const transfer::HostName& server) { return configured_keys(server); },
      .has_authority =
          [this](const transfer::HostName& server) {
            return server::has_server_authority(environment_.running.snapshot()->ssh.chain, server.host);
          },
      .why_not_certified =
          [this](const transfer::HostName& server, const ssh::Certificate& certificate) {
            return server::why_not_certified(environment_.running.snapshot()->ssh.chain, server.host,
                                             certificate, environment_.clock.wall_now());
          },
      .why_revoked =
          [this](ByteVector blob) {
            return server::why_revoked(environment_.running.snapshot()->ssh.chain, environment_.files,
                                       environment_.offload, std::move(blob));
          }};
}

std::vector<transfer::ConfiguredKey> RemotePlaces::configured_keys(const transfer::HostName& server) const {
  const auto config = environment_.running.snapshot();
  const auto found = config->ssh.chain.servers.find(server.host);
  std::vector<transfer::ConfiguredKey> keys;
  if (found == config->ssh.chain.servers.end()) return keys;
  for (const config::PublicKeyHash& key : found->second) keys.push_back({key.algorithm, key.md5});
  return keys;
}

transfer::SshSettings RemotePlaces::ssh_settings(Scheme scheme) const {
  const auto config = environment_.running.snapshot();
  transfer::SshSettings settings;
  settings.algorithms = server::algorithm_lists(config->ssh_client);
  settings.methods = config->ssh_client.authentication;
  settings.signatures = server::signature_names(config->ssh_client);
  settings.window = config->ssh.bulk_mode ? config->ssh.bulk_mode : config->ssh.window_size;
  settings.source = config->ssh_client.source_interface;
  const config::RemoteLogin& login = commands::login_at(config->remote, scheme);
  settings.user = login.user;
  settings.password = readable(login.password);
  if (!config->ssh_client.key_label.empty())
    settings.keys = environment_.own_keys.labelled(config->ssh_client.key_label);
  return settings;
}

void RemotePlaces::stop() {
  curl_->stop();
  resolver_.finish();
}

net::Task<Result<CurlSettings>> RemotePlaces::curl_settings(Scheme scheme) {
  const auto config = environment_.running.snapshot();
  const config::RemoteConfig& remote = config->remote;
  CurlSettings settings{.ftp_passive = remote.ftp_passive, .tftp_blocksize = remote.tftp_blocksize};
  if (scheme == Scheme::tftp) co_return std::move(settings);
  const config::RemoteLogin& login = commands::login_at(remote, scheme);
  settings.user = login.user;
  settings.password = readable(login.password);
  if (scheme != Scheme::https || remote.http_ca_certificate.empty()) co_return std::move(settings);
  auto certificates = co_await environment_.offload.run(
      [&] { return read_certificates(environment_.files, remote.http_ca_certificate); });
  if (!certificates) co_return std::unexpected(std::move(certificates.error()));
  settings.certificates = std::move(*certificates);
  co_return std::move(settings);
}

}  // namespace ferry::device
