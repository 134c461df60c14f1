#include "aaa/server_text.h"

#include "base/text.h"

namespace ferry::aaa {

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

}  // namespace ferry::aaa
