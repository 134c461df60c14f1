#include "scp/command.h"

#include <algorithm>
#include <span>

#include "base/text.h"

namespace ferry::scp {
namespace {

constexpr std::string_view blanks = " \t";

/// A word of the line without its quotes, and where it stood.
struct Word {
  std::string text;
  std::size_t start = 0;
  std::size_t end = 0;
};

/// Takes the words as a POSIX shell would, with two differences: nothing is ever expanded or run, and a quote
/// that is never closed is an ordinary character, because clients that do not quote send names such as `it's`
/// as they are.
class WordSplitter {
 public:
  explicit WordSplitter(std::string_view line) : line_(line) {}

  std::vector<Word> all() {
    std::vector<Word> found;
    for (;;) {
      at_ = std::min(line_.find_first_not_of(blanks, at_), line_.size());
      if (at_ == line_.size()) return found;
      found.push_back(next());
    }
  }

 private:
  Word next() {
    Word word{.text = {}, .start = at_};
    while (at_ < line_.size() && !blanks.contains(line_[at_])) take_one(word.text);
    word.end = at_;
    return word;
  }

  void take_one(std::string& text) {
    const char c = line_[at_];
    if (c == '\'' && take_single_quoted(text)) return;
    if (c == '"' && take_double_quoted(text)) return;
    const bool escapes = c == '\\' && at_ + 1 < line_.size();
    if (escapes) ++at_;
    text += line_[at_++];
  }

  bool take_single_quoted(std::string& text) {
    const auto end = line_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return false;
    text += line_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return true;
  }

  bool take_double_quoted(std::string& text) {
    constexpr std::string_view escapable = "\"\\$`";
    std::string inside;
    for (std::size_t i = at_ + 1; i < line_.size(); ++i) {
      if (line_[i] == '"') {
        text += inside;
        at_ = i + 1;
        return true;
      }
      if (line_[i] == '\\' && i + 1 < line_.size() && escapable.contains(line_[i + 1])) ++i;
      inside += line_[i];
    }
    return false;
  }

  std::string_view line_;
  std::size_t at_ = 0;
};

/// The words behind the program's name, taken one by one.
class OptionParser {
 public:
  explicit OptionParser(std::span<const Word> words) : words_(words) {}

  /// Takes all options; what remains are paths.
  Result<void> take(Command& command) {
    while (!words_.empty()) {
      const std::string_view word = words_.front().text;
      if (word.size() < 2 || word.front() != '-') break;
      words_ = words_.subspan(1);
      if (word == "--") break;
      const auto taken = take_flags(word.substr(1), command);
      if (!taken) return taken;
    }
    if (!is_sink_ && !is_source_) return failure(ErrorCode::invalid, "scp: one of -t and -f is needed");
    if (is_sink_ && is_source_) return failure(ErrorCode::invalid, "scp: -t and -f exclude each other");
    if (words_.empty()) return failure(ErrorCode::invalid, "scp: a file name is missing");
    command.direction = is_sink_ ? Direction::sink : Direction::source;
    return {};
  }

  [[nodiscard]] std::span<const Word> rest() const { return words_; }

 private:
  Result<void> take_flags(std::string_view flags, Command& command) {
    for (std::size_t i = 0; i < flags.size(); ++i) {
      switch (flags[i]) {
        case 't':
          is_sink_ = true;
          break;
        case 'f':
          is_source_ = true;
          break;
        case 'r':
          command.recursive = true;
          break;
        case 'p':
          command.times = true;
          break;
        case 'd':
          command.target_is_directory = true;
          break;
        case 'v':
          command.verbose = true;
          break;
        // Quiet and compression say nothing to a server.
        case 'q':
        case 'C':
          break;
        // The bandwidth limit, in this word or the next, is the client's own affair.
        case 'l':
          return take_limit(flags.substr(i + 1));
        default:
          return failure(ErrorCode::invalid, "scp: unknown option -- " + printable(flags.substr(i, 1)));
      }
    }
    return {};
  }

  Result<void> take_limit(std::string_view number) {
    if (number.empty() && !words_.empty()) {
      number = words_.front().text;
      words_ = words_.subspan(1);
    }
    if (!to_number(number)) return failure(ErrorCode::invalid, "scp: option -l needs a number");
    return {};
  }

  std::span<const Word> words_;
  bool is_sink_ = false;
  bool is_source_ = false;
};

bool is_program(std::string_view word) {
  return word == "scp" || word == "/usr/bin/scp";
}

std::string joined(std::string_view line, std::span<const Word> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += line.substr(words[i - 1].end, words[i].start - words[i - 1].end);
    text += words[i].text;
  }
  return text;
}

}  // namespace

std::optional<Result<Command>> parse_command(std::string_view line) {
  const std::vector<Word> words = WordSplitter{line}.all();
  if (words.empty() || !is_program(words.front().text)) return std::nullopt;
  Command command;
  OptionParser options{std::span{words}.subspan(1)};
  const auto taken = options.take(command);
  if (!taken) return std::unexpected(taken.error());
  command.whole = joined(line, options.rest());
  if (command.direction == Direction::sink) {
    command.paths.push_back(command.whole);
  } else {
    for (const Word& word : options.rest()) command.paths.push_back(word.text);
  }
  return command;
}

std::optional<Result<Command>> parse_strict_command(std::string_view line) {
  if (!parse_command(line)) return std::nullopt;
  Command command;
  bool has_direction = false;
  std::string_view rest = line.substr(std::min(line.find(' '), line.size()));
  while (rest.starts_with(" -")) {
    const std::string_view flags = rest.substr(2, rest.find(' ', 1) - 2);
    rest.remove_prefix(2 + flags.size());
    if (flags.find_first_of("pdr") != std::string_view::npos)
      return failure(ErrorCode::invalid, "-p -d options not supported");
    if (flags.find_first_not_of("tfv") != std::string_view::npos)
      return failure(ErrorCode::invalid, "scp: unknown option -- " + printable(flags));
    has_direction |= flags.find_first_of("tf") != std::string_view::npos;
    if (flags.contains('f')) command.direction = Direction::source;
  }
  if (!has_direction) return failure(ErrorCode::invalid, "scp: one of -t and -f is needed");
  if (rest.size() < 2) return failure(ErrorCode::invalid, "scp: a file name is missing");
  command.whole = rest.substr(1);
  command.paths = {command.whole};
  return command;
}

}  // namespace ferry::scp
