#include "diff/tree.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "base/text.h"

namespace ferry::diff {
namespace {

constexpr std::string_view control_c = "^C";  // as configurations show it
constexpr char end_of_text = '\x03';          // as it is typed

constexpr std::array<std::string_view, 3> headings = {"Building configuration...",
                                                      "Current configuration :", "Using "};

std::size_t indentation(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

/// Lines that only leave a section: where it ends is seen by the next line.
bool is_exit(std::string_view line) {
  return line == "exit" || line.starts_with("exit-");
}

bool is_heading(std::string_view line) {
  return std::ranges::any_of(headings, [=](auto heading) { return line.starts_with(heading); });
}

bool says_nothing(std::string_view line, std::size_t indent) {
  if (line.empty() || line.front() == '!' || is_exit(line)) return true;
  return indent == 0 && is_heading(line);
}

/// What stands in such a section is the text of certificates.
bool holds_certificates(std::string_view section) {
  return section.starts_with("crypto pki certificate chain") ||
         section.starts_with("crypto ca certificate chain");
}

/// "banner motd ^CHello" -> where its text begins, behind the words and the delimiter.
struct BannerStart {
  std::string_view head;       // "banner motd "
  std::string_view delimiter;  // one character, or ^C
  std::string_view text;
};

std::optional<BannerStart> banner_start(std::string_view line) {
  constexpr std::string_view word = "banner ";
  if (!line.starts_with(word)) return std::nullopt;
  const std::size_t kind_end = line.find(' ', word.size());
  if (kind_end == std::string_view::npos) return std::nullopt;
  const std::size_t start = line.find_first_not_of(' ', kind_end);
  if (start == std::string_view::npos) return std::nullopt;
  const std::string_view rest = line.substr(start);
  const std::size_t length = rest.starts_with(control_c) ? control_c.size() : 1;
  return BannerStart{line.substr(0, start), rest.substr(0, length), rest.substr(length)};
}

/// Where the delimiter stands in `line`: ^C may have been typed, too.
std::size_t find_delimiter(std::string_view line, std::string_view delimiter) {
  if (delimiter != control_c && delimiter.front() != end_of_text) return line.find(delimiter);
  return std::min(line.find(control_c), line.find(end_of_text));
}

/// Lines on their way into a tree.
class Parser {
 public:
  explicit Parser(std::string_view text) : lines_(lines(text)) {}

  Tree run() {
    while (next_ < lines_.size() && !tree_.has_end) take(lines_[next_++]);
    tree_.nodes = std::move(root_.children);
    return std::move(tree_);
  }

 private:
  struct Open {
    std::size_t indent;
    Node* node;
  };

  void take(std::string_view line) {
    const std::size_t indent = indentation(line);
    const std::string_view text = trim(line);
    if (says_nothing(text, indent)) return;
    if (indent == 0 && equal_ignoring_case(text, "end")) {
      tree_.has_end = true;
      return;
    }
    if (const auto banner = banner_start(trim_left(line))) return add(indent, read_banner(*banner));
    if (holds_certificates(section_at(indent))) return add(indent, read_until(text, "quit"));
    if (text == "key-string") return add(indent, read_until(text, "exit"));
    add(indent, std::string{text});
  }

  static std::string_view trim_left(std::string_view line) {
    line.remove_prefix(indentation(line));
    return line;
  }

  // The line that one of this indentation stands below; closes what it does not stand below.
  std::string_view section_at(std::size_t indent) {
    while (!open_.empty() && open_.back().indent >= indent) open_.pop_back();
    return open_.empty() ? std::string_view{} : open_.back().node->text;
  }

  void add(std::size_t indent, std::string text) {
    (void)section_at(indent);
    if (open_.size() == deepest) open_.pop_back();
    Node& parent = open_.empty() ? root_ : *open_.back().node;
    parent.children.push_back({.text = std::move(text)});
    open_.push_back({.indent = indent, .node = &parent.children.back()});
  }

  // The same text between other delimiters is the same banner: all get ^C, unless the text holds that.
  std::string read_banner(const BannerStart& start) {
    std::string body;
    std::string_view line = start.text;
    std::size_t end = find_delimiter(line, start.delimiter);
    while (end == std::string_view::npos && next_ < lines_.size()) {
      body += line;
      body += '\n';
      line = lines_[next_++];
      end = find_delimiter(line, start.delimiter);
    }
    body += line.substr(0, end);
    const std::string delimiter{body.find(control_c) == std::string::npos ? control_c : start.delimiter};
    return std::string{start.head} + delimiter + body + delimiter;
  }

  std::string read_until(std::string_view first, std::string_view last) {
    std::string body{first};
    while (next_ < lines_.size()) {
      const std::string_view line = lines_[next_++];
      body += '\n';
      body += line;
      if (equal_ignoring_case(trim(line), last)) break;
    }
    return body;
  }

  std::vector<std::string_view> lines_;
  std::size_t next_ = 0;
  Tree tree_;
  Node root_;
  std::vector<Open> open_;
};

}  // namespace

Tree parse(std::string_view text) {
  return Parser{text}.run();
}

std::string_view without_heading(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    if (!line.empty() && !is_heading(line)) break;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return text;
}

std::string indented(std::size_t depth, std::string_view line) {
  return std::string(depth, ' ') + std::string{line};
}

}  // namespace ferry::diff
