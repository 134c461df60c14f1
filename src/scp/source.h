#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scp/command.h"
#include "scp/dialogue.h"
#include "scp/server.h"

namespace ferry::scp {

/// Sends what `scp -f` asks for. Everything a disk may delay happens on the offload threads; what is in
/// memory goes straight into the outgoing packets.
class Source {
 public:
  Source(Command command, net::ByteStream& stream, const Environment& environment)
      : command_(std::move(command)),
        stream_(stream),
        environment_(environment),
        dialogue_(stream, environment.trace) {}

  /// The exit status.
  net::Task<int> run();

 private:
  enum class Next { go_on, stop };

  /// Something to send.
  struct Item {
    vfs::Path path;
    std::string name;   // in its record
    std::string shown;  // as the user typed it, for messages
  };

  /// What a requested name turned out to be.
  struct Found {
    std::vector<Item> items;
    /// The first item, when it is a file and could be opened on the way.
    std::unique_ptr<vfs::ReadableFile> file{};
    std::optional<Error> error{};
  };

  struct Outgoing {
    Item item;
    std::unique_ptr<vfs::ReadableFile> file;
    TimePoint started;
    std::uint64_t sent = 0;
    std::optional<Error> failed{};
    bool ended = false;  // the end mark went out with the last bytes
  };

  net::Task<Next> send_requested(std::string typed);
  net::Task<Next> send_item(Item item);
  net::Task<Next> send_file(Item item, std::unique_ptr<vfs::ReadableFile> file);
  net::Task<Next> send_directory(Item item);
  net::Task<Next> announce(const vfs::FileInfo& info, std::string line, bool& refused);
  net::Task<Next> say(std::string line, bool& refused);
  net::Task<Result<void>> send_content(Outgoing& outgoing);
  net::Task<Result<void>> send_batch(Outgoing& outgoing);
  net::Task<Result<std::size_t>> read(const Outgoing& outgoing, std::span<const MutableBytes> into);
  net::Task<Next> finish_file(Outgoing& outgoing);
  net::Task<Next> fail(std::string shown, std::string reason);

  [[nodiscard]] Found look_up(std::string_view typed) const;
  [[nodiscard]] bool exists(std::string_view typed) const;
  void record(const Outgoing& outgoing) const;

  Command command_;
  net::ByteStream& stream_;
  const Environment& environment_;
  Dialogue dialogue_;
  int status_ = 0;
};

}  // namespace ferry::scp
