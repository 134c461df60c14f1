#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/random.h"
#include "sftp/remote_files.h"

namespace ferry::sftp {

struct StoreOptions {
  /// Permission bits; without them a file that is replaced keeps its own.
  std::optional<std::uint32_t> mode{};
  std::optional<FileTimes> times{};
  /// Continue a file that stands there incomplete: its name is written to as it is.
  bool resume = false;
};

/// A file on its way to a server. What it replaces stays until all of it is there: it is written under a
/// hidden name beside its own and renamed at the end. Where the server permits no such name, or where the
/// name is no regular file, the file itself is written; and where the server says that its files appear
/// whole, too. The client outlives it.
class RemoteStore {
 public:
  static net::Task<Result<std::unique_ptr<RemoteStore>>> open(Client& client, Random& random,
                                                              std::string path, StoreOptions options);

  /// How much of the file the server has already, with `resume`: what is written comes behind it. That these
  /// bytes are the front of the same file is for the caller to know; the server does not tell.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  net::Task<Result<void>> write(Bytes bytes);
  /// Puts the file under its name, for good.
  net::Task<Result<void>> finish();
  /// Removes what was written, unless it was to continue a file. End the session afterwards: a server whose
  /// files appear whole takes that for a file that nobody wants.
  net::Task<void> abandon();

 private:
  RemoteStore(Client& client, std::string path, StoreOptions options);
  net::Task<Result<void>> look();
  net::Task<Result<void>> begin(Random& random);
  net::Task<Result<std::string>> try_hidden_name(Random& random);
  net::Task<Result<void>> close();
  [[nodiscard]] Attributes attributes() const;

  Client& client_;
  std::string path_;
  StoreOptions options_;
  std::string hidden_;  // what it is called until it is whole; empty without such a name
  bool exists_ = false;
  bool is_plain_ = true;  // nothing stands there, or a regular file
  std::uint64_t offset_ = 0;
  std::optional<RemoteWriter> writer_;
};

}  // namespace ferry::sftp
