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

std::string showable(std::string_view server_message) {
  std::string text;
  for (const std::string_view line : lines(server_message)) text += printable(line) + '\n';
  if (!text.empty() && !server_message.ends_with('\n')) text.pop_back();
  return text;
}

std::string in_log(std::string_view server_message) {
  const auto text = trim(server_message);
  return text.empty() ? "" : ": " + printable(text);
}

}  // namespace ferry::aaa::tacacs
