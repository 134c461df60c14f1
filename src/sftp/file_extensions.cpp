// The extensions of the file service.
#include <algorithm>
#include <array>

#include "sftp/file_service.h"
#include "sftp/limits.h"

namespace ferry::sftp {
namespace {

/// The unit that space is told in.
constexpr std::uint64_t block_size = 4096;
constexpr std::size_t copied_at_once = std::size_t{1} << 20;

/// As many empty names as there are numbers: nobody here has one.
ByteVector nameless(Bytes numbers) {
  return ByteVector(numbers.size() / sizeof(std::uint32_t) * sizeof(std::uint32_t), Byte{0});
}

}  // namespace

template <class Extension>
Answer FileService::decode_and_answer_extension(const Extended& request) {
  const auto data = decode_extension<Extension>(request.data.bytes);
  if (!data) return {.packet = status(request.id, StatusCode::bad_message)};
  return on(request.id, *data);
}

struct FileService::ExtensionRow {
  std::string_view name, version;
  Answer (FileService::*answer)(const Extended&);

  template <class Extension>
  static constexpr ExtensionRow of() {
    return {Extension::extension, Extension::version, &FileService::decode_and_answer_extension<Extension>};
  }
};

std::span<const FileService::ExtensionRow> FileService::extension_rows() {
  static constexpr std::array rows = {ExtensionRow::of<PosixRename>(),   ExtensionRow::of<SpaceOfPath>(),
                                      ExtensionRow::of<SpaceOfHandle>(), ExtensionRow::of<Sync>(),
                                      ExtensionRow::of<LinkSetStat>(),   ExtensionRow::of<AskLimits>(),
                                      ExtensionRow::of<ExpandPath>(),    ExtensionRow::of<CopyData>(),
                                      ExtensionRow::of<HomeDirectory>(), ExtensionRow::of<UsersAndGroups>()};
  return rows;
}

ByteVector FileService::greeting() {
  Version version{.version = protocol_version, .extensions = {}};
  for (const ExtensionRow& row : extension_rows()) version.extensions.all.push_back({row.name, row.version});
  version.extensions.all.push_back({whole_files_extension, "1"});
  return wire::encode(version);
}

Answer FileService::on(const Extended& request) {
  const auto rows = extension_rows();
  const auto row = std::ranges::find(rows, request.extension, &ExtensionRow::name);
  if (row == rows.end()) return {.packet = status(request.id, StatusCode::operation_unsupported)};
  return (this->*row->answer)(request);
}

Answer FileService::on(RequestId id, const PosixRename& request) {
  const auto from = changeable(request.from);
  if (!from) return {.packet = status(id, from.error())};
  const auto to = changeable(request.to);
  if (!to) return {.packet = status(id, to.error())};
  return {.packet = status(id, files_.rename(*from, *to))};
}

Answer FileService::on(RequestId id, const SpaceOfPath& request) {
  const auto place = tree_.parse(request.path);
  if (!place) return {.packet = status(id, place.error())};
  return space(id, *place);
}

Answer FileService::on(RequestId id, const SpaceOfHandle& request) {
  if (const auto upload = find_upload(request.handle)) return space(id, upload->path);
  if (const auto download = open_.find_as<Download>(request.handle)) return space(id, download->path);
  if (open_.find(request.handle) != nullptr) return space(id, std::nullopt);
  return {.packet = status(id, StatusCode::failure, "no such handle")};
}

/// Of the root it is that of the default file system.
Answer FileService::space(RequestId id, const Place& place) const {
  const vfs::FileSystem* const file_system = files_.find(place.value_or(files_.root()).device());
  if (file_system == nullptr) return {.packet = status(id, StatusCode::no_such_file)};
  const vfs::Space space = file_system->space();
  const std::uint64_t free = space.free.value_or(0) / block_size;
  const ByteVector data = encode_extension(FileSystemSpace{.block_size = block_size,
                                                           .fragment_size = block_size,
                                                           .blocks = space.total.value_or(0) / block_size,
                                                           .free_blocks = free,
                                                           .available_blocks = free,
                                                           .longest_name = vfs::Path::longest_name});
  return {.packet = wire::encode(ExtendedReply{id, {data}})};
}

/// A file that is being written has no name that could outlive a crash: CLOSE puts it on the disk.
Answer FileService::on(RequestId id, const Sync& request) {
  if (open_.find(request.handle) == nullptr) {
    return {.packet = status(id, StatusCode::failure, "no such handle")};
  }
  return {.packet = status(id, StatusCode::ok)};
}

Answer FileService::on(RequestId id, const LinkSetStat& request) {
  return on(SetStat{.id = id, .path = request.path, .attributes = request.attributes});
}

Answer FileService::on(RequestId id, const AskLimits&) {
  const ByteVector data = encode_extension(Limits{
      .packet = longest_packet, .read = longest_data, .write = longest_data, .open_handles = most_handles});
  return {.packet = wire::encode(ExtendedReply{id, {data}})};
}

Answer FileService::on(RequestId id, const CopyData& request) {
  return {.packet = status(id, copy(request))};
}

Result<void> FileService::copy(const CopyData& request) {
  const auto from = open_.find_as<Download>(request.from);
  const auto to = find_upload(request.to);
  if (!from || !to) return failure(ErrorCode::invalid, "no such handle");
  // What is being sent is read by another flow: this has a file of its own.
  const auto source = files_.open(from->path);
  if (!source) return std::unexpected(source.error());
  ByteVector room(copied_at_once);
  const std::uint64_t whole = request.size == 0 ? (*source)->info().size : request.size;
  for (std::uint64_t done = 0; done < whole;) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), whole - done));
    const MutableBytes into[] = {MutableBytes{room}.first(size)};
    const auto count = (*source)->read_at(request.from_offset + done, into);
    if (!count) return std::unexpected(count.error());
    if (*count == 0) break;
    const Bytes pieces[] = {Bytes{room}.first(*count)};
    const auto written = write(*to, request.to_offset + done, pieces);
    if (!written) return written;
    done += *count;
  }
  return {};
}

Answer FileService::on(RequestId id, const HomeDirectory&) {
  return real_path(id, ".");
}

Answer FileService::on(RequestId id, const UsersAndGroups& request) {
  const ByteVector users = nameless(request.users);
  const ByteVector groups = nameless(request.groups);
  const ByteVector data = encode_extension(UserAndGroupNames{.users = users, .groups = groups});
  return {.packet = wire::encode(ExtendedReply{id, {data}})};
}

}  // namespace ferry::sftp
