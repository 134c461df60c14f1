#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "cli/edit.h"
#include "cli/lines.h"
#include "cli/match.h"
#include "cli/path.h"
#include "cli/value.h"
#include "net/task.h"

namespace ferry::commands {
class Session;  // known here by name only: what a handler gets and hands on
}

namespace ferry::cli {

/// Names for the levels that commands are declared with.
namespace privilege {
inline constexpr unsigned user = 1;
inline constexpr unsigned enable = 15;
}  // namespace privilege

/// How a command of exec mode went.
enum class Status {
  done,
  failed,       // the typist has been told why
  end_session,  // exit, logout
};

using Handler = net::Task<Status> (*)(commands::Session&, Match);
using Change = std::function<EditResult(Edit&, const Match&)>;
using Show = std::function<void(const config::Config&, Lines&)>;
/// Renders one block of lines; the second is what an untouched one looks like.
using ShowLine = std::function<void(const config::LineVty&, const config::LineVty& untouched, Lines&)>;

/// Follows pointers to members, one after the other: `reach(config, &Config::ssh, &SshConfig::mac)`.
template <class Root, class Step, class... More>
[[nodiscard]] auto& reach(Root& root, Step step, More... more) {
  if constexpr (sizeof...(more) == 0) {
    return root.*step;
  } else {
    return reach(root.*step, more...);
  }
}

/// The blocks of lines that the position of `edit` has selected, and what an untouched one looks like.
struct SelectedLines {
  std::vector<config::LineVty*> lines;
  config::LineVty untouched;
};
[[nodiscard]] SelectedLines selected_lines(Edit& edit);

/// One command: what it looks like, where it may be typed, what it does, how it is rendered. Parsing, `no`,
/// `default`, help, rendering and documentation all read this. Declared once, in a table of one feature.
class Command {
 public:
  explicit Command(Path path) : path_(std::move(path)) {}

  // How a table says it.

  [[nodiscard]] Command in(Mode mode) &&;
  [[nodiscard]] Command needs(unsigned privilege) &&;
  /// Exists only while this holds, such as "only under aaa new-model".
  [[nodiscard]] Command only_if(bool (*condition)(const config::Config&)) &&;
  /// Exec commands.
  [[nodiscard]] Command runs(Handler handler) &&;
  /// Configuration commands: what typing it, `no` and `default` do. Without `clears` there is no `no` form.
  [[nodiscard]] Command sets(Change change) &&;
  [[nodiscard]] Command clears(Change change) &&;
  [[nodiscard]] Command restores(Change change) &&;
  [[nodiscard]] Command shows(Show show) &&;
  [[nodiscard]] Command shows_in_line(ShowLine show) &&;
  /// Lines that a test feeds through parsing and rendering. Settings without any are tested with their own
  /// rendering.
  [[nodiscard]] Command examples(std::vector<std::string> lines) &&;
  /// All of it for a plain member: `.stored_at(&Config::ssh, &SshConfig::negotiation_timeout)`.
  template <class Root, class Member, class... More>
  [[nodiscard]] Command stored_at(Member Root::* first, More... more) &&;
  /// The same for an entry of a map whose key is the value under `key_name` (or a keyword, spelled).
  template <class Value>
  using Read = std::expected<Value, Complaint> (*)(Edit&, const Match&);
  template <class Value, class... Steps>
  [[nodiscard]] Command kept_in(Read<Value> read, std::string (*write)(const Value&), Steps... steps) &&;

  // What it says.

  [[nodiscard]] const Path& path() const { return path_; }
  [[nodiscard]] Mode mode() const { return mode_; }
  [[nodiscard]] unsigned privilege() const { return privilege_; }
  [[nodiscard]] bool exists_in(const config::Config& config) const {
    return !condition_ || condition_(config);
  }
  [[nodiscard]] Handler handler() const { return handler_; }
  [[nodiscard]] bool can_be_negated() const { return static_cast<bool>(clear_); }
  [[nodiscard]] const std::vector<std::string>& example_lines() const { return examples_; }

  [[nodiscard]] EditResult change(Edit& edit, const Match& match) const;
  void show(const config::Config& config, Lines& lines) const;
  void show(const config::LineVty& line, const config::LineVty& untouched, Lines& lines) const;

