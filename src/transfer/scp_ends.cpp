#include "transfer/scp_ends.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "transfer/remote_scp.h"
#include "transfer/remote_words.h"

namespace ferry::transfer {
namespace {

/// Content of unknown size is kept whole until its size is known. More than any configuration or log has;
/// images come from places that know their size.
constexpr std::size_t most_kept = std::size_t{64} << 20;

/// What `scp` gives a file that has no mode of its own.
constexpr unsigned usual_mode = 0644;

/// Less than this is not worth a wake-up while more is to come.
constexpr std::size_t usual_read = std::size_t{256} << 10;

std::unexpected<Error> protocol_error(std::string what) {
  return failure(ErrorCode::invalid, "SCP protocol error: " + std::move(what));
}

class ScpSource final : public Source {
 public:
  ScpSource(std::unique_ptr<RemoteScp> scp, std::uint64_t size) : scp_(std::move(scp)), size_(size) {}

  [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
  net::Task<Result<std::size_t>> read(MutableBytes into) override;

 private:
  net::Task<Result<std::size_t>> end();

  std::unique_ptr<RemoteScp> scp_;
  std::uint64_t size_;
  std::uint64_t received_ = 0;
  enum class State { announced, flows, over } state_ = State::announced;
};

net::Task<Result<std::size_t>> ScpSource::read(MutableBytes into) {
  if (state_ == State::over) co_return std::size_t{0};
  if (state_ == State::announced) {
    state_ = State::flows;
    const auto ready = co_await scp_->thank();
    if (!ready) co_return std::unexpected(ready.error());
  }
  if (received_ == size_) co_return co_await end();
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size_ - received_, into.size()));
  scp_->dialogue().expect(std::min(wanted, usual_read));
  const auto pieces = co_await scp_->dialogue().data(wanted);
  if (!pieces) co_return std::unexpected(co_await scp_->explain(pieces.error()));
  if (pieces->empty()) co_return std::unexpected(co_await scp_->explain(Error{ErrorCode::closed, {}}));
  std::size_t filled = 0;
  for (const Bytes piece : *pieces) {
    std::memcpy(into.data() + filled, piece.data(), piece.size());
    filled += piece.size();
  }
  received_ += filled;
  co_return filled;
}

/// Whether the other side could read all of its file. One that goes on with content has lied about the size.
net::Task<Result<std::size_t>> ScpSource::end() {
  state_ = State::over;
  const auto mark = co_await scp_->dialogue().peek();
  if (mark && *mark && **mark > scp::fatal_mark) co_return protocol_error("more content than was announced");
  const auto verdict = co_await scp_->answer();
  if (!verdict) co_return std::unexpected(verdict.error());
  // What it thinks of our thanks changes nothing: the content is whole.
  co_await scp_->thank();
  co_await scp_->leave();
  co_return std::size_t{0};
}

class ScpTarget final : public Target {
 public:
  ScpTarget(std::unique_ptr<RemoteScp> scp, std::string name)
      : scp_(std::move(scp)), name_(std::move(name)) {}

  net::Task<Result<void>> announce(std::uint64_t size);
  net::Task<Result<void>> write(Bytes bytes) override;
  net::Task<Result<std::string>> finish() override;
  net::Task<void> abandon() override;

 private:
  net::Task<Result<void>> send(Bytes bytes);

