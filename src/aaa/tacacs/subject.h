#pragma once

#include <string>
#include <string_view>

#include "aaa/outcome.h"
#include "aaa/tacacs/messages.h"

namespace ferry::aaa::tacacs {

/// Who a request is about, as the server is told.
struct OwnedSubject {
  std::string user, port, remote_address;
  /// Borrowed from this.
  [[nodiscard]] Subject view() const { return {user, port, remote_address}; }
};

/// A vty line is "tty2", the console "tty0" with an address of "async", as IOS has them.
[[nodiscard]] OwnedSubject subject_of(const Origin& origin);

/// Can this be a user's name on the wire? RFC 8907 section 3.7 and RFC 8265: UTF-8 without control
/// characters; the length has one byte. One that cannot belongs to nobody.
[[nodiscard]] bool is_user_name(std::string_view user);

}  // namespace ferry::aaa::tacacs
