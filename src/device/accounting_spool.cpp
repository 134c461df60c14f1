#include "device/accounting_spool.h"

#include <array>
#include <utility>

namespace ferry::device {
namespace {

constexpr unsigned owner_only = 0600;

Result<vfs::Path> file_path() {
  return vfs::Path{"accounting"}.child("records");
}

}  // namespace

Result<ByteVector> SpoolFile::load() {
  const auto path = file_path();
  if (!path) return std::unexpected(path.error());
  const auto file = files_.open(*path);
  if (!file && file.error().code == ErrorCode::not_found) return ByteVector{};
  if (!file) return std::unexpected(file.error());
  ByteVector bytes(static_cast<std::size_t>((*file)->info().size));
  const std::array pieces = {MutableBytes{bytes}};
  const auto read = (*file)->read_at(0, pieces);
  if (!read) return std::unexpected(read.error());
  bytes.resize(*read);
  return bytes;
}

Result<void> SpoolFile::save(Bytes bytes) {
  const auto path = file_path();
  if (!path) return std::unexpected(path.error());
  auto file = files_.create(*path, {.mode = owner_only, .expected_size = bytes.size()});
  if (!file) return std::unexpected(std::move(file.error()));
  const std::array pieces = {bytes};
  if (const auto written = (*file)->write_at(0, pieces); !written) return written;
  const auto committed = (*file)->commit();
  if (!committed) return std::unexpected(committed.error());
  return {};
}

}  // namespace ferry::device
