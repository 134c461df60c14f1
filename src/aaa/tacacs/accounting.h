#pragma once

#include "aaa/accounting/record.h"
#include "aaa/tacacs/messages.h"

namespace ferry::aaa::tacacs {

[[nodiscard]] RecordKind kind_of(RecordEvent event);

/// A record as arguments, RFC 8907 section 8.3: those of accounting, then the service, then the rest. A
/// command line that is too long for one argument goes on in `cmd-arg`, another value is cut.
[[nodiscard]] Arguments accounting_arguments(const AccountingRecord& record);

}  // namespace ferry::aaa::tacacs
