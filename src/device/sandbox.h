#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ferry::device {

/// Gives up, for good and for every thread started later, what a running router does not need: new
/// privileges, other programs, and (where the kernel has Landlock) every file outside `state`, but for
/// reading what resolves names and whom TLS trusts. Call it before threads are started. Returns one line for
/// each protection that this kernel could not give.
[[nodiscard]] std::vector<std::string> enter_sandbox(const std::filesystem::path& state);

}  // namespace ferry::device
