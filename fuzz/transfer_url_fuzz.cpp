// rooms: transfer base
#include <algorithm>
#include <cstdlib>

#include "base/bytes.h"
#include "transfer/url.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_control(char character) {
  return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = ferry::as_text({data, size});
  const std::string shown = ferry::transfer::masked(text);
  const auto url = ferry::transfer::parse_url(text);
  if (!url) return 0;
  // What goes to another machine's protocol cannot begin a line of its own there.
  require(std::ranges::none_of(url->path, is_control) && std::ranges::none_of(url->user, is_control));
  require(std::ranges::none_of(shown, is_control));
  require(!url->port || *url->port != 0);
  require(!url->password || !url->user.empty());
  // What is shown is a URL again, of the same place.
  const auto again = ferry::transfer::parse_url(shown);
  require(!again || (again->scheme == url->scheme && again->host == url->host && again->port == url->port));
  return 0;
}
