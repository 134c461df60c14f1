#include "aaa/tacacs/argument.h"

#include <algorithm>

#include "base/text.h"

namespace ferry::aaa::tacacs {

Result<Argument> Argument::parse(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return failure(ErrorCode::invalid, "argument '" + printable(text) + "' " + std::string{why});
  };
  const auto at = text.find_first_of("=*");
  if (at == std::string_view::npos) return wrong("has neither = nor *");
  if (at == 0) return wrong("has no name");
  if (text.size() > longest_argument) return wrong("is longer than 255 bytes");
  return Argument{std::string{text.substr(0, at)}, static_cast<Necessity>(text[at]),
                  std::string{text.substr(at + 1)}};
}

const Argument* find(const Arguments& arguments, std::string_view name) {
  const auto found = std::ranges::find(arguments, name, &Argument::name);
  return found == arguments.end() ? nullptr : &*found;
}

}  // namespace ferry::aaa::tacacs
