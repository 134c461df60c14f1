#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scp/command.h"
#include "scp/dialogue.h"
#include "scp/server.h"

namespace ferry::scp {

/// Receives what `scp -t` announces and stores it. Everything a disk may delay happens on the offload
/// threads.
class Sink {
 public:
  Sink(Command command, net::ByteStream& stream, const Environment& environment)
      : command_(std::move(command)), environment_(environment), dialogue_(stream, environment.trace) {}

  /// The exit status.
  net::Task<int> run();

 private:
  enum class Next { go_on, stop };

  /// A directory that files are put into, or the target while nobody knows whether it is one.
  struct Level {
    vfs::Path path;
    std::string shown;  // as the user typed it, for messages
    std::optional<WallTime> modified;
  };

  /// One file on its way in.
  struct Incoming {
    FileRecord announced;
    std::optional<WallTime> modified;
    vfs::Path path;
    std::string shown;
    TimePoint started;
    std::unique_ptr<vfs::WritableFile> file{};
    ByteVector content{};           // of a small file; a large one is written as it comes
    std::optional<Error> failed{};  // the first thing that went wrong
    std::uint64_t received = 0;
    bool broken_off = false;  // the stream is gone
    std::vector<std::string> warnings{};
  };

  net::Task<Result<void>> open_target();
  net::Task<Next> take_record(std::string line);
  net::Task<Next> receive_file(FileRecord record);
  net::Task<Next> receive_directory(DirectoryRecord record);
  net::Task<Next> leave_directory();
  net::Task<Next> remember_times(TimesRecord record);
  net::Task<Next> refuse(Error error);
  net::Task<Next> protocol_error(std::string text);

  net::Task<void> receive_content(Incoming& incoming);
  net::Task<void> collect(Incoming& incoming);
  net::Task<void> write_through(Incoming& incoming);
  net::Task<void> hear_verdict(Incoming& incoming);
  net::Task<void> store(Incoming& incoming);
  net::Task<Next> report(Incoming& incoming);

  [[nodiscard]] Result<vfs::FileInfo> status_of_target() const;
  net::Task<void> begin_file(Incoming& incoming);
  void find_place(Incoming& incoming) const;
  void open_file(Incoming& incoming) const;
  net::Task<Result<Level>> begin_directory(const DirectoryRecord& record);
  [[nodiscard]] Result<Level> place_of_directory(const DirectoryRecord& record) const;
  [[nodiscard]] Result<void> open_directory(const Level& level, const DirectoryRecord& record) const;
  [[nodiscard]] Result<bool> goes_into_level(bool is_file) const;
  [[nodiscard]] std::string shown_child(std::string_view name) const;
  [[nodiscard]] Next after_refusal() const;
  void record(const Incoming& incoming) const;

  Command command_;
  const Environment& environment_;
  Dialogue dialogue_;
  std::vector<Level> levels_;  // the target first
  std::optional<WallTime> announced_time_;
  int status_ = 0;
};

}  // namespace ferry::scp
