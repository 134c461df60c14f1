#include "commands/file_output.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.h"

namespace ferry::commands {

net::Task<cli::Status> file_error(Session& session, std::string doing, std::string path, Error error) {
  co_await session.write(fmt::format("%Error {} {} ({})\n", doing, printable(path), describe(error.code)));
  co_return cli::Status::failed;
}

Result<std::string> read_text_file(const vfs::Mounts& files, const vfs::Path& path) {
  auto file = files.open(path);
  if (!file) return std::unexpected(std::move(file.error()));
  const std::uint64_t size = (*file)->info().size;
  if (size > longest_text_file) return failure(ErrorCode::unsupported, "the file is too large");
  std::string text(size, '\0');
  const std::array<MutableBytes, 1> into{MutableBytes{reinterpret_cast<Byte*>(text.data()), text.size()}};
  const Result<std::size_t> read = (*file)->read_at(0, into);
  if (!read) return std::unexpected(read.error());
  text.resize(*read);
  return text;
}

Result<vfs::Committed> write_text_file(const vfs::Mounts& files, const vfs::Path& path,
                                       std::string_view text) {
  auto file = files.create(path, {.expected_size = text.size()});
  if (!file) return std::unexpected(std::move(file.error()));
  const std::array<Bytes, 1> pieces{as_bytes(text)};
  if (auto written = (*file)->write_at(0, pieces); !written)
    return std::unexpected(std::move(written.error()));
  return (*file)->commit();
}

}  // namespace ferry::commands
