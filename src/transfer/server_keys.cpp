#include "transfer/server_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ssh/keys.h"

namespace ferry::transfer {
namespace {

std::string_view type_name(Bytes blob) {
  const auto key = ssh::decode_public_key(blob);
  if (!key) return "unknown";
  const auto rows = ssh::signature_algorithms();
  const auto row = std::ranges::find(rows, ssh::key_type(*key), &ssh::SignatureRow::key_type);
  return row == rows.end() ? "unknown" : row->blob_name;
}

bool is_one_of(const std::vector<ConfiguredKey>& keys, Bytes blob) {
  const std::string md5 = ssh::md5_key_hash(blob);
  return std::ranges::any_of(
      keys, [&](const ConfiguredKey& key) { return key.type == type_name(blob) && key.md5 == md5; });
}

}  // namespace

std::string key_words(Bytes blob) {
  return fmt::format("{} {}", type_name(blob), ssh::sha256_fingerprint(blob));
}

std::vector<ByteVector> FirstUseJudge::known(const HostName& server) const {
  std::vector<ByteVector> blobs;
  for (ServerKey& key : environment_.keys.list()) {
    if (key.server == server) blobs.push_back(std::move(key.blob));
  }
  return blobs;
}

std::vector<ConfiguredKey> FirstUseJudge::configured(const HostName& server) const {
  return environment_.configured ? environment_.configured(server) : std::vector<ConfiguredKey>{};
}

std::vector<ssh::KeyType> FirstUseJudge::known_types(const HostName& server) {
  std::vector<ssh::KeyType> types;
  for (const ConfiguredKey& key : configured(server)) {
    const auto rows = ssh::signature_algorithms();
    const auto row = std::ranges::find(rows, key.type, &ssh::SignatureRow::blob_name);
    if (row != rows.end()) types.push_back(row->key_type);
  }
  if (!types.empty()) return types;
  for (const ByteVector& blob : known(server)) {
    if (const auto key = ssh::decode_public_key(blob)) types.push_back(ssh::key_type(*key));
  }
  return types;
}

bool FirstUseJudge::has_authority(const HostName& server) {
  return environment_.has_authority && environment_.has_authority(server);
}

net::Task<HostKeyVerdict> FirstUseJudge::judge(HostName server, ByteVector blob) {
  std::optional<std::string> revoked;
  if (environment_.why_revoked) revoked = co_await environment_.why_revoked(blob);
  if (revoked) co_return refuse(server, fmt::format("Host key is not good any more: {}", *revoked));
  if (!ssh::is_certificate(blob)) co_return co_await judge_plain(std::move(server), std::move(blob));
  const auto certificate = ssh::decode_certificate(blob);
  if (!certificate) co_return refuse(server, certificate.error().message);
  co_return judge(*certificate, server);
}

/// One that is of no use counts as the key that is in it, if that is configured. Nothing is learned from it.
HostKeyVerdict FirstUseJudge::judge(const ssh::Certificate& certificate, const HostName& server) const {
  std::optional<std::string> problem = "there is no authority for the server";
  if (environment_.why_not_certified) problem = environment_.why_not_certified(server, certificate);
  if (!problem) return HostKeyTrusted{};
  const ByteVector plain = ssh::encode_peer_key(certificate.key);
  if (is_one_of(configured(server), plain)) return HostKeyTrusted{};
  return refuse(server, fmt::format("Host certificate does not do, {}; {}, for {}", *problem,
                                    certificate.words(), key_words(plain)));
}

/// A key of another type counts as changed as well: we asked for the known one, and the server does not have
/// it any more.
net::Task<HostKeyVerdict> FirstUseJudge::judge_plain(HostName server, ByteVector blob) {
  const auto given = configured(server);
  if (!given.empty() || has_authority(server)) co_return judge_by(given, server, blob);
  const auto blobs = known(server);
  if (std::ranges::find(blobs, blob) != blobs.end()) co_return HostKeyTrusted{};
  const std::string shown = key_words(blob);
  if (!blobs.empty()) {
    co_return refuse(
        server, fmt::format("Host key has changed, to {}; if that is right, '{}' forgets the old one", shown,
                            environment_.remedy(server)));
  }
  if (!environment_.learns()) {
    co_return refuse(
        server, fmt::format("Host key is not known, {}; if that is right, '{}' lets it be learned", shown,
                            environment_.permission));
  }
  auto learned = co_await environment_.offload.run(
      [&] { return environment_.keys.learn({.server = server, .blob = std::move(blob)}); });
  if (!learned)
    co_return refuse(server, fmt::format("Host key cannot be remembered, {}", learned.error().message));
  environment_.learned(server, shown);
  co_return HostKeyLearned{};
}

HostKeyVerdict FirstUseJudge::judge_by(const std::vector<ConfiguredKey>& keys, const HostName& server,
                                       const ByteVector& blob) const {
  if (is_one_of(keys, blob)) return HostKeyTrusted{};
  if (keys.empty())
    return refuse(server,
                  fmt::format("Host key has no certificate of an authority that 'ip ssh pubkey-chain' "
                              "has for it, {}; if that is right, configure it under 'server {}'",
                              key_words(blob), server.host));
  return refuse(server, fmt::format("Host key is not one of those that 'ip ssh pubkey-chain' has, but {}; if "
                                    "that is right, configure it under 'server {}'",
                                    key_words(blob), server.host));
}

HostKeyVerdict FirstUseJudge::refuse(const HostName& server, std::string why) const {
  environment_.refused(server, why);
  return HostKeyRefused{std::move(why)};
}

}  // namespace ferry::transfer
