#pragma once

#include <optional>
#include <string>

#include "cli/command.h"
#include "commands/copy_ends.h"
#include "commands/place.h"
#include "commands/progress.h"
#include "crypto/hash.h"

namespace ferry::commands {

/// What the typist sees of a copy.
struct CopyLabels {
  Place from, to;            // in messages
  std::string loading = {};  // in front of the marks: "Loading test from 10.1.1.1: "
  /// Whether the other machine is told of by "[OK - 30 bytes]" when all of it is here.
  bool tells_size = false;
  std::string stored = {};  // shown when it is stored, such as "[OK]\n"

  /// A copy between two machines has other marks than one within the device.
  [[nodiscard]] bool is_remote() const { return commands::is_remote(from) || commands::is_remote(to); }
};

/// One copy of any source to any target, in pieces: a file of any size needs little memory. Stops when nobody
/// waits for it any more. What fails leaves nothing behind, and the typist is told why. All that it gets
/// outlives it.
class Copy {
 public:
  enum class Digest { none, md5 };
  Copy(Session& session, transfer::Source& source, transfer::Target& target, CopyLabels labels,
       Digest digest);

  net::Task<cli::Status> run();
  /// After `run`: MD5 of what was copied, if it was asked for.
  [[nodiscard]] const ByteVector& digest() const { return digest_; }
  [[nodiscard]] std::uint64_t copied() const { return copied_; }
  /// After a `run` that failed: why.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  /// Why a copy ended early: "%Error reading flash:/a (I/O error)".
  struct Failure {
    std::string doing;
    const Place* what = nullptr;
    Error error;
  };

  net::Task<std::optional<Failure>> run_to_failure();
  net::Task<std::optional<Failure>> move_all();
  net::Task<std::optional<Failure>> show_progress(std::size_t bytes);
  net::Task<std::optional<Failure>> store();
  net::Task<void> show_end_of_marks();
  net::Task<cli::Status> fail(Failure failure);
  net::Task<void> count(Bytes bytes);
  [[nodiscard]] Failure cannot_write(Error error) const;
  [[nodiscard]] Failure given_up() const;
  [[nodiscard]] std::string summary(Duration elapsed) const;

  Session& session_;
  transfer::Source& source_;
  transfer::Target& target_;
  CopyLabels labels_;
  Progress progress_;
  std::optional<crypto::Hash> hash_;
  ByteVector digest_;
  std::uint64_t copied_ = 0;
  std::string error_;
  bool shows_marks_ = false;  // the screen stands behind some of them
};

}  // namespace ferry::commands
