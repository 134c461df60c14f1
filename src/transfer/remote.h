#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "net/task.h"
#include "transfer/ends.h"
#include "transfer/url.h"

namespace ferry::transfer {

/// Who works at this end while a far place is opened and used: is asked for what only a person knows, and
/// told what the far side says.
class Correspondent {
 public:
  virtual ~Correspondent() = default;
  /// Shows `prompt` ("Password: ") and reads a line; nothing if there is nobody or they gave up.
  virtual net::Task<std::optional<Secret>> ask(std::string prompt, bool echo) = 0;
  /// Shows a line that comes from the far side, already printable, such as " Sink: C0644 639 a.txt".
  virtual net::Task<void> tell(std::string text) = 0;
};

/// The places on other machines: scp://, sftp://, http://, https://, ftp://, tftp://. Errors say in `message`
/// what stands between the brackets of `%Error opening URL (...)`. Nothing waits for ever: every far side has
/// time limits. To give up, destroy the end, or close the flow that waits. Safe to use from any thread.
class Remotes {
 public:
  virtual ~Remotes() = default;
  /// `correspondent` outlives the source.
  virtual net::Task<Result<std::unique_ptr<Source>>> open_source(Url url, Correspondent& correspondent) = 0;
  /// `size` is what will be written, if that is known: SCP has to announce it.
  virtual net::Task<Result<std::unique_ptr<Target>>> open_target(Url url, std::optional<std::uint64_t> size,
                                                                 Correspondent& correspondent) = 0;
};

}  // namespace ferry::transfer
