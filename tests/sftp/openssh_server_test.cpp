// The client against the sftp-server of OpenSSH, over a pair of sockets in place of a connection.
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>

#include "net/descriptor_stream.h"
#include "sftp/remote_store.h"
#include "support/fixed_random.h"
#include "support/run_flow.h"
#include "support/temporary_directory.h"

namespace ferry::sftp {
namespace {

/// Debian's package openssh-sftp-server, which openssh-server needs.
constexpr const char* program = "/usr/lib/openssh/sftp-server";

class OpenSshServer {
 public:
  explicit OpenSshServer(std::vector<std::string> arguments) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return;
    ours_ = ends[0];
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    arguments.insert(arguments.begin(), program);
    std::vector<char*> words;
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    started = ::posix_spawn(&process_, program, &actions, nullptr, words.data(), ::environ) == 0;
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
  }
  ~OpenSshServer() {
    ::close(ours_);
    if (started) ::waitpid(process_, nullptr, 0);
  }
  OpenSshServer(const OpenSshServer&) = delete;
  OpenSshServer& operator=(const OpenSshServer&) = delete;
  [[nodiscard]] int descriptor() const { return ours_; }

  bool started = false;

 private:
  pid_t process_ = 0;
  int ours_ = -1;
};

class OpenSshServerTest : public ::testing::Test {
 protected:
  /// Runs `flow` with a client of a server with these arguments.
  template <class Flow>
  void with_client(Flow flow, std::vector<std::string> arguments = {}) {
    const OpenSshServer server{std::move(arguments)};
    ASSERT_TRUE(server.started) << "install the package openssh-sftp-server";
    net::EventLoop loop;
    auto stream = net::DescriptorStream::open(loop, server.descriptor(), server.descriptor()).value();
    loop.spawn(run(loop, *stream, flow));
    loop.run_until_idle();
    stream->close();
    stream.reset();
  }

  template <class Flow>
  net::Task<void> run(net::EventLoop& loop, net::ByteStream& stream, Flow& flow) {
    auto client = co_await Client::start(
        {.loop = loop, .stream = stream, .clock = clock_, .patience = std::chrono::seconds{30}});
    co_await flow(*client.value());
  }

  [[nodiscard]] std::string path(std::string_view name) const { return (folder_.path() / name).string(); }
  [[nodiscard]] std::string content(std::string_view name) const {
    std::ifstream file{path(name), std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{folder_.path()}, {}));
  }

  SystemClock clock_;
  testing::TemporaryDirectory folder_;
};

std::string numbers(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i) + " ";
  text.resize(size);
  return text;
}

net::Task<void> upload(Client& client, std::string path, std::string_view content, StoreOptions options,
                       Result<void>& stored) {
  testing::FixedRandom random;
  auto store = co_await RemoteStore::open(client, random, path, options);
  stored = store ? Result<void>{} : std::unexpected(store.error());
  if (!store) co_return;
  stored = co_await (*store)->write(as_bytes(content.substr((*store)->offset())));
  if (stored) stored = co_await (*store)->finish();
}

net::Task<void> begin_and_abandon(Client& client, std::string path, std::size_t& files_meanwhile,
                                  std::filesystem::path folder) {
  testing::FixedRandom random;
  auto store = co_await RemoteStore::open(client, random, path, {});
  co_await (*store)->write(as_bytes("half"));
  const auto known = co_await client.stat(path);
  files_meanwhile = known ? 99 : 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator{folder}) ++files_meanwhile;
  co_await (*store)->abandon();
}

net::Task<void> download(Client& client, std::string path, std::string& content) {
  const auto handle = co_await client.open(path, OpenFlags::read, {});
  const auto attributes = co_await client.stat(path);
  RemoteReader reader{client, handle.value(), 0, attributes.value().size};
  ByteVector room(100'000);
  for (;;) {
    const auto count = co_await reader.read(room);
    if (count.value() == 0) break;
    content += as_text(Bytes{room}.first(*count));
  }
  co_await reader.close();
}

TEST_F(OpenSshServerTest, StoresFilesWholeUnderTheirNames) {
  const std::string sent = numbers(3'000'000);
  Result<void> stored;
  for (const std::string_view text :
       {std::string_view{sent}, std::string_view{"short"}, std::string_view{}}) {
    with_client([&](Client& client) { return upload(client, path("a"), text, {.mode = 0640}, stored); });
    ASSERT_TRUE(stored) << stored.error().message;
    EXPECT_TRUE(content("a") == text);
  }
  EXPECT_EQ(files(), 1U);
}

TEST_F(OpenSshServerTest, ReplacesWithoutPosixRenameToo) {
  std::ofstream{path("a")} << "old";
  Result<void> stored;
  // With -P the server does not offer it.
  with_client([&](Client& client) { return upload(client, path("a"), "new", {}, stored); },
              {"-P", "posix-rename"});
  ASSERT_TRUE(stored) << stored.error().message;
  EXPECT_EQ(content("a"), "new");
  EXPECT_EQ(files(), 1U);
}

TEST_F(OpenSshServerTest, ContinuesAFile) {
  const std::string sent = numbers(500'000);
  std::ofstream{path("a"), std::ios::binary} << sent.substr(0, 123'456);
  Result<void> stored;
  with_client([&](Client& client) { return upload(client, path("a"), sent, {.resume = true}, stored); });
  ASSERT_TRUE(stored) << stored.error().message;
  EXPECT_TRUE(content("a") == sent);
}

TEST_F(OpenSshServerTest, LeavesNothingOfAFileThatIsAbandoned) {
  std::size_t meanwhile = 0;
  with_client(
      [&](Client& client) { return begin_and_abandon(client, path("a"), meanwhile, folder_.path()); });
  EXPECT_EQ(meanwhile, 1U);  // under a hidden name
  EXPECT_EQ(files(), 0U);
}

TEST_F(OpenSshServerTest, SaysWhatItMayNotDo) {
  Result<void> stored;
  with_client([&](Client& client) { return upload(client, path("a"), "x", {}, stored); }, {"-R"});
  EXPECT_EQ(stored.error(), (Error{ErrorCode::permission_denied, "Permission denied"}));
  with_client([&](Client& client) { return upload(client, path("no/a"), "x", {}, stored); });
  EXPECT_EQ(stored.error(), (Error{ErrorCode::not_found, "No such file or directory"}));
}

TEST_F(OpenSshServerTest, GivesFilesBack) {
  const std::string kept = numbers(3'000'000);
  std::ofstream{path("a"), std::ios::binary} << kept;
  std::string received;
  with_client([&](Client& client) { return download(client, path("a"), received); });
  EXPECT_TRUE(received == kept) << received.size();
}

}  // namespace
}  // namespace ferry::sftp
