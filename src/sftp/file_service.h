#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sftp/extensions.h"
#include "sftp/messages.h"
#include "sftp/open_files.h"
#include "sftp/partials.h"
#include "sftp/server.h"
#include "sftp/tree.h"

namespace ferry::sftp {

/// What goes out for a request, and what the log has to know of it.
struct Answer {
  ByteVector packet{};
  /// In place of a packet: so many bytes of a file, as DATA for this request.
  struct FromFile {
    std::shared_ptr<Download> file;
    RequestId id{};
    std::uint64_t offset = 0;
    std::uint32_t size = 0;
  };
  std::optional<FromFile> content{};
  std::shared_ptr<Download> closed{};  // its end is recorded when all of it has left
  std::optional<TransferRecord> record{};
  std::vector<std::string> warnings{};
};

[[nodiscard]] ByteVector status(RequestId id, StatusCode code, std::string_view text = {});
[[nodiscard]] ByteVector status(RequestId id, const Error& error);
[[nodiscard]] ByteVector status(RequestId id, const Result<void>& result);

/// What the requests of one client do to the files. Calls block on the disk unless they say that they do not;
/// one call at a time, on any thread. The environment outlives it.
class FileService {
 public:
  explicit FileService(const ServerEnvironment& environment)
      : environment_(environment), files_(environment.files), tree_(environment.files, environment.naming) {}

  /// Every request but INIT and WRITE. Nothing if `packet` has not even an id.
  [[nodiscard]] std::optional<Answer> answer(Bytes packet);
  /// The same if it needs no waiting for the disk; nothing if `answer` has to give it. Never blocks.
  [[nodiscard]] std::optional<Answer> answer_at_once(Bytes packet);
  /// What the request would do to the files, for whoever has to permit it; nothing if it opens and changes
  /// nothing, or names no place.
  [[nodiscard]] std::optional<vfs::Operation> operation_of(Bytes packet) const;
  /// VERSION, with what is more than version 3.
  [[nodiscard]] static ByteVector greeting();
  /// "OPEN flash:/a" for a debug line.
  [[nodiscard]] static std::string describe(Bytes packet);

  /// Null if the handle is not that of a file that can be written.
  [[nodiscard]] std::shared_ptr<Upload> find_upload(std::string_view handle) {
    return open_.find_as<Upload>(handle);
  }
  /// Takes them without waiting for the disk if they belong to the front of a small file; false if `write`
  /// has to.
  [[nodiscard]] static bool hold(Upload& upload, std::uint64_t offset, std::span<const Bytes> pieces);
  [[nodiscard]] Result<void> write(Upload& upload, std::uint64_t offset, std::span<const Bytes> pieces) const;

  /// The client is gone: what it did not finish is thrown away, or kept for it to continue.
  [[nodiscard]] std::vector<TransferRecord> end();
  [[nodiscard]] TransferRecord record_of(const Download& download) const;

 private:
  struct Row;
  static const Row* row_of(Bytes packet);
  struct ExtensionRow;
  static std::span<const ExtensionRow> extension_rows();
  template <class M>
  Answer decode_and_answer(Bytes packet);
  template <class M>
  std::optional<Answer> decode_and_answer_at_once(Bytes packet);
  template <class Extension>
  Answer decode_and_answer_extension(const Extended& request);

  Answer on(const Open& request);
  Answer on(const Close& request);
  Answer on(const Read& request);
  Answer on(const LinkStat& request) { return stat(request.id, request.path); }
  Answer on(const Stat& request) { return stat(request.id, request.path); }
  Answer on(const HandleStat& request);
  Answer on(const SetStat& request);
  Answer on(const HandleSetStat& request);
  Answer on(const OpenDirectory& request);
  Answer on(const ReadDirectory& request);
  Answer on(const Remove& request);
  Answer on(const MakeDirectory& request);
  Answer on(const RemoveDirectory& request);
  Answer on(const RealPath& request) { return real_path(request.id, request.path); }
  Answer on(const Rename& request);
  Answer on(const ReadLink& request);
  Answer on(const SymbolicLink& request);
  Answer on(const Extended& request);
  Answer on(RequestId id, const PosixRename& request);
  Answer on(RequestId id, const SpaceOfPath& request);
  Answer on(RequestId id, const SpaceOfHandle& request);
  Answer on(RequestId id, const Sync& request);
  Answer on(RequestId id, const LinkSetStat& request);
  Answer on(RequestId id, const AskLimits& request);
  Answer on(RequestId id, const ExpandPath& request) { return real_path(id, request.path); }
  Answer on(RequestId id, const CopyData& request);
  Answer on(RequestId id, const HomeDirectory& request);
  Answer on(RequestId id, const UsersAndGroups& request);

