#include "workstation/ssh_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/name_pattern.h"
#include "base/text.h"
#include "workstation/config_keywords.h"

namespace ferry::workstation {
namespace {

/// Files that include each other end here, as OpenSSH's do.
constexpr unsigned deepest_include = 16;

std::string lower_case(std::string_view text) {
  std::string lowered{text};
  std::ranges::transform(lowered, lowered.begin(),
                         [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return lowered;
}

bool is_blank(char character) {
  return character == ' ' || character == '\t' || character == '\r' || character == '\f';
}

/// Takes the blanks at the front of `line`, and one `=` among them if that is allowed.
void skip_blanks(std::string_view& line, bool may_be_equals) {
  while (!line.empty() && (is_blank(line.front()) || (may_be_equals && line.front() == '='))) {
    if (line.front() == '=') may_be_equals = false;
    line.remove_prefix(1);
  }
}

/// Takes one word, whose parts may be quoted; nothing if a quote does not end.
std::optional<std::string> take_word(std::string_view& line, bool ends_at_equals) {
  std::string word;
  char quote = 0;
  while (!line.empty()) {
    const char next = line.front();
    const bool ends = is_blank(next) || (ends_at_equals && next == '=');
    if (quote == 0 && ends) break;
    line.remove_prefix(1);
    if (quote == 0 && (next == '"' || next == '\'')) {
      quote = next;
    } else if (next == quote && quote != 0) {
      quote = 0;
    } else {
      word += next;
    }
  }
  if (quote != 0) return std::nullopt;
  return word;
}

}  // namespace

std::optional<std::vector<std::string>> config_words(std::string_view line) {
  std::vector<std::string> found;
  skip_blanks(line, false);
  while (!line.empty() && line.front() != '#') {
    auto word = take_word(line, found.empty());
    if (!word) return std::nullopt;
    found.push_back(*std::move(word));
    skip_blanks(line, found.size() == 1);
  }
  return found;
}

Result<void> SshConfig::read(const ConfigFile& file) {
  bool applies = true;
  return read_lines(file, applies, 0);
}

Result<void> SshConfig::read_lines(const ConfigFile& file, bool& applies, unsigned depth) {
  std::size_t number = 0;
  for (const std::string_view text : lines(file.text)) {
    const std::string place = fmt::format("{}:{}", file.name, ++number);
    auto found = config_words(text);
    if (!found) return failure(ErrorCode::invalid, fmt::format("{}: a quotation mark is missing", place));
    if (found->empty()) continue;
    Line line{.keyword = lower_case(found->front()), .arguments = {}, .place = place};
    line.arguments.assign(std::make_move_iterator(found->begin() + 1), std::make_move_iterator(found->end()));
    const auto applied = apply(line, file, applies, depth);
    if (!applied) return applied;
  }
  return {};
}

Result<void> SshConfig::apply(const Line& line, const ConfigFile& file, bool& applies, unsigned depth) {
  if (line.keyword == "host") {
    applies = matches_host(line);
  } else if (line.keyword == "match") {
    applies = matches(line);
  } else if (!applies) {
    return {};
  } else if (line.keyword == "include") {
    return include(line, file, applies, depth);
  } else if (const auto problem = set_keyword(settings_, line.keyword, line.arguments)) {
    return failure(ErrorCode::invalid, fmt::format("{}: {}", line.place, *problem));
  }
  return {};
}

/// What an included file says of hosts ends with it.
Result<void> SshConfig::include(const Line& line, const ConfigFile& file, bool& applies, unsigned depth) {
  if (depth == deepest_include) {
    return failure(ErrorCode::invalid, fmt::format("{}: files include each other too deeply", line.place));
  }
  for (const std::string& pattern : line.arguments) {
    for (const ConfigFile& included : files_.include(pattern, file.name)) {
      bool applies_within = applies;
      const auto read = read_lines(included, applies_within, depth + 1);
      if (!read) return read;
    }
  }
  return {};
}

bool SshConfig::matches_host(const Line& line) const {
  const std::vector<std::string_view> patterns{line.arguments.begin(), line.arguments.end()};
  return matches_list(patterns, question_.host);
}

/// All criteria of a Match line have to be met.
bool SshConfig::matches(const Line& line) {
  if (line.arguments.empty()) return false;
  for (std::size_t i = 0; i < line.arguments.size(); ++i) {
    std::string criterion = lower_case(line.arguments[i]);
    const bool is_negated = criterion.starts_with('!');
    if (is_negated) criterion.erase(0, 1);
    if (criterion == "all") {
      if (is_negated) return false;
      continue;
    }
    const bool takes_argument = criterion != "canonical" && criterion != "final";
    const std::string argument =
        takes_argument && i + 1 < line.arguments.size() ? line.arguments[++i] : std::string{};
    if (meets(criterion, argument, line) == is_negated) return false;
  }
  return true;
}

bool SshConfig::meets(const std::string& criterion, const std::string& argument, const Line& line) {
  const auto patterns = split(argument, ',');
  if (criterion == "host") return matches_list(patterns, settings_.host_name.value_or(question_.host));
  if (criterion == "originalhost") return matches_list(patterns, question_.host);
  if (criterion == "localuser") return matches_list(patterns, question_.local_user);
  if (criterion == "user") {
    const std::string user = question_.user.empty() ? question_.local_user : question_.user;
    return matches_list(patterns, settings_.user.value_or(user));
  }
  if (criterion != "canonical" && criterion != "final") {
    warnings_.push_back(fmt::format("{}: Match {} is not understood; the lines below it are passed over",
                                    line.place, printable(criterion)));
  }
  return false;
}

namespace {

std::optional<std::string> value_of(char token, const TokenValues& values) {
  switch (token) {
    case '%':
      return "%";
    case 'd':
      return values.home;
    case 'h':
      return values.host;
    case 'n':
      return values.typed_host;
    case 'r':
      return values.user;
    case 'u':
      return values.local_user;
    case 'p':
      return std::to_string(values.port);
    default:
      return std::nullopt;
  }
}

}  // namespace

Result<std::string> expand_tokens(std::string_view text, const TokenValues& values) {
  std::string expanded;
  if (text == "~" || text.starts_with("~/")) {
    expanded = values.home;
    text.remove_prefix(1);
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      expanded += text[i];
      continue;
    }
    const char token = ++i < text.size() ? text[i] : '\0';
    const auto value = value_of(token, values);
    if (!value) {
      return failure(ErrorCode::invalid, fmt::format("{}: %{} is not known (known are %d %h %n %p %r %u)",
                                                     printable(text), printable({&token, 1})));
    }
    expanded += *value;
  }
  return expanded;
}

}  // namespace ferry::workstation
