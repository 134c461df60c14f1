#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ferry::cli {

enum class TokenKind {
  keyword,  // a fixed word, or a beginning of it that fits no other
  number,   // a decimal number in a range
  word,     // anything without blanks
  rest,     // the rest of the line
  name,     // one of the names that the vocabulary lists at the time of typing
};

/// One word of a command, with the help that `?` shows for it.
struct Token {
  TokenKind kind = TokenKind::keyword;
  /// A keyword's spelling; for values the name that a handler asks for them by ("modulus"), for a name also
  /// its list.
  std::string text = {};
  std::string help = {};
  /// What `?` shows in place of a value: "WORD", "LINE", "<1-120>".
  std::string label = {};
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  /// The fewest characters of a keyword that stand for it: more than one where a beginning that several
  /// keywords share has always meant another one.
  std::size_t shortest = 1;
  /// Further restricts a word; null takes any.
  bool (*allowed)(std::string_view) = nullptr;

  bool operator==(const Token&) const = default;
};

/// Names that are known only at run time, by list: "encryption" -> aes128-ctr, ...
using Vocabulary = std::map<std::string, std::vector<std::string>, std::less<>>;

}  // namespace ferry::cli
