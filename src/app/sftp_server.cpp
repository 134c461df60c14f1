#include "app/sftp_server.h"

#include <signal.h>
#include <unistd.h>

#include "net/descriptor_stream.h"
#include "sftp/server.h"
#include "vfs/directory_file_system.h"

namespace ferry::app {
namespace {

constexpr std::string_view device = "root";
/// One client asks one disk: a second thread would wait for the first.
constexpr std::size_t disk_threads = 1;

net::Task<void> serve(net::ByteStream& stream, const sftp::ServerEnvironment& environment, int& status) {
  status = co_await sftp::serve(stream, environment);
}

}  // namespace

Result<int> serve_sftp(const SftpServerOptions& options) {
  ::signal(SIGPIPE, SIG_IGN);
  auto& calls = options.no_sync ? vfs::SystemCalls::without_sync() : vfs::SystemCalls::real();
  auto directory = vfs::open_shared_directory(options.root, calls);
  if (!directory) return std::unexpected(std::move(directory.error()));
  vfs::Mounts files{std::string{device}};
  files.mount(std::string{device}, *std::move(directory));
  const SystemClock clock;
  net::Offload offload{disk_threads};
  net::EventLoop loop;
  auto stream = net::DescriptorStream::open(loop, STDIN_FILENO, STDOUT_FILENO);
  if (!stream) return std::unexpected(std::move(stream.error()));
  const sftp::ServerEnvironment environment{
      .files = files,
      .naming = sftp::Naming::plain,
      .access = options.read_only ? sftp::Access::read_only : sftp::Access::read_write,
      .loop = loop,
      .offload = offload,
      .clock = clock};
  int status = 1;
  loop.spawn(serve(**stream, environment, status));
  loop.run_until_idle();
  return status;
}

}  // namespace ferry::app
