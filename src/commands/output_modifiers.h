#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "cli/grammar.h"
#include "commands/session.h"
#include "terminal/filter.h"
#include "vfs/path.h"

namespace ferry::commands {

/// The output goes into a file.
struct ToFile {
  enum class Screen : std::uint8_t { nothing, everything };  // redirect, or tee
  enum class Content : std::uint8_t { replaced, appended };
  vfs::Path path;
  Screen screen{};
  Content content{};
};

/// What stands behind the `|` of a command line.
using OutputModifier = std::variant<terminal::Filter, ToFile>;

/// Where the `|` stands that ends the command; npos if there is none.
[[nodiscard]] std::size_t find_modifier(std::string_view line);

/// Why the part behind `|` is none: words that do not fit, or a bad pattern or path in words of its own.
struct ModifierMistake {
  cli::Mistake mistake;
  std::string complaint;
};

/// `text` is what stands behind `|`. Columns of mistakes count from its start.
[[nodiscard]] std::expected<OutputModifier, ModifierMistake> parse_modifier(const Session& session,
                                                                            std::string_view text);
/// What `?` shows behind `|`.
[[nodiscard]] std::expected<std::vector<cli::HelpLine>, cli::Mistake> modifier_help(std::string_view text);

/// The way that the output of one command takes through a modifier. Outlived by what it was made with.
class ModifiedOutput : public Output {
 public:
  /// Nothing is shown any more after this; call it once, when the command has ended. An error has to be told
  /// to the typist.
  virtual net::Task<Result<void>> finish() = 0;
};

/// An error: the file cannot be written.
[[nodiscard]] net::Task<Result<std::unique_ptr<ModifiedOutput>>> modify(Session& session, Output& next,
                                                                        OutputModifier modifier);

}  // namespace ferry::commands
