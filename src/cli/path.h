#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/token.h"

namespace ferry::cli {

struct Element;

/// What a command looks like: a sequence of words, choices, optional and repeated parts.
/// Built from `word("ip", "help") / word("ssh", "help") / number("seconds", 1, 120, "help")`.
class Path {
 public:
  Path() = default;
  explicit Path(Element element);

  [[nodiscard]] const std::vector<Element>& elements() const { return elements_; }
  /// The keywords that it begins with, joined by blanks: "ip ssh time-out".
  [[nodiscard]] std::string keywords() const;
  /// How many elements say what is meant rather than what it is set to: the keywords that it begins with, or
  /// everything up to its last `key`. `no` needs only these.
  [[nodiscard]] std::size_t subject_length() const;

  friend Path operator/(Path left, Path right);
  friend Path key(Path path);

 private:
  std::vector<Element> elements_;
};

/// One part of a path that may be left out.
struct Optional {
  Path path;
};

/// Exactly one of several.
struct OneOf {
  std::vector<Path> paths;
};

/// At least one, at most `most` times in a row.
struct Repeated {
  Path path;
  unsigned most = 1;
};

struct Element {
  std::variant<Token, Optional, OneOf, Repeated> part;
  /// Says which entry of a list is meant: it belongs to the `no` form too.
  bool key = false;
};

[[nodiscard]] Path word(std::string spelling, std::string help);
/// Beginnings that are shorter than `shortest` stand for other keywords only.
[[nodiscard]] Path word(std::string spelling, std::size_t shortest, std::string help);
[[nodiscard]] Path number(std::string name, std::uint64_t low, std::uint64_t high, std::string help);
/// A value without a name, for settings that have only one.
[[nodiscard]] Path number(std::uint64_t low, std::uint64_t high, std::string help);
/// Shown as WORD.
[[nodiscard]] Path text(std::string name, std::string help, bool (*allowed)(std::string_view) = nullptr);
/// Shown as LINE. Nothing can stand behind it.
[[nodiscard]] Path rest(std::string name, std::string help);
/// One of the names that the vocabulary has under `list`.
[[nodiscard]] Path one_name(std::string list, std::string help);

[[nodiscard]] Path maybe(Path path);
[[nodiscard]] Path repeated(Path path, unsigned most);

template <class... Paths>
[[nodiscard]] Path one_of(Paths... paths) {
  return Path{Element{OneOf{{std::move(paths)...}}}};
}

}  // namespace ferry::cli
