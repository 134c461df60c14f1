#pragma once

#include <deque>
#include <optional>
#include <string>

#include "sftp/client.h"

namespace ferry::sftp {

/// How many requests a pipeline has under way at most: as many as OpenSSH's, enough for 2 MiB in pieces that
/// every server gives.
inline constexpr std::size_t most_requests = 64;
/// How many bytes those may ask for, so that memory stays bounded with larger pieces too.
inline constexpr std::size_t most_requested = std::size_t{8} << 20;

/// The requests of one pipeline that are under way: few at first, more with each answer, as far as the limits
/// go.
class Window {
 public:
  explicit Window(std::uint32_t piece);
  [[nodiscard]] std::size_t size() const { return size_; }
  void grow();

 private:
  std::size_t size_, limit_;
};

/// Reads a file of the server from front to back, with many requests under way. The client outlives it.
class RemoteReader {
 public:
  /// `size` is where the server says that the file ends, which is only believed as a hint: the file ends
  /// where the server says so to a READ.
  RemoteReader(Client& client, std::string handle, std::uint64_t offset, std::optional<std::uint64_t> size);

  /// Fills the front of `into`; 0 at the end.
  net::Task<Result<std::size_t>> read(MutableBytes into);
  net::Task<Result<void>> close();

 private:
  struct Asked {
    RequestId id{};
    std::uint64_t offset = 0;
    std::uint32_t size = 0;
  };

  void ask_ahead();
  [[nodiscard]] Asked ask(std::uint64_t offset, std::uint32_t size);
  net::Task<Result<void>> take_answer();
  Result<void> take_data(ByteVector data, const Asked& asked);
  void take_end();

  Client& client_;
  std::string handle_;
  std::deque<Asked> asked_;  // in the order of the file
  std::uint64_t next_;       // what has not been asked for begins here
  std::optional<std::uint64_t> size_;
  bool looks_for_end_ = false;  // a request beyond `size_` is under way
  bool ended_ = false;
  ByteVector data_;  // of the last answer
  std::size_t given_ = 0;
  std::uint32_t piece_;
  Window window_;
};

/// Writes a file of the server from front to back, with many requests under way. The client outlives it.
class RemoteWriter {
 public:
  RemoteWriter(Client& client, std::string handle, std::uint64_t offset);

  /// Returns when it is on its way: an error of an earlier piece may come out here.
  net::Task<Result<void>> write(Bytes bytes);
  /// Waits until the server has taken all of it.
  net::Task<Result<void>> drain();
  [[nodiscard]] const std::string& handle() const { return handle_; }

 private:
  net::Task<Result<void>> take_answer();

  Client& client_;
  std::string handle_;
  std::deque<RequestId> asked_;
  std::uint64_t offset_;
  Window window_;
};

}  // namespace ferry::sftp
