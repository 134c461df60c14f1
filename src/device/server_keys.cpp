#include "device/server_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "ssh/keys.h"

namespace ferry::device {
namespace {

using transfer::HostName;
using transfer::ServerKey;

constexpr std::string_view file_name = "known-servers";
constexpr unsigned owner_only = 0600;
/// Some hundred bytes for each server: room for thousands.
constexpr std::size_t longest_file = std::size_t{512} << 10;

Result<vfs::Path> file_path() {
  return vfs::Path{"keys"}.child(std::string{file_name});
}

std::string to_line(const ServerKey& key) {
  return fmt::format("{} {} {}\n", key.server.host, key.server.port, to_base64(key.blob));
}

std::optional<ServerKey> parse_line(std::string_view line) {
  const auto fields = words(line);
  if (fields.size() != 3) return std::nullopt;
  const auto port = to_number(fields[1]);
  auto blob = from_base64(fields[2]);
  if (!port || *port > 65535 || !blob || !ssh::decode_public_key(*blob)) return std::nullopt;
  return ServerKey{.server = HostName{std::string{fields[0]}, static_cast<std::uint16_t>(*port)},
                   .blob = std::move(*blob)};
}

/// Nothing stored yet is an empty file.
Result<std::string> read_file(vfs::FileSystem& files) {
  const auto path = file_path();
  if (!path) return std::unexpected(path.error());
  const auto file = files.open(*path);
  if (!file && file.error().code == ErrorCode::not_found) return std::string{};
  if (!file) return std::unexpected(file.error());
  const std::uint64_t size = (*file)->info().size;
  if (size > longest_file) return failure(ErrorCode::invalid, "too large");
  std::string text(static_cast<std::size_t>(size), '\0');
  const std::array pieces = {MutableBytes{reinterpret_cast<Byte*>(text.data()), text.size()}};
  const auto read = (*file)->read_at(0, pieces);
  if (!read) return std::unexpected(read.error());
  text.resize(*read);
  return text;
}

Result<void> write_file(vfs::FileSystem& files, std::string_view text) {
  const auto path = file_path();
  if (!path) return std::unexpected(path.error());
  if (text.size() > longest_file) return failure(ErrorCode::no_space);
  auto file = files.create(*path, {.mode = owner_only, .expected_size = text.size()});
  if (!file) return std::unexpected(std::move(file.error()));
  const std::array pieces = {as_bytes(text)};
  if (const auto written = (*file)->write_at(0, pieces); !written) return written;
  const auto committed = (*file)->commit();
  if (!committed) return std::unexpected(committed.error());
  return {};
}

}  // namespace

Result<void> ServerKeys::load() {
  const std::lock_guard writing{writing_};
  const auto text = read_file(files_);
  if (!text) return failure(text.error().code, fmt::format("{}: {}", file_name, text.error().message));
  std::vector<ServerKey> keys;
  for (const std::string_view line : lines(*text)) {
    auto key = parse_line(line);
    if (!key)
      return failure(ErrorCode::invalid, fmt::format("{}: line {} is no key", file_name, keys.size() + 1));
    keys.push_back(std::move(*key));
  }
  const std::lock_guard lock{mutex_};
  keys_ = std::move(keys);
  return {};
}

std::vector<ServerKey> ServerKeys::list() const {
  const std::lock_guard lock{mutex_};
  return keys_;
}

Result<void> ServerKeys::learn(ServerKey key) {
  const std::lock_guard writing{writing_};
  auto keys = list();
  if (std::ranges::find(keys, key) != keys.end()) return {};
  keys.push_back(std::move(key));
  return replace(std::move(keys));
}

Result<std::size_t> ServerKeys::forget(const std::string& host) {
  const std::lock_guard writing{writing_};
  auto keys = list();
  const std::size_t gone =
      std::erase_if(keys, [&](const ServerKey& key) { return host.empty() || key.server.host == host; });
  if (gone == 0) return gone;
  if (const auto replaced = replace(std::move(keys)); !replaced) return std::unexpected(replaced.error());
  return gone;
}

Result<void> ServerKeys::replace(std::vector<ServerKey> keys) {
  std::string text;
  for (const ServerKey& key : keys) text += to_line(key);
  if (const auto written = write_file(files_, text); !written) return written;
  const std::lock_guard lock{mutex_};
  keys_ = std::move(keys);
  return {};
}

}  // namespace ferry::device
