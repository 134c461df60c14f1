#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ferry::commands {

/// Texts of several lines in a configuration that end at a line of their own: certificates and keys at
/// "quit", macros at "@", texts between two ^C at the second one. They are kept as they are.

/// A certificate with the longest key there is takes under 16 KiB in hexadecimal.
inline constexpr std::size_t longest_text_block = 65536;

/// Whether `line`, below a line that reads `parent`, is the first of such a text.
[[nodiscard]] bool begins_text_block(std::string_view parent, std::string_view line);

/// One line of a text as it is kept.
struct TextBlockLine {
  std::string text;
  bool is_last = false;
};
/// `head` is the first line of the text, `depth` the number of sections that it stands in.
[[nodiscard]] TextBlockLine read_text_block_line(std::string_view parent, std::string_view head,
                                                 std::size_t depth, std::string_view line);

}  // namespace ferry::commands
