#include "commands/copy_request.h"

#include <fmt/format.h>

#include <utility>

#include "commands/file_dialog.h"
#include "commands/file_output.h"
#include "commands/save.h"
#include "commands/url_questions.h"

namespace ferry::commands {
namespace {

using transfer::Url;

/// The questions of one `copy`.
class RequestDialog {
 public:
  RequestDialog(Session& session, const cli::Match& match)
      : session_(session),
        services_(session.services()),
        request_{.source = session.directory(),
                 .target = session.directory(),
                 .is_atomic = match.has("/atomic"),
                 .erases = match.has("/erase"),
                 .verifies = match.has("/verify")} {
    const auto words = match.words();
    typed_source_ = words[words.size() - 2].text;
    typed_target_ = words[words.size() - 1].text;
  }

  net::Task<std::optional<CopyRequest>> run();

 private:
  net::Task<std::optional<Place>> settle_source();
  net::Task<std::optional<Place>> settle_target();
  net::Task<std::optional<Place>> settle_local_source(std::string typed);
  net::Task<std::optional<Place>> settle_local_target(std::string typed);
  net::Task<std::optional<Place>> settle_remote(std::string typed, UrlQuestions::Side side);
  [[nodiscard]] TypedFile proposed_target(TypedFile typed) const;
  [[nodiscard]] std::string source_name() const;
  [[nodiscard]] bool is_configuration(const vfs::Path& path) const;

  Session& session_;
  Services& services_;
  CopyRequest request_;
  std::string typed_source_, typed_target_;
};

net::Task<std::optional<CopyRequest>> RequestDialog::run() {
  auto source = co_await settle_source();
  if (!source) co_return std::nullopt;
  request_.source = std::move(*source);
  auto target = co_await settle_target();
  if (!target) co_return std::nullopt;
  request_.target = std::move(*target);
  co_return std::move(request_);
}

net::Task<std::optional<Place>> RequestDialog::settle_source() {
  if (transfer::scheme_of(typed_source_))
    co_return co_await settle_remote(typed_source_, UrlQuestions::Side::source);
  co_return co_await settle_local_source(typed_source_);
}

net::Task<std::optional<Place>> RequestDialog::settle_target() {
  if (transfer::scheme_of(typed_target_))
    co_return co_await settle_remote(typed_target_, UrlQuestions::Side::destination);
  co_return co_await settle_local_target(typed_target_);
}

net::Task<std::optional<Place>> RequestDialog::settle_remote(std::string typed, UrlQuestions::Side side) {
  auto url = transfer::parse_url(typed);
  if (!url) {
    co_await session_.write(
        fmt::format("%Error parsing {} ({})\n", transfer::masked(typed), url.error().message));
    co_return std::nullopt;
  }
  UrlQuestions questions{.side = side, .url = std::move(*url)};
  if (side == UrlQuestions::Side::destination) questions.proposed_name = source_name();
  auto settled = co_await settle_url(session_, std::move(questions));
  if (!settled) co_return std::nullopt;
  co_return Place{std::move(*settled)};
}

net::Task<std::optional<Place>> RequestDialog::settle_local_source(std::string typed) {
  auto file = typed_file(session_, typed);
  if (!file) {
    co_await file_error(session_, "opening", std::move(typed), file.error());
    co_return std::nullopt;
  }
  if (file->path.device() == null_device) co_return Place{std::move(file->path)};
  NameQuestion question{.subject = "Source filename", .proposed = std::move(*file), .asked = Asked::if_noisy};
  auto path = co_await settle_name(session_, std::move(question));
  if (!path) co_return std::nullopt;
  co_return Place{std::move(*path)};
}

net::Task<std::optional<Place>> RequestDialog::settle_local_target(std::string typed) {
  auto file = typed_file(session_, typed);
  if (!file) {
    co_await file_error(session_, "opening", std::move(typed), file.error());
    co_return std::nullopt;
  }
  TypedFile proposed = co_await services_.offload.run([&] { return proposed_target(std::move(*file)); });
  if (proposed.path.device() == null_device) co_return Place{std::move(proposed.path)};
  NameQuestion question{.subject = "Destination filename", .proposed = std::move(proposed)};
  auto path = co_await settle_name(session_, std::move(question));
  if (!path) co_return std::nullopt;
  co_return Place{std::move(*path)};
}

// Into a directory goes a file with the name that it has.
TypedFile RequestDialog::proposed_target(TypedFile typed) const {
  if (typed.has_name) {
    const auto info = services_.files.stat(typed.path);
    if (!info || info->type == vfs::FileType::file) return typed;
  }
  const auto* url = std::get_if<Url>(&request_.source);
  const std::string name = url != nullptr ? url->file_name() : std::get<vfs::Path>(request_.source).name();
  auto inside = typed.path.child(name);
  if (!inside) return {.path = std::move(typed.path), .has_name = false};
  return {.path = std::move(*inside), .has_name = true};
}

std::string RequestDialog::source_name() const {
  if (const auto* url = std::get_if<Url>(&request_.source)) return url->file_name();
  const auto& path = std::get<vfs::Path>(request_.source);
  return is_configuration(path) ? configuration_name(session_) : path.name();
}

bool RequestDialog::is_configuration(const vfs::Path& path) const {
  return services_.files.are_same(path, running_configuration_file(services_)) ||
         services_.files.are_same(path, startup_configuration(services_));
}

}  // namespace

net::Task<std::optional<CopyRequest>> settle_request(Session& session, cli::Match match) {
  RequestDialog dialog{session, match};
  co_return co_await dialog.run();
}

}  // namespace ferry::commands
