#include "transfer/sftp_ends.h"

#include <utility>

#include "sftp/remote_store.h"

namespace ferry::transfer {
namespace {

/// Everything below one end of a copy: it is taken down from the top.
struct Session {
  std::unique_ptr<SshClient> ssh;
  std::unique_ptr<RemoteProgram> program{};
  std::unique_ptr<sftp::Client> client{};

  /// An error as the typist gets it: of a connection that broke, the reason.
  [[nodiscard]] Error explained(Error error) const {
    if (error.code == ErrorCode::closed && !ssh->why_lost().empty()) error.message = ssh->why_lost();
    return error;
  }
  template <class T>
  [[nodiscard]] Result<T> explained(Result<T> result) const {
    if (result) return result;
    return std::unexpected(explained(std::move(result.error())));
  }
};

net::Task<Result<Session>> begin(std::unique_ptr<SshClient> ssh, SshEnvironment environment) {
  Session session{.ssh = std::move(ssh)};
  auto program = co_await session.ssh->subsystem("sftp");
  if (!program) co_return std::unexpected(session.explained(std::move(program.error())));
  session.program = *std::move(program);
  const sftp::Client::Environment surroundings{.loop = environment.loop,
                                               .stream = session.program->stream(),
                                               .clock = environment.clock,
                                               .patience = SshLimits{}.idle};
  auto client = co_await sftp::Client::start(surroundings);
  if (!client) co_return std::unexpected(session.explained(std::move(client.error())));
  session.client = *std::move(client);
  co_return session;
}

class SftpSource final : public Source {
 public:
  SftpSource(Session session, std::string handle, std::optional<std::uint64_t> size)
      : session_(std::move(session)), size_(size), reader_(*session_.client, std::move(handle), 0, size) {}

  [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
  net::Task<Result<std::size_t>> read(MutableBytes into) override {
    auto count = co_await reader_.read(into);
    co_return session_.explained(std::move(count));
  }

 private:
  Session session_;
  std::optional<std::uint64_t> size_;
  sftp::RemoteReader reader_;
};

class SftpTarget final : public Target {
 public:
  SftpTarget(Session session, std::unique_ptr<sftp::RemoteStore> store)
      : session_(std::move(session)), store_(std::move(store)) {}

  net::Task<Result<void>> write(Bytes bytes) override {
    auto written = co_await store_->write(bytes);
    co_return session_.explained(std::move(written));
  }
  net::Task<Result<std::string>> finish() override {
    auto stored = co_await store_->finish();
    if (!stored) co_return std::unexpected(session_.explained(std::move(stored.error())));
    co_return std::string{};
  }
  net::Task<void> abandon() override {
    co_await store_->abandon();
    session_.ssh->close();
  }

 private:
  Session session_;
  std::unique_ptr<sftp::RemoteStore> store_;
};

/// A size that is worth something: what is no regular file has none, and the files of /proc say 0.
std::optional<std::uint64_t> trusted_size(const sftp::Attributes& attributes) {
  const bool is_regular = !attributes.permissions || attributes.is(sftp::FileKind::file);
  if (!is_regular || attributes.size == 0) return std::nullopt;
  return attributes.size;
}

}  // namespace

net::Task<Result<std::unique_ptr<Source>>> open_sftp_source(std::unique_ptr<SshClient> client,
                                                            SshEnvironment environment, std::string path) {
  auto session = co_await begin(std::move(client), environment);
  if (!session) co_return std::unexpected(std::move(session.error()));
  const auto found = co_await session->client->stat(path);
  if (!found) co_return std::unexpected(session->explained(found.error()));
  if (found->is(sftp::FileKind::directory)) co_return failure(ErrorCode::is_directory);
  auto handle = co_await session->client->open(path, sftp::OpenFlags::read, {});
  if (!handle) co_return std::unexpected(session->explained(std::move(handle.error())));
  co_return std::make_unique<SftpSource>(*std::move(session), *std::move(handle), trusted_size(*found));
}

net::Task<Result<std::unique_ptr<Target>>> open_sftp_target(std::unique_ptr<SshClient> client,
                                                            SshEnvironment environment, std::string path) {
  auto session = co_await begin(std::move(client), environment);
  if (!session) co_return std::unexpected(std::move(session.error()));
  sftp::Client& there = *session->client;
  auto store = co_await sftp::RemoteStore::open(there, environment.random, std::move(path), {});
  if (!store) co_return std::unexpected(session->explained(std::move(store.error())));
  co_return std::make_unique<SftpTarget>(*std::move(session), *std::move(store));
}

}  // namespace ferry::transfer