  // A request that has no such function always waits for the disk.
  std::optional<Answer> at_once(const Open& request);
  std::optional<Answer> at_once(const Close& request);
  std::optional<Answer> at_once(const Read& request) { return on(request); }
  std::optional<Answer> at_once(const LinkStat& request) { return stat_at_once(request.id, request.path); }
  std::optional<Answer> at_once(const Stat& request) { return stat_at_once(request.id, request.path); }
  std::optional<Answer> at_once(const HandleStat& request) { return on(request); }
  std::optional<Answer> at_once(const HandleSetStat& request);
  std::optional<Answer> at_once(const RealPath& request) { return on(request); }

  Answer stat(RequestId id, std::string_view path);
  std::optional<Answer> stat_at_once(RequestId id, std::string_view path);
  [[nodiscard]] Answer real_path(RequestId id, std::string_view path) const;
  [[nodiscard]] Answer space(RequestId id, const Place& place) const;
  /// A place that is no root and may be changed.
  [[nodiscard]] Result<vfs::Path> changeable(std::string_view path) const;
  template <class Thing>
  Answer opened(RequestId id, Result<std::shared_ptr<Thing>> thing);
  [[nodiscard]] Result<std::shared_ptr<Download>> download_of(
      const vfs::Path& path, Result<std::unique_ptr<vfs::ReadableFile>> file) const;
  [[nodiscard]] Result<std::shared_ptr<Upload>> open_upload(const vfs::Path& path, const Open& request) const;
  [[nodiscard]] std::shared_ptr<Upload> held_upload(const vfs::Path& path, const Open& request,
                                                    const Result<vfs::FileInfo>& found) const;
  [[nodiscard]] bool begins_empty(const Open& request, const Result<vfs::FileInfo>& found) const;
  [[nodiscard]] Result<void> make(Upload& upload) const;
  [[nodiscard]] Result<void> begin_over(Upload& upload, const Open& request,
                                        const vfs::FileInfo& found) const;
  [[nodiscard]] Result<void> begin_new(Upload& upload, const Open& request) const;
  [[nodiscard]] Result<void> create(Upload& upload, std::uint32_t mode) const;
  static void change_later(Upload& upload, const Attributes& attributes);
  /// Copies what is still to be copied of the file as it was, as far as `end`.
  [[nodiscard]] static Result<void> copy_before(Upload& upload, std::uint64_t end);
  [[nodiscard]] Result<Attributes> attributes_at(const Place& place) const;
  /// Looking for them may block.
  [[nodiscard]] bool may_have_partials() const {
    return environment_.partials != nullptr && !environment_.partials->is_empty();
  }
  [[nodiscard]] Result<Attributes> attributes_as_seen(const vfs::Path& path,
                                                      const Result<vfs::FileInfo>& found) const;
  [[nodiscard]] Attributes attributes_of_upload(const Upload& upload) const;
  [[nodiscard]] std::shared_ptr<Upload> upload_at(const vfs::Path& path) const;
  [[nodiscard]] Result<void> change(const vfs::Path& path, const Attributes& attributes);
  [[nodiscard]] Result<void> change(Upload& upload, const Attributes& attributes) const;
  [[nodiscard]] Result<void> truncate(const vfs::Path& path, std::uint64_t size) const;
  [[nodiscard]] Result<void> copy(const CopyData& request);
  Answer close(RequestId id, Upload& upload) const;
  [[nodiscard]] Result<vfs::Committed> store(Upload& upload) const;
  [[nodiscard]] TransferRecord record_of(const Upload& upload, std::string error) const;
  void keep_or_drop(Upload& upload) const;

  const ServerEnvironment& environment_;
  const vfs::Mounts& files_;
  Tree tree_;
  OpenFiles open_;
};

}  // namespace ferry::sftp
