#include "aaa/tacacs/subject.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ferry::aaa::tacacs {

OwnedSubject subject_of(const Origin& origin) {
  if (origin.console) return {origin.user, "tty0", "async"};
  return {origin.user, fmt::format("tty{}", origin.line), origin.address};
}

bool is_user_name(std::string_view user) {
  constexpr std::size_t longest = 255;
  // A backslash may stand in a name as in DOMAIN\user, and is no sign of a character that was replaced.
  return user.size() <= longest && printable(user) == user;
}

}  // namespace ferry::aaa::tacacs
