#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "config/config.h"
#include "net/offload.h"
#include "net/task.h"
#include "ssh/certificate.h"
#include "vfs/mounts.h"

namespace ferry::server {

/// The name of a key's type as it stands in front of its base64 form: "ssh-rsa".
[[nodiscard]] std::string_view key_type_name(const ssh::PeerKey& key);
/// As `ssh::CertificateUse` counts it.
[[nodiscard]] std::uint64_t seconds_since_1970(WallTime time);

/// Whether the key of this blob is one of the authority's.
[[nodiscard]] bool has_key(const config::Authority& authority, Bytes key_blob);
/// Why what the authority has signed is not good any more; nothing if it is.
[[nodiscard]] std::optional<std::string> revoked_by(const config::Authority& authority,
                                                    const ssh::Certificate& certificate);

/// Whether `ip ssh pubkey-chain` names an authority of servers that are called so.
[[nodiscard]] bool has_server_authority(const config::PubkeyChain& chain, std::string_view host);
/// Why a server that is called `host` is not who this certificate says; nothing if all is well. Does not ask
/// for revoked keys, only for what the authority's own lines revoke.
[[nodiscard]] std::optional<std::string> why_not_certified(const config::PubkeyChain& chain,
                                                           std::string_view host,
                                                           const ssh::Certificate& certificate, WallTime now);

/// Why a key or certificate, of a user or a server, is not good any more: the configuration or its
/// `revocation-list` says so, or that list cannot be read. Nothing if it is good. Reads the file on an
/// offload thread; `files` and `offload` outlive the flow.
net::Task<std::optional<std::string>> why_revoked(config::PubkeyChain chain, const vfs::Mounts& files,
                                                  net::Offload& offload, ByteVector blob);

}  // namespace ferry::server
