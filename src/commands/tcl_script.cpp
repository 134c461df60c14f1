#include "commands/tcl_script.h"

#include <algorithm>
#include <utility>

namespace ferry::commands::tcl {
namespace {

bool is_blank(char character) {
  return character == ' ' || character == '\t' || character == '\r';
}

bool ends_command(char character) {
  return character == '\n' || character == ';';
}

bool in_name(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '_';
}

using Failure = std::unexpected<std::string>;

/// What `next_command` and `list_elements` read from.
class Parser {
 public:
  Parser(std::string_view text, std::size_t& position) : text_(text), position_(position) {}

  std::expected<Command, std::string> command();
  std::expected<std::vector<std::string>, std::string> list();

 private:
  [[nodiscard]] bool at_end() const { return position_ >= text_.size(); }
  [[nodiscard]] char here() const { return text_[position_]; }
  [[nodiscard]] bool continues_line() const { return text_.substr(position_).starts_with("\\\n"); }
  void skip_between_words();
  void skip_comment();
  std::expected<Word, std::string> word();
  std::expected<std::string, std::string> braced();
  std::expected<Word, std::string> quoted();
  std::expected<Word, std::string> bare();
  std::expected<std::string, std::string> bracketed();
  std::expected<void, std::string> piece(Word& word);
  std::expected<void, std::string> variable(Word& word);
  char escaped();

  std::string_view text_;
  std::size_t& position_;
};

void add_literal(Word& word, char character) {
  if (word.empty() || word.back().kind != Part::Kind::literal) word.push_back({Part::Kind::literal, {}});
  word.back().text += character;
}

void Parser::skip_between_words() {
  while (!at_end() && (is_blank(here()) || continues_line())) position_ += continues_line() ? 2 : 1;
}

void Parser::skip_comment() {
  while (!at_end() && here() != '\n') position_ += here() == '\\' ? 2 : 1;
  position_ = std::min(position_, text_.size());
}

std::expected<Command, std::string> Parser::command() {
  Command command;
  skip_between_words();
  if (!at_end() && here() == '#') skip_comment();
  while (!at_end() && !ends_command(here())) {
    auto next = word();
    if (!next) return Failure{std::move(next.error())};
    command.push_back(std::move(*next));
    skip_between_words();
  }
  if (!at_end()) ++position_;
  return command;
}

std::expected<Word, std::string> Parser::word() {
  if (here() == '"') return quoted();
  if (here() != '{') return bare();
  auto text = braced();
  if (!text) return Failure{std::move(text.error())};
  if (!at_end() && !is_blank(here()) && !ends_command(here()) && !continues_line())
    return Failure{"extra characters after close-brace"};
  return Word{{Part::Kind::literal, std::move(*text)}};
}

// Nothing in it means anything, but a line end behind a backslash is a blank.
std::expected<std::string, std::string> Parser::braced() {
  std::string text;
  std::size_t depth = 0;
  while (!at_end()) {
    const char character = here();
    if (continues_line()) {
      position_ += 2;
      while (!at_end() && is_blank(here())) ++position_;
      text += ' ';
      continue;
    }
    ++position_;
    if (character == '{' && depth++ == 0) continue;
    if (character == '}' && --depth == 0) return text;
    text += character;
    if (character == '\\' && !at_end()) text += text_[position_++];
  }
  return Failure{"missing close-brace"};
}

std::expected<Word, std::string> Parser::quoted() {
  Word word{{Part::Kind::literal, {}}};
  ++position_;
  while (!at_end()) {
    if (here() == '"') {
      ++position_;
      if (!at_end() && !is_blank(here()) && !ends_command(here()))
        return Failure{"extra characters after close-quote"};
      return word;
    }
    if (auto taken = piece(word); !taken) return Failure{std::move(taken.error())};
  }
  return Failure{"missing \""};
}

std::expected<Word, std::string> Parser::bare() {
  Word word;
  while (!at_end() && !is_blank(here()) && !ends_command(here()) && !continues_line()) {
    if (auto taken = piece(word); !taken) return Failure{std::move(taken.error())};
  }
  return word;
}

std::expected<void, std::string> Parser::piece(Word& word) {
  if (here() == '$') return variable(word);
  if (here() == '[') {
    auto script = bracketed();
    if (!script) return Failure{std::move(script.error())};
    word.push_back({Part::Kind::script, std::move(*script)});
    return {};
  }
  add_literal(word, here() == '\\' ? escaped() : text_[position_++]);
  return {};
}

std::expected<void, std::string> Parser::variable(Word& word) {
  ++position_;
  const bool is_braced = !at_end() && here() == '{';
  if (is_braced) {
    const std::size_t end = text_.find('}', position_);
    if (end == std::string_view::npos) return Failure{"missing close-brace for variable name"};
    word.push_back({Part::Kind::variable, std::string{text_.substr(position_ + 1, end - position_ - 1)}});
    position_ = end + 1;
    return {};
  }
  const std::size_t start = position_;
  while (!at_end() && in_name(here())) ++position_;
  if (position_ == start) {
    add_literal(word, '$');
  } else {
    word.push_back({Part::Kind::variable, std::string{text_.substr(start, position_ - start)}});
  }
  return {};
}

// Only where it ends: what is in it is parsed when it runs.
std::expected<std::string, std::string> Parser::bracketed() {
  const std::size_t start = ++position_;
  std::size_t depth = 1;
  while (!at_end()) {
    const char character = here();
    if (character == '{') {
      if (auto skipped = braced(); !skipped) return Failure{std::move(skipped.error())};
      continue;
    }
    position_ += character == '\\' ? 2 : 1;
    if (character == '[' && ++depth > deepest) return Failure{"too many nested brackets"};
    if (character == ']' && --depth == 0) return std::string{text_.substr(start, position_ - start - 1)};
  }
  position_ = std::min(position_, text_.size());
  return Failure{"missing close-bracket"};
}

char Parser::escaped() {
  ++position_;
  if (at_end()) return '\\';
  const char character = text_[position_++];
  switch (character) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case '\n':
      return ' ';
    default:
      return character;
  }
}

std::expected<std::vector<std::string>, std::string> Parser::list() {
  std::vector<std::string> elements;
  const auto skip = [this] {
    while (!at_end() && (is_blank(here()) || here() == '\n')) ++position_;
  };
  for (skip(); !at_end(); skip()) {
    if (here() == '{') {
      auto element = braced();
      if (!element) return Failure{"unmatched open brace in list"};
      elements.push_back(std::move(*element));
      continue;
    }
    std::string element;
    while (!at_end() && !is_blank(here()) && here() != '\n')
      element += here() == '\\' ? escaped() : text_[position_++];
    elements.push_back(std::move(element));
  }
  return elements;
}

}  // namespace

