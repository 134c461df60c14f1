#include "transfer/remote_scp.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/text.h"
#include "transfer/remote_words.h"

namespace ferry::transfer {
namespace {

/// How long a program that has done everything may take to end. It has nothing left to do; whoever waits at
/// the prompt shall not wait for its server's manners.
constexpr Duration farewell = std::chrono::seconds{3};

/// Of what a shell says where an scp was expected.
constexpr std::size_t longest_greeting = 120;

/// "C0644 5 name" with a name of ours: the one there is of no use, and must not be a reason to fail.
std::string without_name(std::string_view line) {
  const auto size = line.find(' ');
  const auto name = size == std::string_view::npos ? size : line.find(' ', size + 1);
  return name == std::string_view::npos ? std::string{line} : std::string{line.substr(0, name)} + " file";
}

bool is_for_typist(std::string_view line) {
  return line.starts_with("Sink: C") || line.starts_with("Sending file modes: C");
}

/// What OpenSSH says with -v beside that.
bool is_chatter(std::string_view line) {
  return line.empty() || line.starts_with("Sink: ") || line.starts_with("Sending ") ||
         line.starts_with("Executing") || line.starts_with("debug");
}

/// `content` fits.
void fill(net::OutputBatch& batch, Bytes content) {
  batch.filled(content.size());
  for (const MutableBytes slot : batch.slots()) {
    const Bytes piece = content.first(std::min(content.size(), slot.size()));
    std::ranges::copy(piece, slot.begin());
    content = content.subspan(piece.size());
  }
}

}  // namespace

net::Task<Result<std::unique_ptr<RemoteScp>>> RemoteScp::start(std::unique_ptr<SshClient> client,
                                                               scp::Direction direction, std::string path,
                                                               Correspondent& correspondent) {
  const auto word = remote_word(path, client->peer_identification());
  if (!word) co_return std::unexpected(word.error());
  const std::string_view role = direction == scp::Direction::sink ? "-f" : "-t";
  auto program = co_await client->exec(fmt::format("scp -v {} {}", role, *word));
  if (!program) co_return std::unexpected(std::move(program.error()));
  co_return std::unique_ptr<RemoteScp>{new RemoteScp{std::move(client), std::move(*program), correspondent}};
}

/// Whole packets: what a plain write sends into whatever room there is costs more on both sides.
net::Task<Result<void>> RemoteScp::send(Bytes content) {
  net::ByteStream& stream = program_->stream();
  while (!content.empty()) {
    auto batch = co_await stream.reserve(content.size());
    if (!batch) co_return std::unexpected(batch.error());
    const Bytes taken = content.first(std::min(content.size(), (*batch)->capacity()));
    fill(**batch, taken);
    content = content.subspan(taken.size());
    const auto sent = co_await stream.send(std::move(*batch));
    if (!sent) co_return sent;
  }
  co_return Result<void>{};
}

net::Task<Result<void>> RemoteScp::say(std::string line) {
  const auto said = co_await dialogue_.say(std::move(line));
  if (!said && said.error().code != ErrorCode::closed) co_return said;
  co_return Result<void>{};
}

net::Task<Result<void>> RemoteScp::thank() {
  const auto thanked = co_await dialogue_.acknowledge();
  if (!thanked && thanked.error().code != ErrorCode::closed) co_return thanked;
  co_return Result<void>{};
}

net::Task<Result<void>> RemoteScp::answer() {
  const auto mark = co_await dialogue_.peek();
  if (!mark) co_return std::unexpected(co_await explain(mark.error()));
  if (!*mark) co_return std::unexpected(co_await explain(Error{ErrorCode::closed, {}}));
  if (**mark > scp::fatal_mark) co_return std::unexpected(co_await not_scp());
  const auto answered = co_await dialogue_.answer();
  if (!answered) co_return std::unexpected(co_await explain(answered.error()));
  if (*answered) co_return std::unexpected(remote_error((*answered)->text));
  co_return Result<void>{};
}

net::Task<Result<scp::Record>> RemoteScp::record() {
  const auto mark = co_await dialogue_.peek();
  if (!mark) co_return std::unexpected(co_await explain(mark.error()));
  if (!*mark) co_return std::unexpected(co_await explain(Error{ErrorCode::closed, {}}));
  constexpr std::string_view marks = "CDTE\1\2";
  if (marks.find(static_cast<char>(**mark)) == std::string_view::npos)
    co_return std::unexpected(co_await not_scp());
  const auto line = co_await dialogue_.line();
  if (!line) co_return std::unexpected(co_await explain(line.error()));
  const std::string text = line->value_or("");
  const auto record = scp::parse_record(text.starts_with('C') ? without_name(text) : text);
  if (record) co_return *record;
  co_return failure(ErrorCode::invalid,
                    fmt::format("not an answer of SCP: '{}'", printable(text.substr(0, longest_greeting))));
}

/// A shell that greets everybody, or a device that takes the command for something else.
net::Task<Error> RemoteScp::not_scp() {
  const auto pieces = co_await dialogue_.data(longest_greeting);
  std::string text;
  if (pieces) {
    for (const Bytes piece : *pieces) text += as_text(piece);
  }
  const std::string_view first = trim(std::string_view{text}.substr(0, trim(text).find('\n')));
  co_return Error{ErrorCode::invalid, fmt::format("not an answer of SCP: '{}'", printable(first))};
}

net::Task<void> RemoteScp::show_lines() {
  for (const std::string& line : program_->take_error_lines()) {
    if (is_for_typist(line)) {
      co_await correspondent_.tell(" " + line);
    } else if (!is_chatter(line)) {
      complaint_ = line;
    }
  }
}

net::Task<Error> RemoteScp::explain(Error error) {
  if (error.code == ErrorCode::timed_out || error.code == ErrorCode::invalid) co_return error;
  const auto end = co_await program_->wait(farewell);
  co_await show_lines();
  if (!complaint_.empty()) co_return remote_error(complaint_);
  if (!end)
    co_return Error{ErrorCode::closed, end.error().code == ErrorCode::closed
                                           ? end.error().message
                                           : std::string{describe(ErrorCode::closed)}};
  if (!end->signal.empty())
    co_return Error{ErrorCode::closed, "scp was ended there by signal " + end->signal};
  if (end->status.value_or(0) == 0) co_return Error{ErrorCode::closed, "scp ended there too early"};
  co_return Error{ErrorCode::closed, fmt::format("scp ended there with status {}", *end->status)};
}

net::Task<void> RemoteScp::leave() {
  program_->end_input();
  co_await program_->wait(farewell);
  co_await show_lines();
  program_.reset();
  client_.reset();
}

}  // namespace ferry::transfer
