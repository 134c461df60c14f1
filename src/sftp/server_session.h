#pragma once

#include <memory>
#include <vector>

#include "sftp/file_service.h"
#include "sftp/reply_queue.h"
#include "sftp/splitter.h"

namespace ferry::sftp {

/// One client's session: takes requests, has them carried out on the offload threads, puts the answers into
/// the queue. The data of WRITEs go to the disk from where they were received, those that belong together in
/// one call. Lives on the loop of its stream.
class ServerSession {
 public:
  ServerSession(net::ByteStream& stream, const ServerEnvironment& environment);

  /// Takes requests until the client leaves; the exit status.
  net::Task<int> take_requests();
  /// Sends what is left, and lets go of what is open.
  net::Task<void> end();
  [[nodiscard]] ReplyQueue& replies() { return replies_; }

 private:
  /// A WRITE whose data are coming.
  struct Incoming {
    RequestId id{};
    std::shared_ptr<Upload> upload{};  // null: its handle is none
    std::uint64_t offset = 0;          // of the next byte
    std::uint64_t left = 0;
  };
  /// Data that were received and not written, all for one place.
  struct Gathered {
    std::shared_ptr<Upload> upload{};
    std::uint64_t offset = 0, size = 0;
    std::vector<Bytes> pieces{};
    std::vector<RequestId> complete{};  // the WRITEs that end in it
  };

  net::Task<bool> take(Bytes input);
  net::Task<bool> take(Packet packet);
  net::Task<bool> take(BulkBegins begins);
  net::Task<bool> take(BulkPiece piece);
  net::Task<void> write_gathered();
  net::Task<bool> answer(Bytes packet);
  [[nodiscard]] net::Task<Result<void>> permit(Bytes packet) const;
  bool greet(Bytes packet);
  /// False when that is enough.
  bool refuse(Bytes packet);
  void tell(Answer& answer) const;
  void trace(bool outgoing, std::string_view text) const;

  net::ByteStream& stream_;
  const ServerEnvironment& environment_;
  FileService service_;
  ReplyQueue replies_;
  Splitter splitter_{Splitter::Bulk::write};
  Incoming incoming_;
  Gathered gathered_;
  bool greeted_ = false;
  unsigned refused_ = 0;
};

}  // namespace ferry::sftp
