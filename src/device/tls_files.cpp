#include "device/tls_files.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "aaa/tls_link.h"
#include "crypto/password_hash.h"
#include "crypto/tls.h"

namespace ferry::device {
namespace {

using LinkResult = Result<std::unique_ptr<net::Link>>;

/// Certificates and keys have some KiB.
constexpr std::uint64_t longest_file = 1 << 20;

Result<std::string> read_file(const vfs::Mounts& files, const std::string& name, std::string_view setting) {
  const auto wrong = [&](std::string_view why) {
    return failure(ErrorCode::not_found, fmt::format("TLS: {} '{}': {}", setting, name, why));
  };
  if (name.empty())
    return failure(ErrorCode::invalid,
                   fmt::format("TLS: neither '{}' nor a shared key is configured", setting));
  const auto path = vfs::Path::parse(name, vfs::Path{"flash"});
  if (!path) return wrong(path.error().message);
  auto file = files.open(*path);
  if (!file) return wrong(file.error().message);
  if ((*file)->info().size > longest_file) return wrong("the file is too long");
  std::string text(static_cast<std::size_t>((*file)->info().size), '\0');
  const std::array pieces = {MutableBytes{reinterpret_cast<Byte*>(text.data()), text.size()}};
  const auto size = (*file)->read_at(0, pieces);
  if (!size) return wrong(size.error().message);
  text.resize(*size);
  return text;
}

Result<Secret> reveal(const config::SharedKey& key) {
  return key.reversible ? crypto::decode_type7(key.text) : Result<Secret>{Secret{key.text}};
}

/// Reads the files, so it may stall.
Result<std::shared_ptr<const crypto::TlsContext>> load(const vfs::Mounts& files,
                                                       const config::TlsConfig& tls) {
  crypto::TlsSettings settings;
  if (tls.psk) {
    auto psk = reveal(*tls.psk);
    if (!psk) return std::unexpected(std::move(psk.error()));
    settings.psk_identity = tls.psk_identity;
    settings.psk = std::move(*psk);
    return crypto::TlsContext::make(std::move(settings));
  }
  auto trusted = read_file(files, tls.ca_file, "ca-file");
  if (!trusted) return std::unexpected(std::move(trusted.error()));
  auto certificates = read_file(files, tls.certificate_file, "certificate-file");
  if (!certificates) return std::unexpected(std::move(certificates.error()));
  auto key = read_file(files, tls.key_file, "key-file");
  if (!key) return std::unexpected(std::move(key.error()));
  settings.trusted = std::move(*trusted);
  settings.certificates = std::move(*certificates);
  settings.private_key = Secret{*key};
  wipe({reinterpret_cast<Byte*>(key->data()), key->size()});
  auto made = crypto::TlsContext::make(std::move(settings));
  if (!made) return failure(made.error().code, "TLS: " + made.error().message);
  return made;
}

net::Task<LinkResult> secure(TlsFiles where, config::TlsConfig tls, std::string name,
                             std::unique_ptr<net::Link> link, TimePoint deadline) {
  const auto read = [&] { return load(where.files, tls); };
  auto context = co_await where.offload.run(read);
  if (!context) co_return std::unexpected(std::move(context.error()));
  co_return co_await aaa::connect_tls(where.loop, std::move(*context), std::move(name), std::move(link),
                                      deadline);
}

}  // namespace

aaa::SecureLink secure_link(const TlsFiles& where, const config::TlsConfig& tls, const std::string& address) {
  const std::string name = tls.server_name.empty() ? address : tls.server_name;
  return [where, tls, name](std::unique_ptr<net::Link> link, TimePoint deadline) {
    return secure(where, tls, name, std::move(link), deadline);
  };
}

}  // namespace ferry::device
