#include "transfer/ssh_places.h"

#include <utility>

#include "transfer/key_signer.h"
#include "transfer/scp_ends.h"
#include "transfer/sftp_ends.h"
#include "transfer/typed_credentials.h"

namespace ferry::transfer {
namespace {

std::optional<Secret> password_for(const Url& url, const SshSettings& settings) {
  if (url.password) return url.password->clone();
  if (url.user == settings.user && settings.password) return settings.password->clone();
  return std::nullopt;
}

std::vector<std::shared_ptr<Signer>> signers_for(const SshSettings& settings, net::Offload& offload) {
  std::vector<std::shared_ptr<Signer>> signers;
  for (const auto& key : settings.keys) signers.push_back(std::make_shared<KeySigner>(key, offload));
  return signers;
}

}  // namespace

SshEnvironment SshPlaces::environment_with(net::Dialer& dialer) const {
  return {net::EventLoop::current(), dialer, environment_.offload, environment_.clock, environment_.random};
}

net::Task<Result<std::unique_ptr<SshClient>>> SshPlaces::connect(const Url& url, SshEnvironment environment,
                                                                 Correspondent& correspondent) {
  const SshSettings settings = environment_.settings(url.scheme);
  const auto hosts = co_await environment_.names.resolve(url.host);
  if (!hosts) co_return std::unexpected(hosts.error());
  SshOptions options{.server = {url.host, url.port_or_default()},
                     .addresses = {},
                     .user = url.user.empty() ? settings.user : url.user,
                     .algorithms = settings.algorithms,
                     .limits = settings.limits,
                     .window = settings.window,
                     .signatures = settings.signatures};
  if (!settings.methods.empty()) options.methods = settings.methods;
  if (options.user.empty()) co_return failure(ErrorCode::invalid, "No user name");
  for (const std::string& host : *hosts) options.addresses.push_back({host, url.port_or_default()});
  TypedCredentials credentials{correspondent, password_for(url, settings),
                               signers_for(settings, environment.offload)};
  const HostName server = options.server;
  auto client = co_await SshClient::connect(environment, std::move(options), environment_.judge, credentials);
  if (client && environment_.negotiated) environment_.negotiated(server, (*client)->negotiated());
  co_return client;
}

net::Task<Result<std::unique_ptr<Source>>> SshPlaces::open_source(Url url, Correspondent& correspondent) {
  net::SocketDialer dialer{net::EventLoop::current(), environment_.settings(url.scheme).source};
  const SshEnvironment environment = environment_with(dialer);
  auto client = co_await connect(url, environment, correspondent);
  if (!client) co_return std::unexpected(std::move(client.error()));
  if (url.scheme == Scheme::sftp)
    co_return co_await open_sftp_source(std::move(*client), environment, std::move(url.path));
  co_return co_await open_scp_source(std::move(*client), std::move(url.path), correspondent);
}

net::Task<Result<std::unique_ptr<Target>>> SshPlaces::open_target(Url url, std::optional<std::uint64_t> size,
                                                                  Correspondent& correspondent) {
  net::SocketDialer dialer{net::EventLoop::current(), environment_.settings(url.scheme).source};
  const SshEnvironment environment = environment_with(dialer);
  auto client = co_await connect(url, environment, correspondent);
  if (!client) co_return std::unexpected(std::move(client.error()));
  if (url.scheme == Scheme::sftp)
    co_return co_await open_sftp_target(std::move(*client), environment, std::move(url.path));
  co_return co_await open_scp_target(std::move(*client), std::move(url.path), size, correspondent);
}

}  // namespace ferry::transfer
