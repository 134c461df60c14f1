#pragma once

#include <memory>
#include <optional>

#include "base/secret.h"
#include "config/aaa_servers.h"

namespace ferry::aaa {

/// The key itself; null if there is none that can be read.
[[nodiscard]] std::shared_ptr<const Secret> reveal(const std::optional<config::SharedKey>& key);

}  // namespace ferry::aaa
