#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "ssh/error.h"

namespace ferry::ssh {

/// "SSH-2.0-" and `software`; throws when that could not be sent, which is an error of the configuration.
[[nodiscard]] std::string make_identification(std::string_view software);

/// Reads the peer's identification from the start of its stream (RFC 4253 section 4.2).
class IdentificationReader {
 public:
  explicit IdentificationReader(Role own_role) : own_role_(own_role) {}

  struct Step {
    std::size_t consumed = 0;
    std::optional<std::string> identification;  // without its line end; nothing while bytes are missing
  };
  /// `bytes` is what has come and was not consumed.
  [[nodiscard]] Result<Step> read(Bytes bytes);

 private:
  [[nodiscard]] Result<void> count_other_line();

  Role own_role_;
  std::size_t other_lines_ = 0;
};

}  // namespace ferry::ssh