 private:
  Path path_;
  Mode mode_ = Mode::global_config;
  unsigned privilege_ = privilege::enable;
  bool (*condition_)(const config::Config&) = nullptr;
  Handler handler_ = nullptr;
  Change set_;
  Change clear_;
  Change restore_;
  Show show_;
  ShowLine show_line_;
  std::vector<std::string> examples_;
};

/// The commands of one feature, in the order in which they are rendered.
using CommandTable = std::vector<Command>;

/// A configuration command.
[[nodiscard]] inline Command setting(Path path) {
  return Command{std::move(path)};
}
/// A configuration command that stands once per key.
[[nodiscard]] inline Command keyed(Path path) {
  return Command{std::move(path)};
}
/// A command that does something now.
[[nodiscard]] inline Command action(Path path) {
  return Command{std::move(path)}.in(Mode::exec);
}

/// The word of `match` that says which entry of a list is meant: its first one behind the keywords of the
/// path.
[[nodiscard]] std::string key_of(const Match& match);

// Rendering of one plain setting: the keywords, then the value, if it is not the default or defaults are
// wanted, too.
template <class Value>
void show_value(const Path& path, const Value& value, const Value& fallback, std::string_view indent,
                Lines& lines) {
  if (value == fallback && !lines.shows_defaults()) return;
  if constexpr (std::is_same_v<Value, bool>) {
    lines.add(fmt::format("{}{}{}", indent, value ? "" : "no ", path.keywords()));
  } else {
    const std::string text = write_value(value);
    // A list without entries has no form that could be typed.
    if (!text.empty()) lines.add(fmt::format("{}{} {}", indent, path.keywords(), text));
  }
}

/// One member of the configuration, or of a block of lines, by the pointers that lead to it.
template <class Root, class Value, class... Steps>
struct StoredMember {
  static constexpr bool in_line = std::is_same_v<Root, config::LineVty>;
  std::tuple<Steps...> steps;

  template <class From>
  [[nodiscard]] auto& in(From& root) const {
    return std::apply([&](auto... step) -> auto& { return reach(root, step...); }, steps);
  }
  /// Calls `assign` with the member and its default, for every block of lines that is selected.
  template <class Assign>
  EditResult change(Edit& edit, Assign assign) const {
    if constexpr (in_line) {
      const SelectedLines selected = selected_lines(edit);
      for (config::LineVty* line : selected.lines) assign(in(*line), in(selected.untouched));
    } else {
      const config::Config fallback;
      assign(in(edit.config), in(fallback));
    }
    return {};
  }
};

template <class Root, class Member, class... More>
Command Command::stored_at(Member Root::* first, More... more) && {
  using Value = std::remove_cvref_t<decltype(reach(std::declval<Root&>(), first, more...))>;
  const StoredMember<Root, Value, Member Root::*, More...> member{{first, more...}};
  set_ = [=](Edit& edit, const Match& match) {
    return member.change(edit, [&](Value& value, const Value&) { read_value(match, value); });
  };
  restore_ = [=](Edit& edit, const Match&) {
    return member.change(edit, [](Value& value, const Value& fallback) { value = fallback; });
  };
  clear_ = restore_;
  if constexpr (std::is_same_v<Value, bool>) {
    clear_ = [=](Edit& edit, const Match&) {
      return member.change(edit, [](Value& value, const Value&) { value = false; });
    };
  }
  if constexpr (member.in_line) {
    show_line_ = [=, path = path_](const config::LineVty& line, const config::LineVty& untouched,
                                   Lines& lines) {
      show_value<Value>(path, member.in(line), member.in(untouched), " ", lines);
    };
  } else {
    show_ = [=, path = path_](const config::Config& config, Lines& lines) {
      const config::Config fallback;
      show_value<Value>(path, member.in(config), member.in(fallback), "", lines);
    };
  }
  return std::move(*this);
}

template <class Value, class... Steps>
Command Command::kept_in(Read<Value> read, std::string (*write)(const Value&), Steps... steps) && {
  set_ = [=](Edit& edit, const Match& match) -> EditResult {
    auto value = read(edit, match);
    if (!value) return std::unexpected(std::move(value.error()));
    reach(edit.config, steps...).insert_or_assign(key_of(match), std::move(*value));
    return {};
  };
  clear_ = [=](Edit& edit, const Match& match) -> EditResult {
    reach(edit.config, steps...).erase(key_of(match));
    return {};
  };
  show_ = [=, path = path_](const config::Config& config, Lines& lines) {
    for (const auto& [name, value] : reach(config, steps...)) {
      lines.add(fmt::format("{} {} {}", path.keywords(), name, write(value)));
    }
  };
  return std::move(*this);
}

}  // namespace ferry::cli
