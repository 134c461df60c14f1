#include "commands/output_modifiers.h"

#include <fmt/format.h>

#include <array>
#include <span>
#include <utility>

#include "base/text.h"
#include "commands/file_output.h"

namespace ferry::commands {
namespace {

using namespace cli;
using terminal::Filter;

/// Text for a file is collected up to this size between two calls of the disk.
constexpr std::size_t piece_size = 65536;

net::Task<Status> run_nothing(Session&, Match) {
  co_return Status::done;
}

Path url() {
  return rest("url", "The file to write");
}

Command modifier(Path path) {
  return action(std::move(path)).needs(0).runs(run_nothing);
}

Command filter(std::string spelling, std::string help) {
  return modifier(word(std::move(spelling), std::move(help)) / rest("pattern", "Regular expression"));
}

const Grammar& modifiers() {
  static const CommandTable table{
      filter("begin", "From the first line that matches on"),
      filter("count", "How many lines match"),
      filter("exclude", "Lines that do not match"),
      filter("include", "Lines that match"),
      filter("section", "Lines that match, with the lines indented below them"),
      modifier(word("append", "Behind what is in a file") / url()),
      modifier(word("redirect", "Into a file") / url()),
      modifier(word("tee", "To the screen and into a file") / maybe(word("/append", "Behind what is in it")) /
               url()),
  };
  static const std::array tables{&table};
  static const Grammar grammar{std::span<const CommandTable* const>{tables}};
  return grammar;
}

Scope everything() {
  static const config::Config config;
  static const Vocabulary names;
  return {.mode = Mode::exec, .privilege = privilege::enable, .config = config, .vocabulary = names};
}

std::optional<Filter::Kind> filter_kind(const Match& match) {
  constexpr std::array kinds{std::pair{"begin", Filter::Kind::begin}, std::pair{"count", Filter::Kind::count},
                             std::pair{"exclude", Filter::Kind::exclude},
                             std::pair{"include", Filter::Kind::include},
                             std::pair{"section", Filter::Kind::section}};
  for (const auto& [spelling, kind] : kinds) {
    if (match.has(spelling)) return kind;
  }
  return std::nullopt;
}

std::expected<OutputModifier, ModifierMistake> parse_filter(Filter::Kind kind, const Match& match) {
  auto pattern = terminal::Pattern::parse(match.text("pattern"));
  if (pattern) return Filter{kind, std::move(*pattern)};
  return std::unexpected(
      ModifierMistake{{}, fmt::format("% Bad regular expression: {}", pattern.error().message)});
}

std::expected<OutputModifier, ModifierMistake> parse_file(const Session& session, const Match& match) {
  const std::string typed{trim(match.text("url"))};
  auto path = session.services().files.parse(typed, session.directory());
  if (!path) {
    return std::unexpected(
        ModifierMistake{{}, fmt::format("%Error opening {} ({})", printable(typed), path.error().message)});
  }
  const bool appends = match.has("append") || match.has("/append");
  return ToFile{std::move(*path), match.has("tee") ? ToFile::Screen::everything : ToFile::Screen::nothing,
                appends ? ToFile::Content::appended : ToFile::Content::replaced};
}

class FilteredOutput final : public ModifiedOutput {
 public:
  FilteredOutput(Output& next, Filter filter) : next_(next), filter_(std::move(filter)) {}

  net::Task<Result<void>> write(std::string text) override {
    std::string left = filter_.feed(text);
    if (left.empty()) co_return Result<void>{};
    co_return co_await next_.write(std::move(left));
  }
  net::Task<Result<void>> finish() override {
    std::string left = filter_.finish();
    // The typist may be gone, which is no error of the filter.
    if (!left.empty()) co_await next_.write(std::move(left));
    co_return Result<void>{};
  }

 private:
  Output& next_;
  Filter filter_;
};

class FileOutput final : public ModifiedOutput {
 public:
  FileOutput(net::Offload& offload, std::unique_ptr<vfs::WritableFile> file, Output* screen,
             std::string old_content)
      : offload_(offload), file_(std::move(file)), screen_(screen), waiting_(std::move(old_content)) {}

  net::Task<Result<void>> write(std::string text) override {
    waiting_ += text;
    if (waiting_.size() >= piece_size) co_await flush();
    if (screen_ != nullptr) co_return co_await screen_->write(std::move(text));
    co_return error_;
  }
  net::Task<Result<void>> finish() override {
    co_await flush();
    if (!error_) co_return error_;
    const auto committed = co_await offload_.run([this] { return file_->commit(); });
    if (!committed) co_return std::unexpected(committed.error());
    co_return Result<void>{};
  }

 private:
  net::Task<void> flush() {
    if (!error_ || waiting_.empty()) co_return;
    error_ = co_await offload_.run([this] {
      const std::array pieces{as_bytes(waiting_)};
      return file_->write_at(offset_, pieces);
    });
    offset_ += waiting_.size();
    waiting_.clear();
  }

  net::Offload& offload_;
  std::unique_ptr<vfs::WritableFile> file_;
  Output* screen_;
  std::string waiting_;
  std::uint64_t offset_ = 0;
  Result<void> error_;
};

Result<std::string> old_content(const vfs::Mounts& files, const ToFile& target) {
  if (target.content == ToFile::Content::replaced) return std::string{};
  auto text = read_text_file(files, target.path);
  if (!text && text.error().code == ErrorCode::not_found) return std::string{};
  return text;
}

}  // namespace

std::size_t find_modifier(std::string_view line) {
  for (std::size_t at = line.find('|'); at != std::string_view::npos; at = line.find('|', at + 1)) {
    if (at > 0 && (line[at - 1] == ' ' || line[at - 1] == '\t')) return at;
  }
  return std::string_view::npos;
}

std::expected<OutputModifier, ModifierMistake> parse_modifier(const Session& session, std::string_view text) {
  const auto match = modifiers().match(everything(), text);
  if (!match) return std::unexpected(ModifierMistake{match.error(), {}});
  if (const auto kind = filter_kind(*match)) return parse_filter(*kind, *match);
  return parse_file(session, *match);
}

std::expected<std::vector<HelpLine>, Mistake> modifier_help(std::string_view text) {
  return modifiers().help(everything(), text);
}

net::Task<Result<std::unique_ptr<ModifiedOutput>>> modify(Session& session, Output& next,
                                                          OutputModifier modifier) {
  if (auto* filter = std::get_if<Filter>(&modifier)) {
    co_return std::make_unique<FilteredOutput>(next, std::move(*filter));
  }
  const ToFile target = std::get<ToFile>(std::move(modifier));
  const Services& services = session.services();
  auto old = co_await services.offload.run([&] { return old_content(services.files, target); });
  if (!old) co_return std::unexpected(std::move(old.error()));
  auto file = co_await services.offload.run([&] { return services.files.create(target.path, {}); });
  if (!file) co_return std::unexpected(std::move(file.error()));
  Output* const screen = target.screen == ToFile::Screen::everything ? &next : nullptr;
  co_return std::make_unique<FileOutput>(services.offload, std::move(*file), screen, std::move(*old));
}

}  // namespace ferry::commands
