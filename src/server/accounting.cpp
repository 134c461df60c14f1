#include "server/accounting.h"

#include <utility>

#include "commands/line_settings.h"
#include "commands/transfer_accounting.h"
#include "server/transfer_gate.h"

namespace ferry::server {

void account(Session& session, aaa::AccountedTransfer transfer) {
  const commands::Services& services = session.context().services;
  const auto config = services.running.snapshot();
  aaa::AccountedBy who{.origin = session.origin(),
                       .privilege = required_privilege,
                       .list = commands::line_settings(*config, session.line_id()).accounting.connection};
  session.loop().spawn(commands::account_transfer(services, std::move(who), std::move(transfer)));
}

}  // namespace ferry::server
