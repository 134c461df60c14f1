#include "commands/tcl_shell.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "commands/alias.h"
#include "commands/exec_line.h"
#include "commands/output_modifiers.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

/// A value, what all variables hold together, and what one command of the router may say.
constexpr std::size_t longest_value = std::size_t{1} << 20;
constexpr std::size_t most_in_variables = std::size_t{4} << 20;
constexpr std::size_t most_variables = 256;
constexpr std::size_t most_open_files = 8;
/// Scripts in scripts: each level is a flow on the heap.
constexpr std::size_t deepest_script = 32;
/// That one script may run: loops in loops end some time.
constexpr std::size_t most_commands = 10'000;

std::unexpected<std::string> wrong(std::string text) {
  return std::unexpected(std::move(text));
}

/// Keeps what a command of the router says.
class CapturedOutput final : public Output {
 public:
  net::Task<Result<void>> write(std::string text) override {
    is_whole_ = is_whole_ && text_.size() + text.size() <= longest_value;
    if (!is_whole_) co_return failure(ErrorCode::no_space);
    text_ += text;
    co_return Result<void>{};
  }
  [[nodiscard]] TclOutcome take() {
    if (!is_whole_) return wrong("value too long");
    return std::move(text_);
  }

 private:
  std::string text_;
  bool is_whole_ = true;
};

// The words as somebody would type them.
std::string joined(const std::vector<std::string>& words, std::size_t from) {
  return fmt::format("{}", fmt::join(words.begin() + static_cast<std::ptrdiff_t>(from), words.end(), " "));
}

// Is it a command of exec mode that can be run while somebody is in the Tcl shell?
TclOutcome checked_line(const Session& session, const std::string& typed) {
  if (typed.size() > longest_command) return wrong("command line too long");
  const auto config = session.services().running.snapshot();
  const cli::Vocabulary no_names;
  const cli::Scope scope{.mode = cli::Mode::exec,
                         .privilege = session.identity().privilege,
                         .config = *config,
                         .vocabulary = no_names};
  std::string line = expand_alias(*config, typed);
  const auto match = grammar().match(scope, std::string_view{line}.substr(0, find_modifier(line)));
  if (!match)
    return wrong(fmt::format("invalid command name \"{}\"",
                             printable(words(line).empty() ? line : words(line).front())));
  const std::string keywords = match->command().path().keywords();
  for (const std::string_view taken : {"tclsh", "configure", "exit", "logout", "enable", "disable"}) {
    if (keywords.starts_with(taken))
      return wrong(fmt::format("\"{}\" cannot be run in the Tcl shell", taken));
  }
  return line;
}

}  // namespace

net::Task<TclOutcome> TclShell::run(std::string script) {
  commands_ = 0;
  co_return co_await run_commands(std::move(script));
}

net::Task<TclOutcome> TclShell::run_commands(std::string script) {
  if (depth_ >= deepest_script) co_return wrong("too many nested evaluations");
  ++depth_;
  TclOutcome value{std::string{}};
  std::size_t position = 0;
  while (value && position < script.size() && !ended_) {
    auto command = tcl::next_command(script, position);
    if (!command) {
      value = wrong(std::move(command.error()));
    } else if (++commands_ > most_commands) {
      value = wrong("too many commands in one script");
    } else if (!command->empty()) {
      auto words = co_await substitute(std::move(*command));
      if (words) {
        value = co_await invoke(std::move(*words));
      } else {
        value = wrong(std::move(words.error()));
      }
    }
  }
  --depth_;
  co_return value;
}

net::Task<std::expected<TclShell::Words, std::string>> TclShell::substitute(tcl::Command command) {
  Words words;
  for (tcl::Word& word : command) {
    std::string text;
    for (tcl::Part& part : word) {
      auto value = co_await value_of(std::move(part));
      if (!value) co_return wrong(std::move(value.error()));
      if (text.size() + value->size() > longest_value) co_return wrong("value too long");
      text += *value;
    }
    words.push_back(std::move(text));
  }
  co_return words;
}

