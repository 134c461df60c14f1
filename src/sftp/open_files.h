#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "sftp/attributes.h"
#include "vfs/mounts.h"

namespace ferry::sftp {

/// Files and directories that one client may have open at once: each keeps a descriptor of the device.
/// Scripts that transfer in parallel use some dozens.
inline constexpr std::size_t most_handles = 128;

/// Most of an upload that is held in memory: with every handle in use, 4 MiB for a session. OpenSSH's WRITEs
/// are as long.
inline constexpr std::size_t most_held = std::size_t{32} << 10;

/// A file that a client reads.
struct Download {
  vfs::Path path;
  std::unique_ptr<vfs::ReadableFile> file;
  TimePoint opened;
  std::uint64_t sent = 0;  // counted by who sends
};

/// A file that a client writes. What stands under its name stays until `commit`.
struct Upload {
  vfs::Path path;
  /// Null as long as `held` is all of it: a small file is made, written, synced and named in one go.
  std::unique_ptr<vfs::WritableFile> file;
  TimePoint opened;
  ByteVector held{};           // from its front
  std::uint64_t size = 0;      // so far
  std::uint64_t received = 0;  // by this session
  bool appends = false;
  /// The file as it was, when it is changed and not replaced. What stands behind `front` there is still to be
  /// copied, up to `before_size`.
  std::unique_ptr<vfs::ReadableFile> before{};
  std::uint64_t before_size = 0;
  std::uint64_t front = 0;
  /// The same for the client, if it reads too.
  std::shared_ptr<Download> reader{};
  bool is_untouched = false;  // it stands there already and has not been written to
  std::optional<std::uint32_t> mode{};
  std::optional<std::uint32_t> made_with{};  // the mode that the file has already
  std::optional<WallTime> modified{};
  std::optional<Error> failed{};  // a write went wrong: it must not replace anything
};

/// A directory that a client reads.
struct OpenDirectoryState {
  std::vector<vfs::FileInfo> entries;  // given first
  std::unique_ptr<vfs::DirectoryWalk> walk;
};

using OpenThing =
    std::variant<std::shared_ptr<Download>, std::shared_ptr<Upload>, std::shared_ptr<OpenDirectoryState>>;

/// What a client has open, by handles that are never given twice: a handle that was closed leads nowhere.
class OpenFiles {
 public:
  [[nodiscard]] bool is_full() const { return used_ == most_handles; }
  /// Gives the handle. Call it only while there is room.
  std::string add(OpenThing thing);
  /// Null for a handle that leads nowhere.
  [[nodiscard]] OpenThing* find(std::string_view handle);
  void remove(std::string_view handle);

  template <class Thing>
  [[nodiscard]] std::shared_ptr<Thing> find_as(std::string_view handle) {
    const OpenThing* const thing = find(handle);
    const auto* const found = thing == nullptr ? nullptr : std::get_if<std::shared_ptr<Thing>>(thing);
    return found == nullptr ? nullptr : *found;
  }
  template <class Thing>
  [[nodiscard]] std::vector<std::shared_ptr<Thing>> all() const {
    std::vector<std::shared_ptr<Thing>> found;
    for (const Slot& slot : slots_) {
      if (!slot.thing) continue;
      if (const auto* const thing = std::get_if<std::shared_ptr<Thing>>(&*slot.thing))
        found.push_back(*thing);
    }
    return found;
  }

 private:
  struct Slot {
    std::optional<OpenThing> thing;
    std::uint32_t generation = 0;
  };
  [[nodiscard]] Slot* slot_of(std::string_view handle);

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace ferry::sftp
