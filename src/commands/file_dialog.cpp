#include "commands/file_dialog.h"

#include <fmt/format.h>

#include <cctype>
#include <utility>

#include "base/text.h"
#include "commands/file_output.h"

namespace ferry::commands {
namespace {

using vfs::Path;

// What an answer is relative to.
Path base_of(const Session& session, const TypedFile& proposed) {
  if (!proposed.has_name) return proposed.path;
  Path parent = proposed.path.parent();
  return parent == session.directory() ? parent : Path{parent.device()};
}

// The proposed name as somebody would have to answer it.
std::string shown(const Path& base, const TypedFile& proposed) {
  if (!proposed.has_name) return {};
  return printable(base.is_root() ? proposed.path.inside() : proposed.path.name());
}

Result<Path> parse_answer(const Session& session, std::string_view answer, const Path& base) {
  auto path = Path::parse(answer, base);
  if (!path) return path;
  if (session.services().files.find(path->device()) == nullptr) return failure(ErrorCode::no_such_device);
  return path;
}

net::Task<void> say_what_is_missing(Session& session, const NameQuestion& question) {
  co_await session.write(
      fmt::format("%Error: nobody can be asked for the {} here; type it with the command\n",
                  lower_first(question.subject)));
}

}  // namespace

bool asks(const Session& session, Asked asked) {
  using config::FilePrompt;
  const FilePrompt prompt = session.services().running.snapshot()->file_prompt;
  switch (asked) {
    case Asked::always:
      return true;
    case Asked::unless_quiet:
      return prompt != FilePrompt::quiet;
    case Asked::if_noisy:
      return prompt == FilePrompt::noisy;
  }
  return true;
}

std::string lower_first(std::string text) {
  text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
  return text;
}

Result<TypedFile> typed_file(const Session& session, std::string_view typed) {
  auto path = session.services().files.parse(typed, session.directory());
  if (!path) return std::unexpected(std::move(path.error()));
  const bool has_name = !path->is_root() && !typed.ends_with('/') && !typed.ends_with(':');
  return TypedFile{.path = std::move(*path), .has_name = has_name};
}

net::Task<std::optional<Path>> settle_name(Session& session, NameQuestion question) {
  const TypedFile& proposed = question.proposed;
  if (proposed.has_name && (session.dialog() == nullptr || !asks(session, question.asked)))
    co_return proposed.path;
  if (session.dialog() == nullptr) {
    co_await say_what_is_missing(session, question);
    co_return std::nullopt;
  }
  const Path base = base_of(session, proposed);
  std::string prompt = fmt::format("{} [{}]? ", question.subject, shown(base, proposed));
  const auto answer = co_await session.dialog()->ask(std::move(prompt), Echo::on);
  if (!answer) co_return std::nullopt;
  const std::string name{trim(*answer)};
  if (name.empty() && proposed.has_name) co_return proposed.path;
  if (name.empty()) {
    co_await session.write("%Error parsing filename (Bad file number)\n");
    co_return std::nullopt;
  }
  auto path = parse_answer(session, name, base);
  if (path) co_return std::move(*path);
  co_await file_error(session, "parsing", name, path.error());
  co_return std::nullopt;
}

net::Task<bool> settle(Session& session, Confirmation confirmation) {
  if (!asks(session, confirmation.asked)) co_return true;
  if (session.dialog() == nullptr) {
    co_await session.write(
        fmt::format("%Error: nobody can be asked to confirm here; {}\n", confirmation.instead));
    co_return false;
  }
  co_return co_await session.dialog()->confirm(confirmation.question + " [confirm]");
}

}  // namespace ferry::commands