net::Task<TclOutcome> TclShell::value_of(tcl::Part part) {
  if (part.kind == tcl::Part::Kind::literal) co_return std::move(part.text);
  if (part.kind == tcl::Part::Kind::script) co_return co_await run_commands(std::move(part.text));
  const auto found = variables_.find(part.text);
  if (found == variables_.end())
    co_return wrong(fmt::format("can't read \"{}\": no such variable", printable(part.text)));
  co_return found->second;
}

const std::map<std::string_view, TclShell::Row>& TclShell::rows() {
  constexpr std::size_t any = 1000;
  static const std::map<std::string_view, Row> all{
      {"set", {&TclShell::set, 1, 2, "set varName ?newValue?"}},
      {"puts", {&TclShell::puts, 1, 3, "puts ?-nonewline? ?channelId? string"}},
      {"open", {&TclShell::open, 1, 2, "open fileName ?access?"}},
      {"close", {&TclShell::close, 1, 1, "close channelId"}},
      {"foreach", {&TclShell::foreach, 3, 3, "foreach varName list body"}},
      {"exec", {&TclShell::exec, 1, any, "exec command ?word ...?"}},
      {"ios_config", {&TclShell::ios_config, 1, any, "ios_config line ?line ...?"}},
      {"tclquit", {&TclShell::quit, 0, 0, "tclquit"}},
      {"exit", {&TclShell::quit, 0, 0, "exit"}},
  };
  return all;
}

// What is no command of Tcl may be one of the router, as in IOS.
net::Task<TclOutcome> TclShell::invoke(Words words) {
  const auto known = rows().find(words.front());
  if (known == rows().end()) co_return co_await run_line(joined(words, 0));
  const Row& row = known->second;
  const std::size_t arguments = words.size() - 1;
  if (arguments < row.fewest || arguments > row.most)
    co_return wrong(fmt::format("wrong # args: should be \"{}\"", row.usage));
  co_return co_await (this->*row.run)(std::move(words));
}

TclOutcome TclShell::assign(const std::string& name, std::string value) {
  std::size_t held = value.size();
  for (const auto& [other, text] : variables_) {
    if (other != name) held += text.size();
  }
  const bool is_full = variables_.size() >= most_variables && !variables_.contains(name);
  if (is_full || held > most_in_variables) return wrong("no room for more variables");
  return variables_.insert_or_assign(name, std::move(value)).first->second;
}

net::Task<TclOutcome> TclShell::set(Words words) {
  if (words.size() == 3) co_return assign(words[1], std::move(words[2]));
  co_return co_await value_of({.kind = tcl::Part::Kind::variable, .text = std::move(words[1])});
}

net::Task<TclOutcome> TclShell::puts(Words words) {
  const bool ends_line = words[1] != "-nonewline" || words.size() == 2;
  if (!ends_line) words.erase(words.begin() + 1);
  if (words.size() > 3) co_return wrong(fmt::format("bad argument \"{}\"", printable(words[1])));
  std::string text = std::move(words.back());
  if (ends_line) text += '\n';
  std::string channel = words.size() == 3 ? std::move(words[1]) : "stdout";
  if (channel != "stdout") co_return co_await write_to(std::move(channel), std::move(text));
  const bool is_shown = co_await session_.write(std::move(text));
  co_return is_shown ? TclOutcome{std::string{}} : wrong("interrupted");
}

net::Task<TclOutcome> TclShell::write_to(std::string channel, std::string text) {
  const auto found = files_.find(channel);
  if (found == files_.end())
    co_return wrong(fmt::format("can not find channel named \"{}\"", printable(channel)));
  OpenFile& open = found->second;
  const auto written = co_await session_.services().offload.run([&] {
    const std::array<Bytes, 1> pieces{as_bytes(text)};
    return open.file->write_at(open.size, pieces);
  });
  if (!written) {
    std::string complaint =
        fmt::format("error writing \"{}\": {}", printable(open.name), describe(written.error().code));
    files_.erase(found);
    co_return wrong(std::move(complaint));
  }
  open.size += text.size();
  co_return std::string{};
}

