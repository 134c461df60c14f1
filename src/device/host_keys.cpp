#include "device/host_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "log/catalogue.h"
#include "ssh/keys.h"

namespace ferry::device {
namespace {

using commands::HostKeyInfo;
using commands::HostKeyRequest;
using commands::HostKeyType;

constexpr std::string_view suffix = ".pem";
constexpr unsigned owner_only = 0600;
constexpr unsigned default_rsa_bits = 3072;
constexpr unsigned default_ec_bits = 256;
constexpr unsigned ed25519_bits = 256;
/// No key of ours has a longer file.
constexpr std::size_t longest_file = std::size_t{64} << 10;

struct TypeRow {
  HostKeyType type;
  std::string_view name;  // in front of the label in a file's name
};
constexpr std::array type_rows = {
    TypeRow{HostKeyType::rsa, "rsa"},
    TypeRow{HostKeyType::ec, "ec"},
    TypeRow{HostKeyType::ed25519, "ed25519"},
};

std::string_view type_name(HostKeyType type) {
  return std::ranges::find(type_rows, type, &TypeRow::type)->name;
}

HostKeyType type_of(const crypto::PublicKey& key) {
  if (std::holds_alternative<crypto::RsaPublicKey>(key)) return HostKeyType::rsa;
  return std::holds_alternative<crypto::EcdsaPublicKey>(key) ? HostKeyType::ec : HostKeyType::ed25519;
}

Result<vfs::Path> file_path(HostKeyType type, std::string_view label) {
  return vfs::Path{"keys"}.child(fmt::format("{}-{}{}", type_name(type), label, suffix));
}

/// "ec-R1.lab.pem" says the label "R1.lab".
std::string label_of(std::string_view file_name) {
  file_name.remove_suffix(suffix.size());
  return std::string{file_name.substr(file_name.find('-') + 1)};
}

crypto::PrivateKey make_key(const HostKeyRequest& request) {
  switch (request.type) {
    case HostKeyType::rsa:
      return crypto::PrivateKey::generate_rsa(request.bits);
    case HostKeyType::ed25519:
      return crypto::PrivateKey::generate_ed25519();
    case HostKeyType::ec:
      break;
  }
  using enum crypto::Curve;
  return crypto::PrivateKey::generate_ecdsa(request.bits == 521   ? nistp521
                                            : request.bits == 384 ? nistp384
                                                                  : nistp256);
}

HostKeyInfo describe(const crypto::PrivateKey& key, std::string label, WallTime created) {
  const crypto::PublicKey& shown = key.public_key();
  return {.label = std::move(label),
          .type = type_of(shown),
          .bits = crypto::key_bits(shown),
          .created = created,
          .ssh_blob = ssh::encode_public_key(shown),
          .der = key.public_der()};
}

Result<crypto::PrivateKey> read_key(vfs::FileSystem& files, const vfs::Path& path) {
  auto file = files.open(path);
  if (!file) return std::unexpected(std::move(file.error()));
  const std::uint64_t size = (*file)->info().size;
  if (size > longest_file) return failure(ErrorCode::invalid, "too large for a key");
  Secret pem{ByteVector(static_cast<std::size_t>(size))};
  const std::array pieces = {pem.reveal_mutable()};
  const auto read = (*file)->read_at(0, pieces);
  if (!read) return std::unexpected(read.error());
  return crypto::PrivateKey::from_pem(pem);
}

Result<void> write_key(vfs::FileSystem& files, const vfs::Path& path, const crypto::PrivateKey& key) {
  const Secret pem = key.to_pem();
  auto file = files.create(path, {.mode = owner_only, .expected_size = pem.reveal().size()});
  if (!file) return std::unexpected(std::move(file.error()));
  const std::array pieces = {pem.reveal()};
  if (const auto written = (*file)->write_at(0, pieces); !written) return written;
  const auto committed = (*file)->commit();
  if (!committed) return std::unexpected(committed.error());
  return {};
}

}  // namespace

HostKeys::HostKeys(vfs::FileSystem& files, const Clock& clock, log::Log& log, std::function<void()> changed)
    : files_(files), clock_(clock), log_(log), changed_(std::move(changed)) {}

Result<void> HostKeys::load() {
  const std::lock_guard writing{writing_};
  return reload();
}

Result<void> HostKeys::reload() {
  const auto entries = files_.list(vfs::Path{"keys"});
  if (!entries) return std::unexpected(entries.error());
  std::vector<HostKeyInfo> infos;
  std::vector<std::shared_ptr<const crypto::PrivateKey>> keys;
  for (const auto& entry : *entries) {
    if (!entry.name.ends_with(suffix)) continue;
    const auto path = vfs::Path{"keys"}.child(entry.name);
    auto key = path ? read_key(files_, *path) : Result<crypto::PrivateKey>{std::unexpected(path.error())};
    if (!key)
      return failure(key.error().code, fmt::format("host key {}: {}", entry.name, key.error().message));
    infos.push_back(describe(*key, label_of(entry.name), entry.modified));
    keys.push_back(std::make_shared<const crypto::PrivateKey>(*std::move(key)));
  }
  const std::lock_guard lock{mutex_};
  infos_ = std::move(infos);
  keys_ = std::move(keys);
  return {};
}

Result<void> HostKeys::generate_missing(const std::string& label) {
  const auto have = list();
  // RSA last: SSH starts with that key, and no client may see a choice of keys that changes a moment later.
  for (const auto& request : {HostKeyRequest{HostKeyType::ed25519, ed25519_bits, label},
                              HostKeyRequest{HostKeyType::ec, default_ec_bits, label},
                              HostKeyRequest{HostKeyType::rsa, default_rsa_bits, label}}) {
    if (std::ranges::find(have, request.type, &HostKeyInfo::type) != have.end()) continue;
    if (const auto made = generate(request); !made) return std::unexpected(made.error());
  }
  return {};
}

bool HostKeys::has_rsa() const {
  const std::lock_guard lock{mutex_};
  return std::ranges::find(infos_, HostKeyType::rsa, &HostKeyInfo::type) != infos_.end();
}

std::vector<HostKeyInfo> HostKeys::list() const {
  const std::lock_guard lock{mutex_};
  return infos_;
}

Result<HostKeyInfo> HostKeys::generate(const HostKeyRequest& request) {
  const auto path = file_path(request.type, request.label);
  if (!path) return std::unexpected(path.error());
  const auto key = make_key(request);
  {
    const std::lock_guard writing{writing_};
    if (const auto written = write_key(files_, *path, key); !written) return std::unexpected(written.error());
    if (const auto loaded = reload(); !loaded) return std::unexpected(loaded.error());
  }
  log::key_added(log_, request.label);
  changed_();
  return describe(key, request.label, clock_.wall_now());
}

Result<std::size_t> HostKeys::zeroize(HostKeyType type, const std::optional<std::string>& label) {
  std::size_t removed = 0;
  {
    const std::lock_guard writing{writing_};
    for (const auto& info : list()) {
      if (info.type != type || (label && info.label != *label)) continue;
      const auto path = file_path(info.type, info.label);
      if (!path) return std::unexpected(path.error());
      if (const auto gone = files_.remove(*path); !gone) return std::unexpected(gone.error());
      log::key_deleted(log_, info.label);
      ++removed;
    }
    if (const auto loaded = reload(); !loaded) return std::unexpected(loaded.error());
  }
  if (removed > 0) changed_();
  return removed;
}

std::shared_ptr<const ssh::HostKeys> HostKeys::current() const {
  const std::string aside = set_aside_();
  const auto keys = std::make_shared<ssh::HostKeys>();
  const std::lock_guard lock{mutex_};
  // Of one type the last counts: those that are set aside go first.
  for (const bool is_aside : {true, false}) {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if ((infos_[i].label == aside) == is_aside) keys->add(keys_[i]);
    }
  }
  return keys;
}

std::vector<std::shared_ptr<const crypto::PrivateKey>> HostKeys::labelled(std::string_view label) const {
  std::vector<std::shared_ptr<const crypto::PrivateKey>> found;
  const std::lock_guard lock{mutex_};
  for (const HostKeyType type : {HostKeyType::ed25519, HostKeyType::ec, HostKeyType::rsa}) {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (infos_[i].type == type && infos_[i].label == label) found.push_back(keys_[i]);
    }
  }
  return found;
}

}  // namespace ferry::device
