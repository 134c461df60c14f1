#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "cli/grammar.h"

namespace ferry::cli {

/// Which privilege level the commands of exec mode need, where `privilege exec level` has moved some. A rule
/// is about the command of exactly these words, whatever values follow them; with `all` it is about every
/// command that begins so. The longest rule counts. For one line; borrows everything.
class Levels {
 public:
  Levels(const std::vector<GrammarRow>& rows, const Scope& scope);

  /// May the words typed so far, which all fit the row, become a command that is allowed?
  [[nodiscard]] bool may_become_allowed(std::size_t row, std::span<const std::string_view> words) const;
  /// Is the command allowed that these words are?
  [[nodiscard]] bool allows(std::size_t row, std::span<const std::string_view> words) const;
  /// The level that this command needs.
  [[nodiscard]] unsigned level_of(std::size_t row, std::span<const std::string_view> words) const;

 private:
  struct Rule {
    std::vector<std::string_view> words;
    unsigned level;
    bool all;
  };

  const std::vector<GrammarRow>& rows_;
  unsigned privilege_;
  std::vector<Rule> rules_;
  std::vector<std::vector<const Rule*>> rules_of_row_;  // empty without any rule
};

}  // namespace ferry::cli
