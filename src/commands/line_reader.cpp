#include "commands/line_reader.h"

#include <algorithm>
#include <utility>

namespace ferry::commands {

bool LineReader::read(std::string_view& input) {
  const std::size_t end = std::min(input.find_first_of("\r\n"), input.size());
  const std::size_t room = longest_ + 1 - line_.size();
  line_ += input.substr(0, std::min(end, room));
  const bool complete = end < input.size();
  input.remove_prefix(complete ? end + 1 : end);
  return complete;
}

std::string LineReader::take_line() {
  return std::exchange(line_, {});
}

}  // namespace ferry::commands
