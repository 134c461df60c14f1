#include "sftp/file_service.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"
#include "sftp/file_facts.h"
#include "sftp/limits.h"
#include "sftp/partials.h"

namespace ferry::sftp {
namespace {

/// Files in one answer to READDIR: even with the longest names it fits into the 34,000 bytes that every
/// client takes.
constexpr std::size_t names_in_answer = 48;
constexpr unsigned usual_directory_mode = 0755;

NameEntry entry_of(const vfs::FileInfo& info, std::string_view long_name) {
  return {.name = info.name, .long_name = long_name, .attributes = attributes_of(info)};
}

std::vector<vfs::FileInfo> dots() {
  return {{.name = ".", .type = vfs::FileType::directory, .mode = usual_directory_mode},
          {.name = "..", .type = vfs::FileType::directory, .mode = usual_directory_mode}};
}

Answer attributes_reply(RequestId id, const Result<Attributes>& attributes) {
  if (!attributes) return {.packet = status(id, attributes.error())};
  return {.packet = wire::encode(AttributesReply{id, *attributes})};
}

}  // namespace

ByteVector status(RequestId id, StatusCode code, std::string_view text) {
  if (text.empty()) text = describe(code);
  return wire::encode(Status{.id = id, .code = code, .text = {text, "en"}});
}

ByteVector status(RequestId id, const Error& error) {
  return status(id, status_for(error.code), error.message);
}

ByteVector status(RequestId id, const Result<void>& result) {
  return result ? status(id, StatusCode::ok) : status(id, result.error());
}

/// One kind of request: its number, its name, what answers it.
struct FileService::Row {
  MessageNumber number{};
  std::string_view title;
  bool has_path = false;
  Answer (FileService::*answer)(Bytes);
  std::optional<Answer> (FileService::*at_once)(Bytes);  // null if it always waits for the disk

