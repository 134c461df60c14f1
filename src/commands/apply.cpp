#include "commands/apply.h"

#include <fmt/format.h>

#include "base/text.h"
#include "commands/configuration_line.h"

namespace ferry::commands {
namespace {

// Longest part of a refused line that is repeated to anybody.
constexpr std::size_t longest_quote = 256;

/// A text on its way into a configuration.
class Application {
 public:
  Application(const config::Config& base, ApplyContext& context)
      : applied_{.config = base, .errors = {}, .changed_users = {}},
        vocabulary_(context.vocabulary),
        edit_{
            .config = applied_.config,
            .position = position_,
            .hasher = context.hasher,
        } {}

  void take(std::string_view line) {
    ++number_;
    if (line.size() > longest_line) return refuse(line, longest_line, "% Line too long.");
    if (belongs_to_refused(line)) return refuse(line, 0, "% Skipped: it belongs to a line that was refused.");
    const LineOutcome outcome = enter_line(edit_, line, vocabulary_);
    edit_.notices.clear();
    if (const auto* refused = std::get_if<LineRefused>(&outcome)) {
      refuse(line, refused->mistake.column, refused->brief());
      remember_refusal(line);
    } else if (std::holds_alternative<LineIsAction>(outcome)) {
      refuse(line, 0, "% Not a configuration line.");
    }
  }

  // `exit` on the top level ends a session, but in a file it is only one exit too many.
  [[nodiscard]] bool ended(std::string_view line) {
    if (!std::holds_alternative<cli::Outside>(position_)) return false;
    if (equal_ignoring_case(trim(line), "end")) return true;
    position_ = cli::InGlobal{};
    return false;
  }

  Applied finish() {
    applied_.changed_users = std::move(edit_.changed_users);
    if (std::holds_alternative<cli::InBanner>(position_)) complain_at_end("% The banner has no end.");
    if (std::holds_alternative<cli::InKeyData>(position_)) complain_at_end("% The key has no end.");
    if (const auto* block = std::get_if<cli::InTextBlock>(&position_))
      complain_at_end(fmt::format("% The text has no end: {}", printable(block->head)));
    return std::move(applied_);
  }

 private:
  static bool is_indented(std::string_view line) {
    return !line.empty() && (line[0] == ' ' || line[0] == '\t');
  }

  // Indented lines belong to the line above them. If that one was refused they must not change something
  // else.
  bool belongs_to_refused(std::string_view line) {
    if (!parent_refused_ || trim(line).empty()) return false;
    if (is_indented(line)) return true;
    parent_refused_ = false;
    return false;
  }

  void remember_refusal(std::string_view line) {
    if (is_indented(line)) return;
    parent_refused_ = true;
    position_ = cli::InGlobal{};
  }

  void complain_at_end(std::string message) { refuse("", 0, std::move(message)); }

  void refuse(std::string_view line, std::size_t column, std::string message) {
    if (applied_.errors.size() == most_line_errors) return;
    if (applied_.errors.size() + 1 == most_line_errors) message = "% More lines were refused.";
    applied_.errors.push_back({.number = number_,
                               .line = printable(line.substr(0, longest_quote)),
                               .column = column,
                               .message = std::move(message)});
  }

  Applied applied_;
  const Vocabulary& vocabulary_;
  cli::Position position_ = cli::InGlobal{};
  cli::Edit edit_;
  std::size_t number_ = 0;
  bool parent_refused_ = false;
};

}  // namespace

std::string LineError::text() const {
  return fmt::format("line {}: {} (column {}): {}", number, message, column + 1, line);
}

Applied apply_configuration(const config::Config& base, std::string_view text, ApplyContext& context) {
  Application application{base, context};
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  for (const std::string_view line : lines(text)) {
    application.take(line);
    if (application.ended(line)) break;
  }
  return application.finish();
}

}  // namespace ferry::commands
