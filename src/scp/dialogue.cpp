#include "scp/dialogue.h"

#include <algorithm>

#include "base/text.h"

namespace ferry::scp {
namespace {

/// Enough for a record and a small file behind it.
constexpr std::size_t line_read = std::size_t{64} << 10;

}  // namespace

net::Task<Result<bool>> Dialogue::more(std::size_t limit) {
  while (next_ < unread_.size() && unread_[next_].empty()) ++next_;
  if (next_ < unread_.size()) co_return true;
  const auto pieces = co_await stream_.read(limit);
  unread_.clear();
  next_ = 0;
  if (!pieces) co_return std::unexpected(pieces.error());
  unread_.assign(pieces->begin(), pieces->end());
  co_return !unread_.empty();
}

net::Task<Result<std::optional<std::string>>> Dialogue::line() {
  std::string line;
  for (;;) {
    const auto there = co_await more(line_read);
    if (!there) co_return std::unexpected(there.error());
    if (!*there) break;
    const bool complete = take_until_newline(line);
    if (line.size() > longest_line) co_return failure(ErrorCode::invalid, "protocol error: line too long");
    if (!complete) continue;
    trace_in(line);
    co_return line;
  }
  if (!line.empty()) co_return failure(ErrorCode::closed, "lost connection");
  trace_in("<EOF>");
  co_return std::nullopt;
}

/// Takes from the piece at hand; true when the line is complete.
bool Dialogue::take_until_newline(std::string& line) {
  Bytes& piece = unread_[next_];
  const auto newline = std::ranges::find(piece, Byte{'\n'});
  const auto length = static_cast<std::size_t>(newline - piece.begin());
  line += as_text(piece.first(length));
  const bool complete = newline != piece.end();
  piece = piece.subspan(length + (complete ? 1 : 0));
  return complete;
}

net::Task<Result<std::optional<ErrorRecord>>> Dialogue::answer() {
  const auto there = co_await more(line_read);
  if (!there) co_return std::unexpected(there.error());
  if (!*there) co_return failure(ErrorCode::closed, "lost connection");
  Bytes& piece = unread_[next_];
  const Byte mark = piece.front();
  if (mark == ok_mark) {
    piece = piece.subspan(1);
    trace_in("<OK>");
    co_return std::nullopt;
  }
  if (mark != warning_mark && mark != fatal_mark) {
    co_return failure(ErrorCode::invalid, "protocol error: expected an answer");
  }
  const auto text = co_await line();
  if (!text) co_return std::unexpected(text.error());
  co_return ErrorRecord{.is_fatal = mark == fatal_mark, .text = printable(text->value_or(" ").substr(1))};
}

net::Task<Result<std::optional<Byte>>> Dialogue::peek() {
  const auto there = co_await more(line_read);
  if (!there) co_return std::unexpected(there.error());
  if (!*there) co_return std::nullopt;
  co_return unread_[next_].front();
}

void Dialogue::expect(std::size_t bytes) {
  // With something left to take, the next `data` reads nothing, and the hint would hold up what comes after
  // it.
  const bool nothing_left = std::ranges::all_of(unread_, [](Bytes piece) { return piece.empty(); });
  if (nothing_left) stream_.expect(bytes);
}

net::Task<Result<std::span<const Bytes>>> Dialogue::data(std::size_t limit) {
  given_.clear();
  const auto there = co_await more(limit);
  if (!there) co_return std::unexpected(there.error());
  while (next_ < unread_.size() && limit > 0) {
    Bytes& piece = unread_[next_];
    const Bytes taken = piece.first(std::min(piece.size(), limit));
    if (!taken.empty()) given_.push_back(taken);
    limit -= taken.size();
    piece = piece.subspan(taken.size());
    if (piece.empty()) ++next_;
  }
  co_return std::span<const Bytes>{given_};
}

net::Task<Result<void>> Dialogue::acknowledge() {
  static constexpr Byte ok[] = {ok_mark};
  trace_out("<OK>");
  co_return co_await stream_.write(ok);
}

net::Task<Result<void>> Dialogue::complain(std::string text) {
  trace_out(text);
  const std::string record = error_record(text);
  co_return co_await stream_.write(as_bytes(record));
}

net::Task<Result<void>> Dialogue::say(std::string line) {
  trace_out(line);
  line += '\n';
  co_return co_await stream_.write(as_bytes(line));
}

void Dialogue::trace(bool outgoing, std::string_view text) const {
  if (trace_) trace_(outgoing, (outgoing ? "send " : "recv ") + printable(text));
}

}  // namespace ferry::scp
