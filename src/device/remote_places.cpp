#include "device/remote_places.h"

#include <utility>

#include "commands/file_output.h"
#include "crypto/password_hash.h"

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
      curl_(std::make_shared<transfer::CurlPlaces>(names_,
                                                   [this](Scheme scheme) { return curl_settings(scheme); })) {
  for (const Scheme scheme : {Scheme::http, Scheme::https, Scheme::ftp, Scheme::tftp})
    places_.serve(scheme, curl_);
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
  const config::RemoteLogin& login = scheme == Scheme::ftp ? remote.ftp : remote.http;
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
