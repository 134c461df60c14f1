#include "cli/path.h"

#include <fmt/format.h>

#include <utility>

namespace ferry::cli {

Path::Path(Element element) {
  elements_.push_back(std::move(element));
}

std::string Path::keywords() const {
  std::string text;
  for (const Element& element : elements_) {
    const auto* token = std::get_if<Token>(&element.part);
    if (token == nullptr || token->kind != TokenKind::keyword || element.key) break;
    if (!text.empty()) text += ' ';
    text += token->text;
  }
  return text;
}

std::size_t Path::subject_length() const {
  std::size_t length = 0;
  bool only_keywords = true;
  for (std::size_t index = 0; index < elements_.size(); ++index) {
    const auto* token = std::get_if<Token>(&elements_[index].part);
    only_keywords = only_keywords && token != nullptr && token->kind == TokenKind::keyword;
    if (only_keywords || elements_[index].key) length = index + 1;
  }
  return length;
}

Path operator/(Path left, Path right) {
  for (Element& element : right.elements_) left.elements_.push_back(std::move(element));
  return left;
}

Path key(Path path) {
  for (Element& element : path.elements_) element.key = true;
  return path;
}

Path word(std::string spelling, std::string help) {
  return Path{
      Element{Token{.kind = TokenKind::keyword, .text = std::move(spelling), .help = std::move(help)}}};
}

Path word(std::string spelling, std::size_t shortest, std::string help) {
  return Path{Element{Token{.kind = TokenKind::keyword,
                            .text = std::move(spelling),
                            .help = std::move(help),
                            .shortest = shortest}}};
}

Path number(std::string name, std::uint64_t low, std::uint64_t high, std::string help) {
  return Path{Element{Token{.kind = TokenKind::number,
                            .text = std::move(name),
                            .help = std::move(help),
                            .label = fmt::format("<{}-{}>", low, high),
                            .low = low,
                            .high = high}}};
}

Path number(std::uint64_t low, std::uint64_t high, std::string help) {
  return number("", low, high, std::move(help));
}

Path text(std::string name, std::string help, bool (*allowed)(std::string_view)) {
  return Path{Element{Token{.kind = TokenKind::word,
                            .text = std::move(name),
                            .help = std::move(help),
                            .label = "WORD",
                            .allowed = allowed}}};
}

Path rest(std::string name, std::string help) {
  return Path{Element{
      Token{.kind = TokenKind::rest, .text = std::move(name), .help = std::move(help), .label = "LINE"}}};
}

Path one_name(std::string list, std::string help) {
  return Path{Element{
      Token{.kind = TokenKind::name, .text = std::move(list), .help = std::move(help), .label = "NAME"}}};
}

Path maybe(Path path) {
  return Path{Element{Optional{std::move(path)}}};
}

Path repeated(Path path, unsigned most) {
  return Path{Element{Repeated{std::move(path), most}}};
}

}  // namespace ferry::cli
