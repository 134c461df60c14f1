#pragma once

#include <optional>
#include <string_view>

#include "commands/services.h"
#include "log/catalogue.h"

namespace ferry::commands {

// Where every login ends, however it came about: the watch over logins hears of it, and the log when `login
// on-failure` and `login on-success` ask for that.

void report_login_success(const Services& services, const log::Caller& caller);
/// `reason` as `aaa` gives it. Returns the quiet period that this failure begins, if it was one too many.
std::optional<aaa::LoginWatch::QuietPeriod> report_login_failure(const Services& services,
                                                                 const log::Caller& caller,
                                                                 std::string_view reason);

}  // namespace ferry::commands
