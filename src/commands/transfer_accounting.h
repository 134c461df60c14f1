#pragma once

#include "aaa/accounting/accounting.h"
#include "commands/services.h"

namespace ferry::commands {

/// `aaa accounting connection`: records a file that has come or gone. The SHA-256 of one that is whole is
/// read from the disk first; it is left out where the file is gone already, or has another size. For the flow
/// of a caller that need not wait; `services` outlives it.
net::Task<void> account_transfer(const Services& services, aaa::AccountedBy who,
                                 aaa::AccountedTransfer transfer);

}  // namespace ferry::commands
