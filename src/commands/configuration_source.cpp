#include "commands/configuration_source.h"

#include <utility>

#include "commands/file_dialog.h"
#include "commands/file_output.h"
#include "transfer/remote.h"

namespace ferry::commands {
namespace {

constexpr std::size_t piece_size = std::size_t{64} << 10;

/// Whoever typed the command is asked.
class AtThePrompt final : public transfer::Correspondent {
 public:
  explicit AtThePrompt(Session& session) : session_(session) {}

  net::Task<std::optional<Secret>> ask(std::string prompt, bool echo) override {
    if (session_.dialog() == nullptr) co_return std::nullopt;
    auto typed = co_await session_.dialog()->ask(std::move(prompt), echo ? Echo::on : Echo::off);
    if (!typed) co_return std::nullopt;
    Secret secret{*typed};
    wipe({reinterpret_cast<Byte*>(typed->data()), typed->size()});
    co_return secret;
  }
  net::Task<void> tell(std::string text) override { co_await session_.write(std::move(text)); }

 private:
  Session& session_;
};

net::Task<Result<std::string>> read_there(Session& session, transfer::Url url) {
  AtThePrompt correspondent{session};
  auto source = co_await session.services().remotes.open_source(std::move(url), correspondent);
  if (!source) co_return std::unexpected(std::move(source.error()));
  std::string text;
  ByteVector piece(piece_size);
  for (;;) {
    const auto count = co_await (*source)->read(piece);
    if (!count) co_return std::unexpected(count.error());
    if (*count == 0) co_return text;
    text += as_text(Bytes{piece}.first(*count));
    if (text.size() > longest_text_file) co_return failure(ErrorCode::unsupported, "the file is too large");
  }
}

net::Task<Result<std::string>> read_here(Session& session, std::string typed) {
  Services& services = session.services();
  auto file = typed_file(session, typed);
  if (!file) co_return std::unexpected(std::move(file.error()));
  co_return co_await services.offload.run([&] { return read_text_file(services.files, file->path); });
}

}  // namespace

net::Task<Result<std::string>> read_configuration(Session& session, std::string typed) {
  if (!transfer::scheme_of(typed)) co_return co_await read_here(session, std::move(typed));
  auto url = transfer::parse_url(typed);
  if (!url) co_return std::unexpected(std::move(url.error()));
  co_return co_await read_there(session, std::move(*url));
}

}  // namespace ferry::commands
