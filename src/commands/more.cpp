#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.h"
#include "commands/copy_ends.h"
#include "commands/file_dialog.h"
#include "commands/file_output.h"
#include "commands/file_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::size_t piece_size = 32768;

/// A way to show the bytes of a file.
class Rendering {
 public:
  virtual ~Rendering() = default;
  virtual std::string show(Bytes bytes) = 0;
  /// What `show` has kept back.
  virtual std::string finish() = 0;
};

/// The bytes as they are: for a program, which is no terminal.
class Exact final : public Rendering {
 public:
  std::string show(Bytes bytes) override { return std::string{as_text(bytes)}; }
  std::string finish() override { return {}; }
};

/// Text that cannot move a cursor or change a terminal: control characters and what is no UTF-8 are shown as
/// \xNN.
class Printable final : public Rendering {
 public:
  std::string show(Bytes bytes) override {
    kept_ += as_text(bytes);
    const std::size_t whole = kept_.size() - begun_character(kept_);
    std::string shown = text(std::string_view{kept_}.substr(0, whole));
    kept_.erase(0, whole);
    return shown;
  }
  std::string finish() override {
    std::string shown = text(std::exchange(kept_, {}));
    if (!last_was_line_end_) shown += '\n';
    return shown;
  }

 private:
  // Bytes at the end that may be the first ones of a character, or of a line end.
  static std::size_t begun_character(std::string_view text) {
    constexpr std::size_t longest = 4;
    if (text.ends_with('\r')) return 1;
    for (std::size_t back = 1; back < longest && back <= text.size(); ++back) {
      const auto byte = static_cast<Byte>(text[text.size() - back]);
      if ((byte & 0xc0) == 0x80) continue;
      const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
      return length > back ? back : 0;
    }
    return 0;
  }

  std::string text(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
      const std::size_t end = text.find_first_of("\n\t");
      std::string_view part = text.substr(0, end);
      const bool is_line_end = end != std::string_view::npos && text[end] == '\n';
      if (is_line_end && part.ends_with('\r')) part.remove_suffix(1);
      shown += printable(part);
      if (end != std::string_view::npos) shown += text[end];
      last_was_line_end_ = is_line_end;
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return shown;
  }

  std::string kept_;
  bool last_was_line_end_ = true;
};

/// Sixteen bytes a line, in hexadecimal and as characters.
class Hexadecimal final : public Rendering {
 public:
  std::string show(Bytes bytes) override {
    kept_.insert(kept_.end(), bytes.begin(), bytes.end());
    std::string shown;
    std::size_t done = 0;
    for (; kept_.size() - done >= row_size; done += row_size)
      shown += row(Bytes{kept_}.subspan(done, row_size));
    kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(done));
    return shown;
  }
  std::string finish() override { return kept_.empty() ? std::string{} : row(std::exchange(kept_, {})); }

 private:
  static constexpr std::size_t row_size = 16;

  std::string row(Bytes bytes) {
    std::string digits;
    std::string characters;
    for (std::size_t index = 0; index < bytes.size(); ++index) {
      if (index > 0 && index % 4 == 0) digits += ' ';
      digits += fmt::format("{:02X}", bytes[index]);
      const bool is_visible = bytes[index] >= ' ' && bytes[index] < 0x7f;
      characters += is_visible ? static_cast<char>(bytes[index]) : '.';
    }
    std::string line = fmt::format("{:08X}: {:<35}    {}\n", offset_, digits, characters);
    offset_ += bytes.size();
    return line;
  }

  ByteVector kept_;
  std::uint64_t offset_ = 0;
};

std::unique_ptr<Rendering> rendering(const Session& session, const Match& match) {
  if (match.has("/binary")) return std::make_unique<Hexadecimal>();
  if (match.has("/ascii") || session.dialog() != nullptr) return std::make_unique<Printable>();
  return std::make_unique<Exact>();
}

net::Task<Status> show_content(Session& session, transfer::Source& source, Rendering& rendering,
                               std::string name) {
  ByteVector buffer(piece_size);
  for (;;) {
    const auto count = co_await source.read(buffer);
    if (!count) co_return co_await file_error(session, "reading", std::move(name), count.error());
    if (*count == 0) break;
    std::string text = rendering.show(Bytes{buffer.data(), *count});
    const bool is_wanted = co_await session.write(std::move(text));
    if (!is_wanted) co_return Status::failed;
  }
  std::string last = rendering.finish();
  if (!last.empty()) co_await session.write(std::move(last));
  co_return Status::done;
}

net::Task<Status> more(Session& session, Match match) {
  const std::string typed = typed_name(match);
  auto file = typed_file(session, typed);
  if (!file) co_return co_await file_error(session, "opening", typed, file.error());
  NameQuestion question{.subject = "Filename", .proposed = std::move(*file), .asked = Asked::if_noisy};
  const auto path = co_await settle_name(session, std::move(question));
  if (!path) co_return Status::failed;
  const auto source = co_await open_source(session.services(), *path);
  if (!source) co_return co_await file_error(session, "opening", path->text(), source.error());
  const std::unique_ptr<Rendering> shown = rendering(session, match);
  co_return co_await show_content(session, **source, *shown, path->text());
}

}  // namespace

const CommandTable& more_table() {
  static const CommandTable table{
      action(word("more", "Show a file") /
             maybe(one_of(word("/ascii", "As text, whatever it holds"), word("/binary", "In hexadecimal"))) /
             file_name_to_end("The file"))
          .runs(more),
  };
  return table;
}

}  // namespace ferry::commands
