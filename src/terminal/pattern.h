#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace ferry::terminal {

/// A regular expression of IOS: . [] [^] ranges, ^ $ * + ? | ( ), `_` for the start, the end, a blank, or one
/// of , { } ( ), and \ before a character that means itself. Matches anywhere in a line, in time linear in
/// the line and in the pattern whatever both are; never backtracks. Case matters.
class Pattern {
 public:
  static constexpr std::size_t longest = 1024;

  /// Error: malformed, saying what is wrong and where ("missing ) at character 5").
  [[nodiscard]] static Result<Pattern> parse(std::string_view text);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  [[nodiscard]] bool matches(std::string_view line);

 private:
  class Program;
  explicit Pattern(std::unique_ptr<Program> program);
  std::unique_ptr<Program> program_;
};

}  // namespace ferry::terminal
