#include "commands/place.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "commands/copy_ends.h"
#include "commands/file_output.h"

namespace ferry::commands {
namespace {

using transfer::Source;
using transfer::Target;
using transfer::Url;

constexpr std::size_t piece_size = std::size_t{64} << 10;

/// The typist of a session, for what the far side has to say and to ask.
class SessionCorrespondent final : public transfer::Correspondent {
 public:
  explicit SessionCorrespondent(Session& session) : session_(session) {}

  net::Task<std::optional<Secret>> ask(std::string prompt, bool echo) override {
    if (session_.dialog() == nullptr) {
      co_await session_.write(fmt::format(
          "%Error: nobody can be asked for \"{}\" here; put USER:PASSWORD@ before the host\n", trim(prompt)));
      co_return std::nullopt;
    }
    auto answer = co_await session_.dialog()->ask(std::move(prompt), echo ? Echo::on : Echo::off);
    if (!answer) co_return std::nullopt;
    Secret secret{*answer};
    wipe({reinterpret_cast<Byte*>(answer->data()), answer->size()});
    co_return std::move(secret);
  }

  net::Task<void> tell(std::string text) override { co_await session_.write(std::move(text) + "\n"); }

 private:
  Session& session_;
};

/// A far source with its correspondent, whom it needs as long as it lives.
class RemoteSource final : public Source {
 public:
  RemoteSource(std::unique_ptr<SessionCorrespondent> correspondent, std::unique_ptr<Source> source)
      : correspondent_(std::move(correspondent)), source_(std::move(source)) {}

  [[nodiscard]] std::optional<std::uint64_t> size() const override { return source_->size(); }
  net::Task<Result<std::size_t>> read(MutableBytes into) override { return source_->read(into); }

 private:
  std::unique_ptr<SessionCorrespondent> correspondent_;
  std::unique_ptr<Source> source_;
};

class RemoteTarget final : public Target {
 public:
  RemoteTarget(std::unique_ptr<SessionCorrespondent> correspondent, std::unique_ptr<Target> target)
      : correspondent_(std::move(correspondent)), target_(std::move(target)) {}

  net::Task<Result<void>> write(Bytes bytes) override { return target_->write(bytes); }
  net::Task<Result<std::string>> finish() override { return target_->finish(); }
  net::Task<void> abandon() override { return target_->abandon(); }

 private:
  std::unique_ptr<SessionCorrespondent> correspondent_;
  std::unique_ptr<Target> target_;
};

template <class End>
Result<std::unique_ptr<End>> given_up_or(std::optional<Result<std::unique_ptr<End>>> opened) {
  if (!opened) return failure(ErrorCode::cancelled);
  return std::move(*opened);
}

net::Task<Result<std::unique_ptr<Source>>> open_remote(Session& session, Url url) {
  auto correspondent = std::make_unique<SessionCorrespondent>(session);
  auto opening = session.services().remotes.open_source(std::move(url), *correspondent);
  auto outcome = co_await unless_given_up(session, std::move(opening));
  auto opened = given_up_or(std::move(outcome));
  if (!opened) co_return std::unexpected(std::move(opened.error()));
  co_return std::make_unique<RemoteSource>(std::move(correspondent), std::move(*opened));
}

net::Task<Result<std::unique_ptr<Target>>> open_remote_to_write(Session& session, Url url,
                                                                std::optional<std::uint64_t> size) {
  auto correspondent = std::make_unique<SessionCorrespondent>(session);
  auto opening = session.services().remotes.open_target(std::move(url), size, *correspondent);
  auto outcome = co_await unless_given_up(session, std::move(opening));
  auto opened = given_up_or(std::move(outcome));
  if (!opened) co_return std::unexpected(std::move(opened.error()));
  co_return std::make_unique<RemoteTarget>(std::move(correspondent), std::move(*opened));
}

net::Task<Result<std::string>> read_all(Source& source) {
  std::string text;
  ByteVector buffer(piece_size);
  for (;;) {
    const auto count = co_await source.read(buffer);
    if (!count) co_return std::unexpected(count.error());
    if (*count == 0) co_return text;
    text += as_text(Bytes{buffer}.first(*count));
    if (text.size() > longest_text_file) co_return failure(ErrorCode::no_space, "File too large");
  }
}

}  // namespace

Place clone(const Place& place) {
  if (const auto* url = std::get_if<Url>(&place)) return url->clone();
  return std::get<vfs::Path>(place);
}

std::string shown(const Place& place) {
  if (const auto* url = std::get_if<Url>(&place)) return transfer::masked(*url);
  return printable(std::get<vfs::Path>(place).text());
}

Result<Place> parse_place(const Session& session, std::string_view typed) {
  if (!transfer::scheme_of(typed)) {
    auto path = session.services().files.parse(typed, session.directory());
    if (!path) return std::unexpected(std::move(path.error()));
    return std::move(*path);
  }
  auto url = transfer::parse_url(typed);
  if (!url) return std::unexpected(std::move(url.error()));
  if (url->host.empty()) return failure(ErrorCode::invalid, "Invalid IP address or hostname");
  if (url->file_name().empty()) return failure(ErrorCode::invalid, "no file is named");
  return std::move(*url);
}

net::Task<Result<std::unique_ptr<Source>>> open_place(Session& session, Place place) {
  if (auto* url = std::get_if<Url>(&place)) co_return co_await open_remote(session, std::move(*url));
  co_return co_await open_source(session.services(), std::get<vfs::Path>(std::move(place)));
}

net::Task<Result<std::unique_ptr<Target>>> open_place_to_write(Session& session, Place place,
                                                               std::optional<std::uint64_t> size) {
  if (auto* url = std::get_if<Url>(&place))
    co_return co_await open_remote_to_write(session, std::move(*url), size);
  co_return co_await open_target(session.services(), std::get<vfs::Path>(std::move(place)), size);
}

net::Task<Result<std::string>> read_place(Session& session, Place place) {
  const auto source = co_await open_place(session, std::move(place));
  if (!source) co_return std::unexpected(source.error());
  auto text = co_await unless_given_up(session, read_all(**source));
  if (!text) co_return failure(ErrorCode::cancelled);
  co_return std::move(*text);
}

net::Task<cli::Status> place_error(Session& session, std::string doing, Place place, Error error) {
  const bool is_cancelled = error.code == ErrorCode::cancelled;
  if (is_cancelled && session.dialog() != nullptr) session.dialog()->listen_again();
  // What a file system says is a sentence for a log; a far side's words are made for the brackets.
  const bool has_words = is_remote(place) && !is_cancelled && !error.message.empty();
  const std::string why = has_words ? printable(error.message) : std::string{describe(error.code)};
  co_await session.write(fmt::format("%Error {} {} ({})\n", doing, shown(place), why));
  co_return cli::Status::failed;
}

}  // namespace ferry::commands
