#pragma once

#include "aaa/accounting/accounting.h"
#include "server/session.h"

namespace ferry::server {

/// Records a file that a client has brought or fetched; nobody waits for it.
void account(Session& session, aaa::AccountedTransfer transfer);

}  // namespace ferry::server