  std::unique_ptr<RemoteScp> scp_;
  std::string name_;
  std::optional<std::uint64_t> size_;  // as announced
  std::uint64_t sent_ = 0;
  ByteVector kept_;  // what came before the size is known
};

net::Task<Result<void>> ScpTarget::announce(std::uint64_t size) {
  const scp::FileRecord record{.mode = usual_mode, .size = size, .name = name_};
  const auto said = co_await scp_->say(scp::to_line(record));
  if (!said) co_return said;
  auto taken = co_await scp_->answer();
  if (!taken) co_return taken;
  size_ = size;
  co_await scp_->show_lines();
  co_return taken;
}

net::Task<Result<void>> ScpTarget::write(Bytes bytes) {
  if (size_) co_return co_await send(bytes);
  if (kept_.size() + bytes.size() > most_kept) {
    co_return failure(ErrorCode::unsupported, "Too large for SCP without a known size");
  }
  kept_.insert(kept_.end(), bytes.begin(), bytes.end());
  co_return Result<void>{};
}

net::Task<Result<void>> ScpTarget::send(Bytes bytes) {
  if (bytes.size() > *size_ - sent_) co_return failure(ErrorCode::io, "The source became longer meanwhile");
  const auto written = co_await scp_->send(bytes);
  if (!written && written.error().code == ErrorCode::closed) {
    // It may have said why before it left.
    auto answered = co_await scp_->answer();
    if (!answered) co_return answered;
  }
  if (!written) co_return written;
  sent_ += bytes.size();
  co_await scp_->show_lines();
  co_return written;
}

net::Task<Result<std::string>> ScpTarget::finish() {
  if (!size_) {
    const auto announced = co_await announce(kept_.size());
    if (!announced) co_return std::unexpected(announced.error());
    const auto sent = co_await send(kept_);
    if (!sent) co_return std::unexpected(sent.error());
  }
  if (sent_ != *size_) co_return failure(ErrorCode::io, "The source became shorter meanwhile");
  const auto done = co_await scp_->thank();
  if (!done) co_return std::unexpected(done.error());
  const auto stored = co_await scp_->answer();
  if (!stored) co_return std::unexpected(stored.error());
  co_await scp_->leave();
  co_return std::string{};
}

/// SCP has no word for it: the connection is cut, and the other side sees that the content is not whole.
net::Task<void> ScpTarget::abandon() {
  scp_.reset();
  co_return;
}

/// The name in the record, which counts only when the path turns out to be a directory there.
std::string last_component(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  const auto slash = path.find_last_of("/:");
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return name.empty() || name == "." || name == ".." ? "file" : std::string{name};
}

/// What stands in front of the content, up to its announcement.
net::Task<Result<std::uint64_t>> await_announcement(RemoteScp& scp) {
  for (;;) {
    const auto record = co_await scp.record();
    if (!record) co_return std::unexpected(record.error());
    if (const auto* file = std::get_if<scp::FileRecord>(&*record)) co_return file->size;
    if (const auto* error = std::get_if<scp::ErrorRecord>(&*record))
      co_return std::unexpected(remote_error(error->text));
    if (std::holds_alternative<scp::DirectoryRecord>(*record)) co_return failure(ErrorCode::is_directory);
    if (!std::holds_alternative<scp::TimesRecord>(*record)) co_return protocol_error("E without a directory");
    const auto thanked = co_await scp.thank();
    if (!thanked) co_return std::unexpected(thanked.error());
  }
}

}  // namespace

net::Task<Result<std::unique_ptr<Source>>> open_scp_source(std::unique_ptr<SshClient> client,
                                                           std::string path, Correspondent& correspondent) {
  auto scp =
      co_await RemoteScp::start(std::move(client), scp::Direction::sink, std::move(path), correspondent);
  if (!scp) co_return std::unexpected(std::move(scp.error()));
  const auto ready = co_await (*scp)->thank();
  if (!ready) co_return std::unexpected(ready.error());
  const auto size = co_await await_announcement(**scp);
  co_await (*scp)->show_lines();
  if (!size) co_return std::unexpected(size.error());
  co_return std::make_unique<ScpSource>(std::move(*scp), *size);
}

net::Task<Result<std::unique_ptr<Target>>> open_scp_target(std::unique_ptr<SshClient> client,
                                                           std::string path,
                                                           std::optional<std::uint64_t> size,
                                                           Correspondent& correspondent) {
  std::string name = last_component(path);
  auto scp =
      co_await RemoteScp::start(std::move(client), scp::Direction::source, std::move(path), correspondent);
  if (!scp) co_return std::unexpected(std::move(scp.error()));
  const auto ready = co_await (*scp)->answer();
  if (!ready) co_return std::unexpected(ready.error());
  auto target = std::make_unique<ScpTarget>(std::move(*scp), std::move(name));
  if (size) {
    const auto announced = co_await target->announce(*size);
    if (!announced) co_return std::unexpected(announced.error());
  }
  co_return target;
}

}  // namespace ferry::transfer
