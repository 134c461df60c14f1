#pragma once

#include <cstddef>
#include <cstdint>

namespace ferry::sftp {

/// The version that both roles speak: draft-ietf-secsh-filexfer-02.
inline constexpr std::uint32_t protocol_version = 3;

/// Most data in one READ or WRITE. OpenSSH takes packets of 256 KiB and says with limits@openssh.com that 1
/// KiB of them is for what stands around the data; clients ask for as much.
inline constexpr std::uint32_t longest_data = (256U << 10) - 1024;
/// What every server takes (draft, section 3: packets of 34,000 bytes).
inline constexpr std::uint32_t usual_data = 32U << 10;
/// Longest packet that is taken, without its length: the data above and what stands around them.
inline constexpr std::uint32_t longest_packet = 256U << 10;
/// Longest handle (draft, section 6.3).
inline constexpr std::size_t longest_handle = 256;

}  // namespace ferry::sftp
