#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "commands/session.h"
#include "net/task.h"

namespace ferry::commands {

/// A long output on its way to the typist, in pieces, so that it needs no memory of its own.
class PieceWriter {
 public:
  explicit PieceWriter(Session& session) : session_(session) {}

  void add(std::string_view text) { text_ += text; }
  /// Writes if there is enough for a piece; false when nobody wants more.
  net::Task<bool> flush_if_full() {
    constexpr std::size_t piece_size = 16384;
    if (text_.size() < piece_size) co_return true;
    co_return co_await flush();
  }
  /// Writes what there is.
  net::Task<bool> flush() { co_return co_await session_.write(std::exchange(text_, {})); }

 private:
  Session& session_;
  std::string text_;
};

}  // namespace ferry::commands
