#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "ssh/error.h"

namespace ferry::ssh {

/// What we understand of SSH_MSG_EXT_INFO (RFC 8308 section 2.3); other extensions are passed over.
struct Extensions {
  /// server-sig-algs, RFC 8308 section 3.1.
  std::vector<std::string> signature_algorithms;
};

/// What a server announces: server-sig-algs, and that it answers PING. With the number of the message.
[[nodiscard]] ByteVector make_ext_info(const std::vector<std::string>& signature_algorithms);
[[nodiscard]] Result<Extensions> decode_ext_info(Bytes payload);

}  // namespace ferry::ssh
