#pragma once

#include <optional>
#include <variant>

#include "base/bytes.h"
#include "base/result.h"
#include "sftp/messages.h"

namespace ferry::sftp {

/// A packet without its length.
struct Packet {
  Bytes bytes;
};
/// The front of a packet whose data are not gathered: everything before their first byte.
struct BulkBegins {
  Bytes front;
  std::uint32_t size = 0;  // of the data
};
/// Some of the data, where they were received.
struct BulkPiece {
  Bytes bytes;
  bool is_last = false;
};

/// Cuts what is received into packets. The packets of one kind (WRITE for a server, DATA for a client) are
/// not gathered: their data come in pieces that stay where they are. Every length is checked before anything
/// is kept for it. What a packet of that kind has behind its data is passed over: rclone 1.60 ends a file
/// with a WRITE as long as the others, whose data are shorter.
class Splitter {
 public:
  enum class Bulk : std::uint8_t { write = 6, data = 103 };
  explicit Splitter(Bulk bulk) : bulk_(bulk) {}

  using Event = std::variant<Packet, BulkBegins, BulkPiece>;
  /// Takes bytes from the front of `input`; nothing when it needs more than there are. What it gives is valid
  /// until the next call, pieces as long as `input` is. Error `invalid`: this is not SFTP, and nothing that
  /// follows can be understood.
  Result<std::optional<Event>> next(Bytes& input);

  /// Whether the bytes so far end in the middle of a packet.
  [[nodiscard]] bool is_inside() const {
    return !gathered_.empty() || bulk_left_.has_value() || surplus_ > 0;
  }

 private:
  bool gather(Bytes& input, std::size_t size);
  [[nodiscard]] bool is_bulk() const;
  Result<bool> gather_front(Bytes& input);
  Result<std::optional<Event>> begin_bulk();
  BulkPiece take_piece(Bytes& input);
  bool pass_over_surplus(Bytes& input);

  Bulk bulk_;
  ByteVector gathered_;  // of the packet at hand, with its length
  std::uint32_t size_ = 0;
  std::optional<std::uint32_t> bulk_left_;
  std::size_t surplus_ = 0;  // bytes behind the data
  bool given_ = false;       // `gathered_` was handed out
};

}  // namespace ferry::sftp
