#pragma once

#include <optional>
#include <string_view>

#include "aaa/authenticator.h"
#include "config/config.h"
#include "log/catalogue.h"
#include "server/session.h"
#include "server/transfer_protocol.h"

namespace ferry::server {

/// Files are the configuration and the image of the device: only the highest level may move them.
inline constexpr unsigned required_privilege = 15;

/// Why a user may not move files, and what the client is told.
struct TransferRefusal {
  log::ScpGate gate;
  std::string_view message;
};

/// The gates in front of SCP and SFTP: `ip scp server enable`, exec authorization, privilege level 15.
/// Nothing if they are all open; a refusal has been logged.
[[nodiscard]] std::optional<TransferRefusal> refuse_transfer(const Session& session,
                                                             TransferProtocol protocol,
                                                             const aaa::ExecAnswer& answer);

/// `ip scp strict`: as strict as a router of IOS.
[[nodiscard]] bool is_strict(const Session& session);

/// Whether `ip scp server enable` lets in the subsystem sftp. A refusal is logged.
[[nodiscard]] bool is_sftp_enabled(const Session& session);

}  // namespace ferry::server
