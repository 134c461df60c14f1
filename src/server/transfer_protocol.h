#pragma once

#include <cstdint>

namespace ferry::server {

/// What a client moves files with.
enum class TransferProtocol : std::uint8_t { scp, sftp };

}  // namespace ferry::server
