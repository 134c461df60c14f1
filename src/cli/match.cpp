#include "cli/match.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ferry::cli {

const MatchedWord* Match::keyword_at(std::string_view keyword) const {
  const auto found = std::ranges::find_if(words_, [&](const MatchedWord& word) {
    return word.kind == TokenKind::keyword && word.name == keyword;
  });
  return found == words_.end() ? nullptr : &*found;
}

const MatchedWord* Match::find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      words_, [&](const MatchedWord& word) { return word.kind != TokenKind::keyword && word.name == name; });
  return found == words_.end() ? nullptr : &*found;
}

std::string Match::text(std::string_view name) const {
  const MatchedWord* word = find(name);
  return word == nullptr ? std::string{} : word->text;
}

std::optional<std::uint64_t> Match::number(std::string_view name) const {
  const MatchedWord* word = find(name);
  if (word == nullptr) return std::nullopt;
  return word->number;
}

std::vector<std::string> Match::texts(std::string_view name) const {
  std::vector<std::string> all;
  for (const MatchedWord& word : words_) {
    if (word.kind != TokenKind::keyword && word.name == name) all.push_back(word.text);
  }
  return all;
}

const MatchedWord* Match::value() const {
  const auto found =
      std::ranges::find_if(words_, [](const MatchedWord& word) { return word.kind != TokenKind::keyword; });
  return found == words_.end() ? nullptr : &*found;
}

std::string Match::canonical() const {
  std::string text;
  if (form_ == Form::no) text = "no";
  if (form_ == Form::restore) text = "default";
  for (const MatchedWord& word : words_) {
    if (!text.empty()) text += ' ';
    text += word.text;
  }
  return text;
}

std::string describe(const Mistake& mistake, std::string_view line, std::size_t indent) {
  switch (mistake.kind) {
    case Mistake::Kind::ambiguous:
      return fmt::format("% Ambiguous command:  \"{}\"\n", printable(line));
    case Mistake::Kind::incomplete:
      return "% Incomplete command.\n\n";
    case Mistake::Kind::invalid:
      break;
  }
  const std::string hint = mistake.hint.empty() ? "" : fmt::format("% {}\n", mistake.hint);
  return fmt::format("{}^\n% Invalid input detected at '^' marker.\n{}\n",
                     std::string(indent + mistake.column, ' '), hint);
}

std::string describe_briefly(const Mistake& mistake) {
  switch (mistake.kind) {
    case Mistake::Kind::ambiguous:
      return "% Ambiguous command.";
    case Mistake::Kind::incomplete:
      return "% Incomplete command.";
    case Mistake::Kind::invalid:
      break;
  }
  return mistake.hint.empty() ? "% Invalid input detected at '^' marker."
                              : fmt::format("% Invalid input detected at '^' marker. {}", mistake.hint);
}

}  // namespace ferry::cli
