#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/file_output.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::size_t piece_size = 32768;

Result<std::string> read_piece(vfs::ReadableFile& file, std::uint64_t offset) {
  std::string text(piece_size, '\0');
  const std::array<MutableBytes, 1> into{MutableBytes{reinterpret_cast<Byte*>(text.data()), text.size()}};
  const Result<std::size_t> read = file.read_at(offset, into);
  if (!read) return std::unexpected(read.error());
  text.resize(*read);
  return text;
}

net::Task<Status> more(Session& session, Match match) {
  const Services& services = session.services();
  const std::string typed{trim(match.text("path"))};
  const auto path = services.files.parse(typed, session.directory());
  if (!path) co_return co_await file_error(session, "opening", typed, path.error());
  const auto file = co_await services.offload.run([&] { return services.files.open(*path); });
  if (!file) co_return co_await file_error(session, "opening", path->text(), file.error());
  bool line_ended = true;
  for (std::uint64_t offset = 0;;) {
    auto piece = co_await services.offload.run([&] { return read_piece(**file, offset); });
    if (!piece) co_return co_await file_error(session, "reading", path->text(), piece.error());
    if (piece->empty()) break;
    offset += piece->size();
    line_ended = piece->ends_with('\n');
    const bool shown = co_await session.write(std::move(*piece));
    if (!shown) co_return Status::failed;
  }
  // The next prompt begins a line. Without a typist the output is the file and nothing else.
  if (!line_ended && session.dialog() != nullptr) co_await session.write("\n");
  co_return Status::done;
}

Result<void> remove_file(const vfs::Mounts& files, const vfs::Path& path) {
  const auto info = files.stat(path);
  if (!info) return std::unexpected(info.error());
  if (info->type == vfs::FileType::directory) return failure(ErrorCode::is_directory);
  return files.remove(path);
}

bool is_yes(const std::optional<std::string>& answer) {
  if (!answer) return false;
  const std::string_view word = trim(*answer);
  return word.empty() || word.front() == 'y' || word.front() == 'Y';
}

// The name that the typist settles on, and the last question before it is gone.
net::Task<std::optional<vfs::Path>> ask_what_to_delete(Session& session, vfs::Path path) {
  const auto name =
      co_await session.dialog()->ask(fmt::format("Delete filename [{}]? ", printable(path.name())), Echo::on);
  if (!name) co_return std::nullopt;
  if (!trim(*name).empty()) {
    auto other = session.services().files.parse(trim(*name), path.parent());
    if (!other) co_return std::nullopt;
    path = std::move(*other);
  }
  const auto answer =
      co_await session.dialog()->ask(fmt::format("Delete {}? [confirm]", printable(path.text())), Echo::off);
  if (!is_yes(answer)) co_return std::nullopt;
  co_return path;
}

net::Task<Status> delete_file(Session& session, Match match) {
  const Services& services = session.services();
  const std::string typed{trim(match.text("path"))};
  auto path = services.files.parse(typed, session.directory());
  if (!path) co_return co_await file_error(session, "deleting", typed, path.error());
  if (!match.has("/force")) {
    if (session.dialog() == nullptr) {
      co_await session.write("%Error: nobody can be asked to confirm here; use delete /force\n");
      co_return Status::failed;
    }
    auto chosen = co_await ask_what_to_delete(session, *path);
    if (!chosen) {
      co_await session.write("Delete of " + printable(path->text()) + " aborted!\n");
      co_return Status::failed;
    }
    path = std::move(*chosen);
  }
  const auto removed = co_await services.offload.run([&] { return remove_file(services.files, *path); });
  if (!removed) co_return co_await file_error(session, "deleting", path->text(), removed.error());
  co_return Status::done;
}

}  // namespace

const CommandTable& files_table() {
  static const CommandTable table{
      action(word("more", "Show a file") / rest("path", "The file")).runs(more),
      action(word("delete", "Remove a file") / maybe(word("/force", "Without asking")) /
             rest("path", "The file"))
          .runs(delete_file),
  };
  return table;
}

}  // namespace ferry::commands
