#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "net/byte_stream.h"
#include "net/event_loop.h"
#include "net/task.h"
#include "sftp/extensions.h"
#include "sftp/limits.h"
#include "sftp/messages.h"
#include "sftp/splitter.h"
#include "sftp/watchdog.h"

namespace ferry::sftp {

/// Entries of one directory that are taken from a server: more than any directory that people keep, and no
/// more memory than a server can be allowed to ask for.
inline constexpr std::size_t longest_listing = 1'000'000;

struct RemoteEntry {
  std::string name;  // safe to use as one component of a path
  Attributes attributes;
};

struct Listing {
  std::vector<RemoteEntry> entries;
  /// Names that the server gave and that no file here could have, printable. "." and ".." are left out.
  std::vector<std::string> refused;
};

/// What a server answered to one request.
struct Reply {
  MessageNumber kind{};
  ByteVector packet;  // whole, unless it is DATA
  ByteVector data;    // of a DATA
};

/// The client's side of one SFTP session. A call sends its request and waits for the answer; remote_files.h
/// has the pipelines for content. Nothing that the server says is trusted: answers to what was not asked, or
/// of another kind, end the session. Every answer has to come within a time limit. One flow at a time, on the
/// loop of the stream; loop, stream and clock outlive it.
class Client {
 public:
  struct Environment {
    net::EventLoop& loop;
    net::ByteStream& stream;
    const Clock& clock;
    /// How long the server may let one answer wait.
    Duration patience;
  };

  /// Agrees on the version and hears what the server can do.
  static net::Task<Result<std::unique_ptr<Client>>> start(Environment environment);

  net::Task<Result<Attributes>> stat(std::string path);
  /// Does not follow a link at the end of the path.
  net::Task<Result<Attributes>> link_stat(std::string path);
  /// The absolute path, as the server says it.
  net::Task<Result<std::string>> real_path(std::string path);
  /// Gives the handle.
  net::Task<Result<std::string>> open(std::string path, OpenFlags flags, Attributes attributes);
  net::Task<Result<void>> close(std::string handle);
  net::Task<Result<void>> set_attributes(std::string path, Attributes attributes);
  net::Task<Result<void>> set_attributes_of(std::string handle, Attributes attributes);
  /// Puts what was written on the server's disk; does nothing where the server does not know how.
  net::Task<Result<void>> sync(std::string handle);
  net::Task<Result<void>> remove(std::string path);
  net::Task<Result<void>> make_directory(std::string path);
  net::Task<Result<void>> remove_directory(std::string path);
  /// Fails when there is something under the new name already.
  net::Task<Result<void>> rename(std::string from, std::string to);
  /// The same, over what is there: in one step where the server can; otherwise that steps aside first, and
  /// back if it was in vain.
  net::Task<Result<void>> replace(std::string from, std::string to);
  net::Task<Result<Listing>> list(std::string path);

  [[nodiscard]] bool can(std::string_view extension) const { return extensions_.contains(extension); }
  /// Most data that the server gives, or takes, in one go.
  [[nodiscard]] std::uint32_t read_size() const { return read_size_; }
  [[nodiscard]] std::uint32_t write_size() const { return write_size_; }

  // For pipelines.

  /// Puts a request into the output; `flush` sends it. `most_data` is what a READ asks for.
  template <wire::Message M>
  RequestId enqueue(M request, std::uint32_t most_data = 0) {
    request.id = next_id(most_data);
    const ByteVector packet = wire::encode(request);
    wire::Writer{output_}.write(Bytes{packet});
    return request.id;
  }
  net::Task<Result<void>> flush();
  /// Sends a WRITE; `data` go straight into outgoing packets. `write.data` is not looked at.
  net::Task<Result<RequestId>> send_write(Write write, Bytes data);
  /// Waits for the answer to a request.
  net::Task<Result<Reply>> answer(RequestId id);
  /// Waits for an answer that can only be a STATUS.
  net::Task<Result<void>> status_of(RequestId id);
  /// Nobody waits for the answer to that request: it is thrown away when it comes.
  void forget(RequestId id);
  /// The error that a reply stands for which is none of the kind that was hoped for. `end_of_file` has its
  /// own test, `is_end`.
  [[nodiscard]] Error error_of(const Reply& reply);
  [[nodiscard]] static bool is_end(const Reply& reply);

 private:
  struct Pending {
    std::uint32_t most_data = 0;
    std::optional<Reply> reply{};
    bool is_forgotten = false;
  };

  explicit Client(const Environment& environment);
  RequestId next_id(std::uint32_t most_data);
  net::Task<Result<void>> greet();
  net::Task<Result<void>> ask_for_limits();
  net::Task<Result<void>> hear_version();
  net::Task<Result<std::string>> handle_of(RequestId id);
  net::Task<Result<Attributes>> attributes_of(RequestId id);
  template <class Extension>
  net::Task<Result<void>> extended(Extension request);
  net::Task<Result<void>> read_entries(std::string handle, Listing& listing);
  net::Task<Result<void>> receive();
  Result<void> take(Bytes input);
  Result<void> take(const Packet& packet);
  Result<void> take(const BulkBegins& begins);
  Result<void> take(const BulkPiece& piece);
  Result<Pending*> pending_for(Bytes packet);
  void complete(RequestId id);
  void expect_answer();
  /// The session is over: every later call fails with this.
  std::unexpected<Error> broken(ErrorCode code, std::string message);

  net::ByteStream& stream_;
  Watchdog watchdog_;
  Splitter splitter_{Splitter::Bulk::data};
  ByteVector output_;
  std::map<RequestId, Pending> pending_;
  std::uint32_t last_id_ = 0;
  RequestId bulk_id_{};     // whose data are coming
  ByteVector bulk_;         // what has come of them
  std::size_t unseen_ = 0;  // bytes that came since the watchdog was told
  std::optional<Error> broken_;
  std::optional<ByteVector> version_;  // the packet, until it is read
  std::map<std::string, std::string, std::less<>> extensions_;
  std::uint32_t read_size_ = usual_data;
  std::uint32_t write_size_ = usual_data;
};

}  // namespace ferry::sftp
