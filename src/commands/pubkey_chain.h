#pragma once

#include "cli/edit.h"

namespace ferry::commands {

/// The lines behind `key-string` have come to their end: keeps the key, and goes back to whose it is. An
/// error says what is wrong with it.
[[nodiscard]] cli::EditResult take_key_data(cli::Edit& edit);

}  // namespace ferry::commands
