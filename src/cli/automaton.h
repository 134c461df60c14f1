#pragma once

#include <cstdint>
#include <vector>

#include "cli/path.h"

namespace ferry::cli {

/// A path with every way through it laid out: which tokens may come first, which after which, where it may
/// end. Built by Glushkov's construction, so a line is matched in one pass without going back.
class Automaton {
 public:
  using Index = std::uint16_t;

  explicit Automaton(const Path& path);

  [[nodiscard]] const Token& token(Index index) const { return tokens_[index].token; }
  [[nodiscard]] const std::vector<Index>& first() const { return first_; }
  [[nodiscard]] const std::vector<Index>& after(Index index) const { return tokens_[index].follow; }
  [[nodiscard]] bool may_end_after(Index index) const { return tokens_[index].accepting; }
  [[nodiscard]] std::size_t size() const { return tokens_.size(); }

 private:
  struct State {
    Token token;
    std::vector<Index> follow;
    bool accepting = false;
  };
  /// What a part of the path looks like from outside.
  struct Fragment {
    std::vector<Index> first;
    std::vector<Index> last;
    bool may_be_empty = false;
  };

  Fragment add(const Path& path);
  Fragment add(const Token& token);
  Fragment add(const Optional& part);
  Fragment add(const OneOf& part);
  Fragment add(const Repeated& part);
  Fragment join(Fragment left, Fragment right);

  std::vector<State> tokens_;
  std::vector<Index> first_;
};

}  // namespace ferry::cli