void Completeness::add_line(std::string_view line) {
  continues_ = false;
  for (const char character : line) add(character);
  continues_ = std::exchange(escaped_, false);
  if (continues_ || !(open_.empty() || open_.back() == Open::bracket)) return;
  begins_word_ = begins_command_ = true;
  in_comment_ = false;
}

void Completeness::add(char character) {
  if (escaped_ || character == '\\') {
    escaped_ = !escaped_;
    begins_word_ = begins_command_ = false;
    return;
  }
  if (open_.size() > deepest || in_comment_) return;
  if (!open_.empty() && open_.back() == Open::brace) {
    if (character == '{') open_.push_back(Open::brace);
    if (character == '}') open_.pop_back();
    return;
  }
  add_outside(character);
}

void Completeness::add_outside(char character) {
  const bool in_quote = !open_.empty() && open_.back() == Open::quote;
  const bool in_bracket = !open_.empty() && open_.back() == Open::bracket;
  const bool begins_word = std::exchange(begins_word_, is_blank(character) || character == ';');
  const bool begins_command =
      std::exchange(begins_command_, character == ';' || (begins_command_ && is_blank(character)));
  if (character == '[') {
    open_.push_back(Open::bracket);
    begins_word_ = begins_command_ = true;
  } else if ((character == ']' && in_bracket) || (character == '"' && in_quote)) {
    open_.pop_back();
  } else if (in_quote) {
    return;
  } else if (character == '"' && begins_word) {
    open_.push_back(Open::quote);
  } else if (character == '{' && begins_word) {
    open_.push_back(Open::brace);
  } else if (character == '#' && begins_command) {
    in_comment_ = open_.empty();
  }
}

std::expected<Command, std::string> next_command(std::string_view script, std::size_t& position) {
  return Parser{script, position}.command();
}

std::expected<std::vector<std::string>, std::string> list_elements(std::string_view list) {
  std::size_t position = 0;
  return Parser{list, position}.list();
}

}  // namespace ferry::commands::tcl
