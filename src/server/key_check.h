#pragma once

#include <optional>
#include <string>

#include "aaa/outcome.h"
#include "base/bytes.h"
#include "net/task.h"
#include "server/context.h"
#include "ssh/security_key.h"

namespace ferry::server {

/// What a login by key comes with, beside the yes or no.
struct KeyVerdict {
  aaa::LoginAnswer answer;
  std::string certificate = {};                    // its words for the log; empty for a plain key
  std::optional<std::string> forced_command = {};  // in place of whatever the user asks for
};

/// May the owner of this key log in as `origin.user`? The blob is a plain key, one in a security token, or a
/// certificate, and `use` what the signature says; a query that nothing was signed for yet has none.
[[nodiscard]] KeyVerdict check_key(const Context& context, const aaa::Origin& origin, Bytes blob,
                                   const ssh::KeyUse& use = {});

/// Why the key is not good any more: the configuration or its `revocation-list` says so, or that list cannot
/// be read. Nothing if it is good. Reads the file on an offload thread.
net::Task<std::optional<std::string>> why_revoked(Context context, ByteVector blob);

}  // namespace ferry::server
