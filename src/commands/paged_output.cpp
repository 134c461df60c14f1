#include "commands/paged_output.h"

#include <fmt/format.h>

#include <utility>

namespace ferry::commands {

net::Task<Result<void>> PagedOutput::write(std::string text) {
  if (stopped_ || keys_.interrupted()) co_return failure(ErrorCode::closed);
  pager_.add(text);
  co_return co_await show();
}

net::Task<void> PagedOutput::finish() {
  if (stopped_ || keys_.interrupted()) co_return;
  pager_.finish();
  co_await show();
}

net::Task<Result<void>> PagedOutput::show() {
  for (;;) {
    std::string shown = pager_.next();
    if (!shown.empty()) {
      in_line_ = !shown.ends_with('\n');
      const Result<void> written = co_await screen_.write(std::move(shown));
      if (!written) co_return written;
    }
    if (!pager_.pauses()) co_return Result<void>{};
    const bool goes_on = co_await pause();
    if (goes_on) continue;
    stopped_ = true;
    co_return failure(ErrorCode::closed);
  }
}

net::Task<bool> PagedOutput::pause() {
  using Answer = terminal::Pager::Answer;
  const Result<void> shown = co_await screen_.write(std::string{terminal::Pager::prompt});
  if (!shown) co_return false;
  for (;;) {
    const std::optional<char> key = co_await keys_.next_key();
    const Answer answer = key ? pager_.on_key(*key) : Answer::stop;
    if (answer == Answer::ignored) continue;
    const Result<void> erased = co_await screen_.write(std::string{terminal::Pager::erase});
    if (!erased) co_return false;
    if (answer == Answer::search) co_return co_await ask_for_pattern(*key);
    co_return answer == Answer::go_on;
  }
}

net::Task<bool> PagedOutput::ask_for_pattern(char kind) {
  const std::optional<std::string> typed = co_await keys_.read_line(std::string{kind});
  if (!typed) co_return false;
  auto pattern = terminal::Pattern::parse(*typed);
  if (!pattern) {
    const Result<void> told =
        co_await screen_.write(fmt::format("% Bad regular expression: {}\n", pattern.error().message));
    co_return told.has_value();
  }
  if (kind == '/') {
    const Result<void> told = co_await screen_.write("filtering...\n");
    if (!told) co_return false;
  }
  pager_.search(kind, std::move(*pattern));
  co_return true;
}

}  // namespace ferry::commands
