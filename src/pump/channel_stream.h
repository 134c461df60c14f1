#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "net/byte_stream.h"
#include "net/notifier.h"
#include "ssh/connection/connection.h"

namespace ferry::pump {

class ConnectionPump;

/// One channel of a connection as the byte stream that a program owns. Received data is lent to the program
/// where it was decrypted; files go out in the packets that they were read into. Lives on the connection's
/// loop.
class ChannelStream final : public net::ByteStream {
 public:
  ChannelStream(ConnectionPump& pump, ssh::ChannelId channel);

  net::Task<Result<std::span<const Bytes>>> read(std::size_t limit) override;
  void expect(std::size_t bytes) override;
  net::Task<Result<void>> write(Bytes bytes) override;
  net::Task<Result<std::unique_ptr<net::OutputBatch>>> reserve(std::size_t limit) override;
  net::Task<Result<void>> send(std::unique_ptr<net::OutputBatch> batch) override;
  void close() override;

  [[nodiscard]] ssh::ChannelId channel() const { return channel_; }
  /// Server: ends the channel from our side, in the order that clients need: exit-status, EOF, CLOSE.
  void finish(std::uint32_t exit_status);

  // The pump tells what happened.
  void arrived(Bytes data, const ssh::BlockRef& block);
  /// The peer sends no more.
  void ended();
  /// The channel, or the whole connection, is gone.
  void lost();
  void writable() { room_.notify(); }

 private:
  struct Piece {
    Bytes bytes;
    ssh::BlockRef block;  // keeps `bytes` alive
  };

  void give_back();
  void lend(std::size_t limit);
  void keep(Piece piece);
  void drop_front();
  [[nodiscard]] bool is_writable() const { return !lost_ && !closed_; }

  ConnectionPump& pump_;
  ssh::ChannelId channel_;
  net::Notifier arrival_, room_;
  std::deque<Piece> inbox_;
  std::vector<Piece> lent_;
  std::vector<Bytes> lent_bytes_;
  std::size_t lent_size_ = 0;
  std::size_t inbox_size_ = 0;    // bytes of data
  std::size_t inbox_memory_ = 0;  // bytes of the blocks that it keeps alive
  std::size_t expected_ = 1;
  bool ended_ = false;
  bool lost_ = false;    // by the peer or with the connection
  bool closed_ = false;  // by us
};

}  // namespace ferry::pump