net::Task<TclOutcome> TclShell::open(Words words) {
  const std::string access = words.size() == 3 ? words[2] : "r";
  if (access != "w" && access != "w+")
    co_return wrong(fmt::format("bad access mode \"{}\": must be w or w+", printable(access)));
  if (files_.size() >= most_open_files) co_return wrong("too many open files");
  const Services& services = session_.services();
  const auto complaint = [&](const Error& error) {
    return wrong(fmt::format("couldn't open \"{}\": {}", printable(words[1]), describe(error.code)));
  };
  const auto path = services.files.parse(words[1], session_.directory());
  if (!path) co_return complaint(path.error());
  auto file = co_await services.offload.run([&] { return services.files.create(*path, {}); });
  if (!file) co_return complaint(file.error());
  std::string channel = fmt::format("file{}", opened_++);
  files_.emplace(channel, OpenFile{.name = words[1], .file = std::move(*file)});
  co_return channel;
}

net::Task<TclOutcome> TclShell::close(Words words) {
  co_return co_await close_channel(std::move(words[1]));
}

net::Task<TclOutcome> TclShell::close_channel(std::string channel) {
  auto closing = files_.extract(channel);
  if (closing.empty()) co_return wrong(fmt::format("can not find channel named \"{}\"", printable(channel)));
  const OpenFile& open = closing.mapped();
  const auto stored = co_await session_.services().offload.run([&] { return open.file->commit(); });
  if (!stored)
    co_return wrong(
        fmt::format("error writing \"{}\": {}", printable(open.name), describe(stored.error().code)));
  std::string warnings;
  for (const std::string& warning : stored->warnings) warnings += printable(warning) + "\n";
  if (!warnings.empty()) co_await session_.write(std::move(warnings));
  co_return std::string{};
}

net::Task<TclOutcome> TclShell::close_all() {
  TclOutcome all{std::string{}};
  while (!files_.empty()) {
    std::string channel = files_.begin()->first;
    auto closed = co_await close_channel(std::move(channel));
    if (!closed && all) all = std::move(closed);
  }
  co_return all;
}

net::Task<TclOutcome> TclShell::foreach (Words words) {
  auto elements = tcl::list_elements(words[2]);
  if (!elements) co_return wrong(std::move(elements.error()));
  for (std::string& element : *elements) {
    if (auto assigned = assign(words[1], std::move(element)); !assigned) co_return assigned;
    auto done = co_await run_commands(words[3]);
    if (!done) co_return done;
    if (ended_) break;
  }
  co_return std::string{};
}

net::Task<TclOutcome> TclShell::exec(Words words) {
  CapturedOutput captured;
  Output& before = session_.exchange_output(captured);
  auto done = co_await run_line(joined(words, 1));
  session_.exchange_output(before);
  if (!done) co_return done;
  co_return captured.take();
}

net::Task<TclOutcome> TclShell::run_line(std::string line) {
  auto checked = checked_line(session_, line);
  if (!checked) co_return checked;
  co_await run_exec_line(session_, std::move(*checked), std::nullopt);
  co_return std::string{};
}

net::Task<TclOutcome> TclShell::ios_config(Words words) {
  session_.position() = cli::InGlobal{};
  bool is_taken = true;
  for (std::size_t index = 1; index < words.size() && session_.configures(); ++index) {
    if (words[index].size() > longest_command) co_return wrong("command line too long");
    const auto status = co_await run_configuration_line(session_, std::move(words[index]), std::nullopt);
    if (status == cli::Status::failed) is_taken = false;
  }
  leave_configuration(session_);
  co_return is_taken ? TclOutcome{std::string{}} : wrong("a line of the configuration was refused");
}

net::Task<TclOutcome> TclShell::quit(Words) {
  ended_ = true;
  co_return std::string{};
}

}  // namespace ferry::commands
