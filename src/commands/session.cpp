#include "commands/session.h"

#include <chrono>
#include <utility>

#include "commands/exec_line.h"
#include "commands/session_accounting.h"
#include "net/notifier.h"
#include "net/run_unless.h"

namespace ferry::commands {
namespace {

/// How soon a copy that waits for another machine notices that nobody waits for the copy.
constexpr auto presence_interval = std::chrono::milliseconds{250};

std::string with_carriage_returns(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (const char character : text) {
    if (character == '\n') out += '\r';
    out += character;
  }
  return out;
}

}  // namespace

net::Task<Result<void>> StreamOutput::write(std::string text) {
  if (ends_ == LineEnds::crlf) text = with_carriage_returns(text);
  co_return co_await stream_.write(as_bytes(text));
}

net::Task<void> Session::given_up() {
  if (dialog_ == nullptr) co_return co_await lost();
  co_await net::run_unless(dialog_->interrupted(), lost());
}

net::Task<void> Session::lost() const {
  while (!presence_ || presence_()) co_await net::pause(presence_interval);
}

net::Task<bool> Session::write(std::string text) {
  const Result<void> written = co_await output_->write(std::move(text));
  co_return written.has_value();
}

void Session::fix_length(unsigned length) {
  terminal_.length = length;
  length_is_fixed_ = true;
}

void Session::fix_width(unsigned width) {
  terminal_.width = width;
  width_is_fixed_ = true;
}

void Session::resize(TerminalSize size) {
  if (!length_is_fixed_) terminal_.length = size.length;
  if (!width_is_fixed_) terminal_.width = size.width;
}

net::Task<int> run_exec(Session& session, std::string line) {
  constexpr int success = 0;
  constexpr int failure = 1;
  if (line.size() > longest_command) {
    co_await session.write("% Line too long.\n");
    co_return failure;
  }
  AccountedSession accounted{session};
  const bool may = co_await accounted.begin();
  if (!may) co_return failure;
  const cli::Status status = co_await run_exec_line(session, std::move(line), std::nullopt);
  accounted.end(aaa::TerminateCause::user_request);
  co_return status == cli::Status::failed ? failure : success;
}

}  // namespace ferry::commands
