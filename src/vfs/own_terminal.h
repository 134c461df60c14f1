#pragma once

namespace ferry::vfs {

/// A descriptor of the terminal that this process belongs to, for reading and writing, whatever its standard
/// input and output are; negative if there is none. For the caller to close.
[[nodiscard]] int open_own_terminal();

}  // namespace ferry::vfs
