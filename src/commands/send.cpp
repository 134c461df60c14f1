#include <fmt/format.h>

#include "base/text.h"
#include "commands/line_words.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "log/catalogue.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::size_t longest_message = 4096;

std::string framed(const Session& session, std::string_view to, const std::string& message) {
  return fmt::format("\n\n***\n***\n*** Message from tty{} to {}:\n***\n{}\n", line_of(session).absolute(),
                     to, message);
}

/// Lines as they may be shown to others, whatever keys they came from.
std::string shown(std::string_view text) {
  std::string clean;
  for (const std::string_view line : lines(text.substr(0, longest_message))) clean += printable(line) + "\n";
  return clean;
}

net::Task<Status> send_to(Session& session, std::optional<LineId> line) {
  Dialog* dialog = session.dialog();
  if (dialog == nullptr) {
    co_await session.write("%Error: nobody can be asked for the message here; log in and type send\n");
    co_return Status::failed;
  }
  auto text = co_await dialog->ask_text("Enter message, end with CTRL/Z; abort with CTRL/C:\n");
  if (!text) co_return Status::failed;
  const bool confirmed = co_await dialog->confirm("Send message? [confirm]");
  if (!confirmed) co_return Status::failed;
  const std::string to = line ? fmt::format("tty{}", line->absolute()) : "all terminals";
  session.services().typists.send(line, framed(session, to, shown(*text)));
  co_return Status::done;
}

net::Task<Status> send(Session& session, Match match) {
  if (match.has("*")) co_return co_await send_to(session, std::nullopt);
  const auto line = read_line_id(match);
  if (line) co_return co_await send_to(session, line);
  co_await session.write("% There is no such line\n");
  co_return Status::failed;
}

net::Task<Status> send_to_log(Session& session, Match match) {
  const Identity& who = session.identity();
  const log::Caller caller{.user = who.user, .address = who.address, .line = who.line};
  const auto level = match.number("level").value_or(std::to_underlying(log::Severity::warnings));
  log::user_message(session.services().log, static_cast<log::Severity>(level), caller,
                    line_of(session).absolute(), match.text("message"));
  co_return Status::done;
}

Path send_word() {
  return word("send", "Give others a message");
}

Path message() {
  return rest("message", "The message");
}

}  // namespace

const CommandTable& send_table() {
  static const CommandTable table{
      action(send_word() / one_of(word("*", "Everybody"), one_line())).runs(send),
      action(send_word() / word("log", "The log") /
             one_of(number("level", 0, 7, "Severity level") / message(), message()))
          .runs(send_to_log),
  };
  return table;
}

}  // namespace ferry::commands
