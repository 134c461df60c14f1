#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "commands/exec_line.h"
#include "commands/line_reader.h"
#include "commands/prompt.h"
#include "commands/session.h"

namespace ferry::commands {
namespace {

constexpr std::size_t read_size = 4096;

/// A typist in front of a session: prompts, reads lines, runs them, and puts the questions of commands to the
/// typist.
class Shell final : public Dialog {
 public:
  Shell(Session& session, Terminal terminal)
      : session_(session),
        stream_(*terminal.stream),
        echo_(terminal.echo),
        reader_(echo_ == Echo::on ? LineReader::Source::terminal : LineReader::Source::pipe,
                longest_command) {}

  net::Task<int> run();
  net::Task<std::optional<std::string>> ask(std::string prompt, Echo echo) override;
  net::Task<bool> confirm(std::string prompt) override;

 private:
  enum class Next { go_on, stop };

  net::Task<void> greet();
  net::Task<LineReader::Event> read_event();
  net::Task<bool> read_more();
  net::Task<Next> obey(LineReader::Event event, std::size_t prompt_width);
  net::Task<Next> run_line(std::string line, std::size_t prompt_width);

  Session& session_;
  net::ByteStream& stream_;
  Echo echo_;
  LineReader reader_;
  std::string unread_;
};

net::Task<int> Shell::run() {
  session_.set_dialog(this);
  co_await greet();
  Next next = Next::go_on;
  while (next == Next::go_on) {
    const std::string prompted = prompt(session_);
    const bool shown = co_await session_.write(prompted);
    if (!shown) break;
    const LineReader::Event event = co_await read_event();
    next = co_await obey(event, prompted.size());
  }
  session_.set_dialog(nullptr);
  co_return 0;
}

net::Task<void> Shell::greet() {
  const auto config = session_.services().running.snapshot();
  std::string greeting;
  for (const std::string* banner : {&config->banners.motd, &config->banners.exec}) {
    if (banner->empty()) continue;
    greeting += *banner;
    if (!greeting.ends_with('\n')) greeting += '\n';
  }
  if (echo_ == Echo::on) greeting += '\n';
  if (!greeting.empty()) co_await session_.write(std::move(greeting));
}

net::Task<LineReader::Event> Shell::read_event() {
  for (;;) {
    std::string_view input = unread_;
    const LineReader::Event event = reader_.read(input);
    unread_.erase(0, unread_.size() - input.size());
    std::string echo = reader_.take_echo();
    if (event == LineReader::Event::line) echo += '\n';
    if (!echo.empty()) co_await session_.write(std::move(echo));
    if (event != LineReader::Event::nothing) co_return event;
    const bool more = co_await read_more();
    if (more) continue;
    co_return reader_.has_partial_line() ? LineReader::Event::line : LineReader::Event::end_of_input;
  }
}

net::Task<bool> Shell::read_more() {
  const auto pieces = co_await stream_.read(read_size);
  if (!pieces || pieces->empty()) co_return false;
  for (const Bytes piece : *pieces) unread_ += as_text(piece);
  co_return true;
}

net::Task<Shell::Next> Shell::obey(LineReader::Event event, std::size_t prompt_width) {
  switch (event) {
    case LineReader::Event::line:
      co_return co_await run_line(reader_.take_line(), prompt_width);
    case LineReader::Event::suspend:
    case LineReader::Event::interrupt: {
      const std::string_view key = event == LineReader::Event::suspend ? "^Z" : "^C";
      std::string shown = session_.configures() ? fmt::format("{}\n", key) : "\n";
      leave_configuration(session_);
      co_await session_.write(std::move(shown));
      co_return Next::go_on;
    }
    case LineReader::Event::end_of_input:
      leave_configuration(session_);
      co_return Next::stop;
    case LineReader::Event::nothing:
      break;
  }
  co_return Next::go_on;
}

net::Task<Shell::Next> Shell::run_line(std::string line, std::size_t prompt_width) {
  if (line.size() > longest_command) {
    co_await session_.write("% Line too long.\n");
    co_return Next::go_on;
  }
  cli::Status status = cli::Status::done;
  if (session_.configures()) {
    status = co_await run_configuration_line(session_, std::move(line), prompt_width);
  } else {
    status = co_await run_exec_line(session_, std::move(line), prompt_width);
  }
  co_return status == cli::Status::end_session ? Next::stop : Next::go_on;
}

net::Task<std::optional<std::string>> Shell::ask(std::string question, Echo echo) {
  const bool shown = co_await session_.write(std::move(question));
  if (!shown) co_return std::nullopt;
  reader_.show(echo == Echo::on);
  const LineReader::Event event = co_await read_event();
  reader_.show(true);
  if (event == LineReader::Event::line) co_return reader_.take_line();
  co_await session_.write("\n");
  co_return std::nullopt;
}

net::Task<bool> Shell::confirm(std::string question) {
  const auto answer = co_await ask(std::move(question), Echo::off);
  co_return answer && (answer->empty() || answer->front() == 'y' || answer->front() == 'Y');
}

}  // namespace

net::Task<int> run_shell(Session& session, Terminal terminal) {
  const auto stream = terminal.stream;
  Shell shell{session, std::move(terminal)};
  co_return co_await shell.run();
}

}  // namespace ferry::commands
