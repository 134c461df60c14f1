// The files that a client writes: they appear at their CLOSE, whole, or not at all.
#include <algorithm>
#include <limits>

#include "sftp/file_facts.h"
#include "sftp/file_service.h"
#include "sftp/partials.h"

namespace ferry::sftp {
namespace {

constexpr unsigned usual_mode = 0644;
constexpr std::size_t copied_at_once = std::size_t{1} << 20;
/// No file is longer: offsets of the host are signed.
constexpr auto longest_file = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

std::uint64_t total_size(std::span<const Bytes> pieces) {
  std::uint64_t size = 0;
  for (const Bytes piece : pieces) size += piece.size();
  return size;
}

/// What a client is told about a file that was stored, though not all of it could be used.
std::string summary(const std::vector<std::string>& warnings) {
  if (warnings.size() == 1) return warnings.front();
  return std::to_string(warnings.size()) + " warnings (all in the log), first: " + warnings.front();
}

}  // namespace

Answer FileService::on(const Open& request) {
  const bool writes = has(request.flags, OpenFlags::write);
  const auto place = tree_.parse(request.path);
  if (!place) return {.packet = status(request.id, place.error())};
  if (!*place) return {.packet = status(request.id, failure(ErrorCode::is_directory).error())};
  if (open_.is_full()) return {.packet = status(request.id, StatusCode::failure, "too many open files")};
  if (writes) return opened(request.id, open_upload(**place, request));
  return opened(request.id, download_of(**place, files_.open(**place)));
}

std::optional<Answer> FileService::at_once(const Open& request) {
  const auto place = tree_.parse(request.path);
  if (!place || !*place || open_.is_full()) return std::nullopt;
  if (has(request.flags, OpenFlags::write)) {
    const auto found = files_.try_stat(**place);
    auto upload = found ? held_upload(**place, request, *found) : nullptr;
    if (!upload) return std::nullopt;
    return opened(request.id, Result<std::shared_ptr<Upload>>{std::move(upload)});
  }
  auto file = files_.try_open(**place);
  if (!file) return std::nullopt;
  return opened(request.id, download_of(**place, *std::move(file)));
}

template <class Thing>
Answer FileService::opened(RequestId id, Result<std::shared_ptr<Thing>> thing) {
  if (!thing) return {.packet = status(id, thing.error())};
  return {.packet = wire::encode(Handle{id, open_.add(*std::move(thing))})};
}

Result<std::shared_ptr<Download>> FileService::download_of(
    const vfs::Path& path, Result<std::unique_ptr<vfs::ReadableFile>> file) const {
  if (!file) return std::unexpected(file.error());
  return std::make_shared<Download>(path, *std::move(file), environment_.clock.now());
}

Result<std::shared_ptr<Upload>> FileService::open_upload(const vfs::Path& path, const Open& request) const {
  if (environment_.access == Access::read_only) return failure(ErrorCode::permission_denied);
  auto found = files_.stat(path);
  if (found && found->type == vfs::FileType::directory) return failure(ErrorCode::is_directory);
  if (!found && found.error().code != ErrorCode::not_found) return std::unexpected(found.error());
  const bool only_if_new = has(request.flags, OpenFlags::create) && has(request.flags, OpenFlags::exclusive);
  if (found && only_if_new) return failure(ErrorCode::exists);
  if (auto held = held_upload(path, request, found)) return held;

  auto upload = std::make_shared<Upload>(path, nullptr, environment_.clock.now());
  upload->appends = has(request.flags, OpenFlags::append);
  const auto begun = found ? begin_over(*upload, request, *found) : begin_new(*upload, request);
  if (!begun) return std::unexpected(begun.error());
  change_later(*upload, request.attributes);
  return upload;
}

/// Null if the file has to be made already, because its file system may have something against it or
/// something is there to be continued.
std::shared_ptr<Upload> FileService::held_upload(const vfs::Path& path, const Open& request,
                                                 const Result<vfs::FileInfo>& found) const {
  if (environment_.access == Access::read_only || path.is_root()) return nullptr;
  const auto directory = files_.try_stat(path.parent());
  if (!directory || !*directory || (*directory)->type != vfs::FileType::directory) return nullptr;
  if (!has(request.flags, OpenFlags::create) || !begins_empty(request, found)) return nullptr;
  auto upload = std::make_shared<Upload>(path, nullptr, environment_.clock.now());
  upload->appends = has(request.flags, OpenFlags::append);
  upload->mode = found ? found->mode : usual_mode;
  change_later(*upload, request.attributes);
  return upload;
}

/// Under a free name where nothing waits to be continued, or in the place of another file.
bool FileService::begins_empty(const Open& request, const Result<vfs::FileInfo>& found) const {
  if (!found) return found.error().code == ErrorCode::not_found && !may_have_partials();
  return found->type == vfs::FileType::file && has(request.flags, OpenFlags::truncate) &&
         !has(request.flags, OpenFlags::exclusive);
}

/// Makes the file of what was only held so far.
Result<void> FileService::make(Upload& upload) const {
  if (upload.file) return {};
  upload.made_with = upload.mode.value_or(usual_mode);
  auto made = create(upload, *upload.made_with);
  if (!made) return made;
  const ByteVector held = std::exchange(upload.held, {});
  const Bytes pieces[] = {held};
  return held.empty() ? Result<void>{} : upload.file->write_at(0, pieces);
}

/// Over a file that is there: in its place, or with its content.
Result<void> FileService::begin_over(Upload& upload, const Open& request, const vfs::FileInfo& found) const {
  const auto created = create(upload, request.attributes.permissions.value_or(found.mode));
  if (!created || has(request.flags, OpenFlags::truncate)) return created;
  auto before = files_.open(upload.path);
  if (!before) return std::unexpected(before.error());
  upload.before = *std::move(before);
  upload.before_size = upload.before->info().size;
  upload.size = upload.before_size;
  upload.is_untouched = true;
  if (!has(request.flags, OpenFlags::read)) return {};
  auto reader = download_of(upload.path, files_.open(upload.path));
  if (!reader) return std::unexpected(reader.error());
  upload.reader = *std::move(reader);
  return {};
}

/// Under a name that is free: a new file, or one whose upload was cut off.
Result<void> FileService::begin_new(Upload& upload, const Open& request) const {
  std::optional<Partial> partial;
  if (environment_.partials != nullptr) {
    partial = environment_.partials->take(environment_.user, upload.path);
  }
  const bool starts_anew =
      has(request.flags, OpenFlags::truncate) || has(request.flags, OpenFlags::exclusive);
  if (partial && !starts_anew) {
    upload.file = std::move(partial->file);
    upload.size = partial->size;
    return {};
  }
  if (!has(request.flags, OpenFlags::create)) return failure(ErrorCode::not_found);
  return create(upload, request.attributes.permissions.value_or(usual_mode));
}

Result<void> FileService::create(Upload& upload, std::uint32_t mode) const {
  auto file = files_.create(upload.path, {.mode = mode & permission_bits});
  if (!file) return std::unexpected(file.error());
  upload.file = *std::move(file);
  return {};
}

bool FileService::hold(Upload& upload, std::uint64_t offset, std::span<const Bytes> pieces) {
  if (upload.file || upload.failed) return false;
  const std::uint64_t size = total_size(pieces);
  const bool is_next = upload.appends || offset == upload.held.size();
  if (!is_next || upload.held.size() + size > most_held) return false;
  for (const Bytes piece : pieces) upload.held.insert(upload.held.end(), piece.begin(), piece.end());
  upload.size = upload.held.size();
  upload.received += size;
  return true;
}

Result<void> FileService::write(Upload& upload, std::uint64_t offset, std::span<const Bytes> pieces) const {
  if (upload.failed) return std::unexpected(*upload.failed);
  if (upload.appends) offset = upload.size;
  const std::uint64_t size = total_size(pieces);
  auto written = make(upload);
  if (offset > longest_file - size) written = failure(ErrorCode::no_space);
  if (written && upload.before) written = copy_before(upload, offset);
  if (written) written = upload.file->write_at(offset, pieces);
  if (!written) {
    upload.failed = written.error();
    return written;
  }
  upload.is_untouched = false;
  upload.size = std::max(upload.size, offset + size);
  upload.front = std::max(upload.front, offset + size);
  upload.received += size;
  return {};
}

/// Nothing of it is copied that is written over or cut off anyhow: clients that replace a file without saying
/// so write it from its front, and cut it in the end.
Result<void> FileService::copy_before(Upload& upload, std::uint64_t end) {
  end = std::min(end, upload.before_size);
  ByteVector room;
  while (upload.front < end) {
    room.resize(static_cast<std::size_t>(std::min<std::uint64_t>(copied_at_once, end - upload.front)));
    const MutableBytes into[] = {room};
    const auto count = upload.before->read_at(upload.front, into);
    if (!count) return std::unexpected(count.error());
    if (*count == 0) return failure(ErrorCode::io);  // it is shorter than it said
    const Bytes pieces[] = {Bytes{room}.first(*count)};
    const auto written = upload.file->write_at(upload.front, pieces);
    if (!written) return written;
    upload.front += *count;
  }
  return {};
}

std::shared_ptr<Upload> FileService::upload_at(const vfs::Path& path) const {
  for (auto& upload : open_.all<Upload>()) {
    if (upload->path == path) return upload;
  }
  return nullptr;
}

Attributes FileService::attributes_of_upload(const Upload& upload) const {
  return attributes_of({.name = {},
                        .size = upload.size,
                        .modified = upload.modified.value_or(environment_.clock.wall_now()),
                        .mode = upload.mode.value_or(usual_mode)});
}

/// Sizes that a file has already, or that cut off what nobody has written over; others are not for files that
/// appear whole.
Result<void> FileService::change(Upload& upload, const Attributes& attributes) const {
  if (attributes.size && *attributes.size != upload.size) {
    const bool cuts_old = upload.before && *attributes.size < upload.size && *attributes.size >= upload.front;
    if (!cuts_old) return failure(ErrorCode::unsupported);
    upload.before_size = *attributes.size;
    upload.size = *attributes.size;
    upload.is_untouched = false;
  }
  change_later(upload, attributes);
  return {};
}

void FileService::change_later(Upload& upload, const Attributes& attributes) {
  if (attributes.permissions) upload.mode = *attributes.permissions & permission_bits;
  if (attributes.times) upload.modified = modified_in(*attributes.times);
}

/// The same for a file that nobody has open.
Result<void> FileService::truncate(const vfs::Path& path, std::uint64_t size) const {
  const auto found = files_.stat(path);
  if (!found) return std::unexpected(found.error());
  if (found->size == size) return {};
  if (size != 0) return failure(ErrorCode::unsupported);
  auto file = files_.create(path, {.mode = found->mode});
  if (!file) return std::unexpected(file.error());
  const auto committed = (*file)->commit();
  if (!committed) return std::unexpected(committed.error());
  return {};
}

Answer FileService::close(RequestId id, Upload& upload) const {
  const auto stored = store(upload);
  upload.file.reset();
  Answer answer{.packet = status(id, StatusCode::ok)};
  answer.record = record_of(upload, stored ? std::string{} : stored.error().message);
  if (!stored) {
    answer.packet = status(id, stored.error());
  } else if (!stored->warnings.empty()) {
    answer.packet = status(id, StatusCode::failure, summary(stored->warnings));
    for (const auto& warning : stored->warnings)
      answer.warnings.push_back(upload.path.text() + ": " + warning);
  }
  return answer;
}

Result<vfs::Committed> FileService::store(Upload& upload) const {
  if (upload.failed) return std::unexpected(*upload.failed);
  Result<vfs::Committed> committed;
  if (!upload.is_untouched) {
    const auto made = make(upload);
    if (!made) return std::unexpected(made.error());
    const auto copied = upload.before ? copy_before(upload, upload.size) : Result<void>{};
    if (!copied) return std::unexpected(copied.error());
    if (upload.modified) upload.file->set_modified(*upload.modified);
    committed = upload.file->commit();
  }
  if (!committed) return committed;
  const auto modified = upload.is_untouched ? upload.modified : std::nullopt;
  // The content counts for more than its mode: some file systems have none.
  const auto mode = upload.mode == upload.made_with ? std::nullopt : upload.mode;
  if (mode || modified) static_cast<void>(files_.set_attributes(upload.path, mode, modified));
  return committed;
}

TransferRecord FileService::record_of(const Upload& upload, std::string error) const {
  return {.direction = Direction::received,
          .path = upload.path.text(),
          .bytes = upload.received,
          .elapsed = environment_.clock.now() - upload.opened,
          .error = std::move(error)};
}

TransferRecord FileService::record_of(const Download& download) const {
  return {.direction = Direction::sent,
          .path = download.path.text(),
          .bytes = download.sent,
          .elapsed = environment_.clock.now() - download.opened,
          .error = {},
          .size = download.file->info().size};
}

std::vector<TransferRecord> FileService::end() {
  std::vector<TransferRecord> records;
  for (const auto& download : open_.all<Download>()) {
    if (download->sent == 0) continue;
    records.push_back(record_of(*download));
    if (records.back().is_part()) records.back().error = "lost connection";
  }
  for (const auto& upload : open_.all<Upload>()) {
    if (!upload->is_untouched) records.push_back(record_of(*upload, "lost connection"));
    keep_or_drop(*upload);
  }
  open_ = {};
  return records;
}

/// Beside a file that is whole nothing is kept: a client would take that one for the front of the new one.
void FileService::keep_or_drop(Upload& upload) const {
  const bool is_worth_it =
      environment_.partials != nullptr && upload.size > 0 && !upload.failed && !upload.before;
  if (!is_worth_it || files_.stat(upload.path) || !make(upload)) return;
  environment_.partials->keep(environment_.user, upload.path, {std::move(upload.file), upload.size});
}

}  // namespace ferry::sftp
