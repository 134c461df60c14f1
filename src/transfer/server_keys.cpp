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

std::vector<ssh::KeyType> FirstUseJudge::known_types(const HostName& server) {
  std::vector<ssh::KeyType> types;
  for (const ByteVector& blob : known(server)) {
    if (const auto key = ssh::decode_public_key(blob)) types.push_back(ssh::key_type(*key));
  }
  return types;
}

/// A key of another type counts as changed as well: we asked for the known one, and the server does not have
/// it any more.
net::Task<HostKeyVerdict> FirstUseJudge::judge(HostName server, ByteVector blob) {
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

HostKeyVerdict FirstUseJudge::refuse(const HostName& server, std::string why) const {
  environment_.refused(server, why);
  return HostKeyRefused{std::move(why)};
}

}  // namespace ferry::transfer