  template <class M>
  static constexpr Row of() {
    constexpr bool has_path = requires(M message) { message.path; };
    Row row{M::number, M::title, has_path, &FileService::decode_and_answer<M>, nullptr};
    if constexpr (requires(FileService service, M request) { service.at_once(request); }) {
      row.at_once = &FileService::decode_and_answer_at_once<M>;
    }
    return row;
  }
};

const FileService::Row* FileService::row_of(Bytes packet) {
  static constexpr std::array rows = {
      Row::of<Open>(),          Row::of<Close>(),    Row::of<Read>(),          Row::of<LinkStat>(),
      Row::of<HandleStat>(),    Row::of<SetStat>(),  Row::of<HandleSetStat>(), Row::of<OpenDirectory>(),
      Row::of<ReadDirectory>(), Row::of<Remove>(),   Row::of<MakeDirectory>(), Row::of<RemoveDirectory>(),
      Row::of<RealPath>(),      Row::of<Stat>(),     Row::of<Rename>(),        Row::of<ReadLink>(),
      Row::of<SymbolicLink>(),  Row::of<Extended>(),
  };
  const auto row = std::ranges::find(rows, static_cast<MessageNumber>(packet.front()), &Row::number);
  return row == rows.end() ? nullptr : &*row;
}

std::optional<Answer> FileService::answer(Bytes packet) {
  wire::Reader in{packet};
  std::uint8_t number = 0;
  RequestId id{};
  in.read(number);
  in.read(id);
  if (in.error() != wire::WireError::none) return std::nullopt;
  const Row* const row = row_of(packet);
  if (row == nullptr) return Answer{.packet = status(id, StatusCode::operation_unsupported)};
  return (this->*row->answer)(packet);
}

std::optional<Answer> FileService::answer_at_once(Bytes packet) {
  const Row* const row = row_of(packet);
  if (row == nullptr || row->at_once == nullptr) return std::nullopt;
  return (this->*row->at_once)(packet);
}

std::string FileService::describe(Bytes packet) {
  const Row* const row = row_of(packet);
  if (row == nullptr) return "message " + std::to_string(packet.front());
  std::string text{row->title};
  const bool names_something = row->has_path || row->number == MessageNumber::extended;
  if (!names_something) return text;
  wire::Reader in{packet.subspan(1)};
  RequestId id{};
  std::string_view name;
  in.read(id);
  in.read(name);
  return text + " " + printable(name);
}

template <class M>
Answer FileService::decode_and_answer(Bytes packet) {
  const auto request = wire::decode<M>(packet);
  if (request) return on(*request);
  const auto head = wire::Reader{packet.subspan(1)}.take(sizeof(std::uint32_t));
  RequestId id{};
  wire::Reader{head}.read(id);
  return {.packet = status(id, StatusCode::bad_message)};
}

/// What cannot be decoded is left to `answer`.
template <class M>
std::optional<Answer> FileService::decode_and_answer_at_once(Bytes packet) {
  const auto request = wire::decode<M>(packet);
  return request ? at_once(*request) : std::nullopt;
}

Result<vfs::Path> FileService::changeable(std::string_view path) const {
  const auto place = tree_.parse(path);
  if (!place) return std::unexpected(place.error());
  if (environment_.access == Access::read_only) return failure(ErrorCode::permission_denied);
  if (!*place) return failure(ErrorCode::permission_denied);
  return **place;
}

Answer FileService::on(const Close& request) {
  const OpenThing* const thing = open_.find(request.handle);
  if (thing == nullptr) return {.packet = status(request.id, StatusCode::failure, "no such handle")};
  const OpenThing closed = *thing;
  open_.remove(request.handle);
  if (const auto* const upload = std::get_if<std::shared_ptr<Upload>>(&closed)) {
    return close(request.id, **upload);
  }
  Answer answer{.packet = status(request.id, StatusCode::ok)};
  if (const auto* const download = std::get_if<std::shared_ptr<Download>>(&closed)) answer.closed = *download;
  return answer;
}

/// What was written has to reach the disk first.
std::optional<Answer> FileService::at_once(const Close& request) {
  if (find_upload(request.handle)) return std::nullopt;
  return on(request);
}

Answer FileService::on(const Read& request) {
  auto file = open_.find_as<Download>(request.handle);
  if (const auto upload = find_upload(request.handle)) {
    // What is being written is nowhere to be read before it is whole.
    if (upload->is_untouched) file = upload->reader;
    if (!file) return {.packet = status(request.id, StatusCode::operation_unsupported)};
  }
  if (!file) return {.packet = status(request.id, StatusCode::failure, "no such handle")};
  const std::uint64_t size = file->file->info().size;
  if (request.offset >= size || request.size == 0) {
    return {.packet = status(request.id, StatusCode::end_of_file)};
  }
  const auto given = std::min<std::uint64_t>({size - request.offset, request.size, longest_data});
  return {.content = Answer::FromFile{.file = std::move(file),
                                      .id = request.id,
                                      .offset = request.offset,
                                      .size = static_cast<std::uint32_t>(given)}};
}

Answer FileService::stat(RequestId id, std::string_view path) {
  const auto place = tree_.parse(path);
  if (!place) return {.packet = status(id, place.error())};
  return attributes_reply(id, attributes_at(*place));
}

std::optional<Answer> FileService::stat_at_once(RequestId id, std::string_view path) {
  const auto place = tree_.parse(path);
  if (!place || !*place) return stat(id, path);
  const auto info = files_.try_stat(**place);
  if (!info || (!*info && may_have_partials())) return std::nullopt;
  return attributes_reply(id, attributes_as_seen(**place, *info));
}

Result<Attributes> FileService::attributes_at(const Place& place) const {
  if (place) return attributes_as_seen(*place, files_.stat(*place));
  return attributes_of({.name = {}, .type = vfs::FileType::directory, .mode = usual_directory_mode});
}

/// A file that this client is writing can be seen by it alone, and so can one that it may continue.
Result<Attributes> FileService::attributes_as_seen(const vfs::Path& path,
                                                   const Result<vfs::FileInfo>& found) const {
  if (found) return attributes_of(*found);
  if (found.error().code != ErrorCode::not_found) return std::unexpected(found.error());
  if (const auto upload = upload_at(path)) return attributes_of_upload(*upload);
  const auto partial = environment_.partials == nullptr
                           ? std::nullopt
                           : environment_.partials->size_of(environment_.user, path);
  if (!partial) return std::unexpected(found.error());
  return attributes_of({.name = {}, .size = *partial, .modified = environment_.clock.wall_now()});
}

Answer FileService::on(const HandleStat& request) {
  if (const auto upload = find_upload(request.handle)) {
    return {.packet = wire::encode(AttributesReply{request.id, attributes_of_upload(*upload)})};
  }
  if (const auto download = open_.find_as<Download>(request.handle)) {
    return {.packet = wire::encode(AttributesReply{request.id, attributes_of(download->file->info())})};
  }
  if (open_.find(request.handle) == nullptr) {
    return {.packet = status(request.id, StatusCode::failure, "no such handle")};
  }
  return {.packet = wire::encode(AttributesReply{request.id, *attributes_at(std::nullopt)})};
}

Answer FileService::on(const SetStat& request) {
  const auto path = changeable(request.path);
  if (!path) return {.packet = status(request.id, path.error())};
  return {.packet = status(request.id, change(*path, request.attributes))};
}

Answer FileService::on(const HandleSetStat& request) {
  if (const auto upload = find_upload(request.handle)) {
    return {.packet = status(request.id, change(*upload, request.attributes))};
  }
  const auto download = open_.find_as<Download>(request.handle);
  if (!download) return {.packet = status(request.id, StatusCode::failure, "no such handle")};
  if (environment_.access == Access::read_only) {
    return {.packet = status(request.id, StatusCode::permission_denied)};
  }
  return {.packet = status(request.id, change(download->path, request.attributes))};
}

/// Of a file that is being written all is kept for its end.
std::optional<Answer> FileService::at_once(const HandleSetStat& request) {
  if (!find_upload(request.handle)) return std::nullopt;
  return on(request);
}

/// Owners mean nothing here and are taken without a word, like everything where the file system has no use
/// for it: clients send them after each upload.
Result<void> FileService::change(const vfs::Path& path, const Attributes& attributes) {
  if (const auto upload = upload_at(path); upload && !files_.stat(path)) return change(*upload, attributes);
  if (attributes.size) {
    const auto cut = truncate(path, *attributes.size);
    if (!cut) return cut;
  }
  std::optional<unsigned> mode;
  std::optional<WallTime> modified;
  if (attributes.permissions) mode = *attributes.permissions & permission_bits;
  if (attributes.times) modified = modified_in(*attributes.times);
  auto changed = files_.set_attributes(path, mode, modified);
  if (!changed && changed.error().code == ErrorCode::unsupported) return {};
  return changed;
}

Answer FileService::on(const OpenDirectory& request) {
  const auto place = tree_.parse(request.path);
  if (!place) return {.packet = status(request.id, place.error())};
  if (open_.is_full()) return {.packet = status(request.id, StatusCode::failure, "too many open files")};
  auto directory = std::make_shared<OpenDirectoryState>(dots(), nullptr);
  if (*place) {
    auto walk = files_.walk(**place);
    if (!walk) return {.packet = status(request.id, walk.error())};
    directory->walk = *std::move(walk);
  } else {
    std::ranges::copy(tree_.root_entries(), std::back_inserter(directory->entries));
  }
  const std::string handle = open_.add(std::move(directory));
  return {.packet = wire::encode(Handle{request.id, handle})};
}

Answer FileService::on(const ReadDirectory& request) {
  const auto directory = open_.find_as<OpenDirectoryState>(request.handle);
  if (!directory) return {.packet = status(request.id, StatusCode::failure, "no such handle")};
  auto entries = std::exchange(directory->entries, {});
  if (entries.empty() && directory->walk) {
    auto next = directory->walk->next(names_in_answer);
    if (!next) return {.packet = status(request.id, next.error())};
    entries = *std::move(next);
  }
  if (entries.empty()) return {.packet = status(request.id, StatusCode::end_of_file)};
  std::vector<std::string> long_names;
  Name names{.id = request.id, .entries = {}};
  long_names.reserve(entries.size());
  for (const vfs::FileInfo& info : entries) {
    long_names.push_back(long_name(info, environment_.clock.wall_now()));
    names.entries.all.push_back(entry_of(info, long_names.back()));
  }
  return {.packet = wire::encode(names)};
}

Answer FileService::on(const Remove& request) {
  const auto path = changeable(request.path);
  if (!path) return {.packet = status(request.id, path.error())};
  return {.packet = status(request.id, files_.remove(*path))};
}

Answer FileService::on(const MakeDirectory& request) {
  const auto path = changeable(request.path);
  if (!path) return {.packet = status(request.id, path.error())};
  const unsigned mode = request.attributes.permissions.value_or(usual_directory_mode) & permission_bits;
  return {.packet = status(request.id, files_.make_directory(*path, mode))};
}

Answer FileService::on(const RemoveDirectory& request) {
  const auto path = changeable(request.path);
  if (!path) return {.packet = status(request.id, path.error())};
  return {.packet = status(request.id, files_.remove_directory(*path))};
}

Answer FileService::real_path(RequestId id, std::string_view path) const {
  const auto place = tree_.parse(path);
  if (!place) return {.packet = status(id, place.error())};
  const std::string text = tree_.text(*place);
  return {.packet = wire::encode(Name{id, {{{.name = text, .long_name = text, .attributes = {}}}}})};
}

/// Draft section 6.5: it is an error if there is a file of the new name.
Answer FileService::on(const Rename& request) {
  const auto from = changeable(request.from);
  if (!from) return {.packet = status(request.id, from.error())};
  const auto to = changeable(request.to);
  if (!to) return {.packet = status(request.id, to.error())};
  if (files_.stat(*to)) return {.packet = status(request.id, failure(ErrorCode::exists).error())};
  return {.packet = status(request.id, files_.rename(*from, *to))};
}

/// No file system of the device has links.
Answer FileService::on(const ReadLink& request) {
  const auto place = tree_.parse(request.path);
  if (!place) return {.packet = status(request.id, place.error())};
  const auto attributes = attributes_at(*place);
  if (!attributes) return {.packet = status(request.id, attributes.error())};
  return {.packet = status(request.id, StatusCode::failure, "not a link")};
}

Answer FileService::on(const SymbolicLink& request) {
  return {.packet = status(request.id, StatusCode::operation_unsupported)};
}

}  // namespace ferry::sftp
