// rooms: terminal base
#include <cstdlib>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "terminal/filter.h"
#include "terminal/pager.h"

namespace {

using namespace ferry;
using namespace ferry::terminal;

void check(bool holds) {
  if (!holds) std::abort();
}

Pattern pattern() {
  return Pattern::parse("a|^ *b").value();
}

/// `text` in pieces of `cut` bytes.
template <class Take>
void in_pieces(std::string_view text, std::size_t cut, Take take) {
  for (; !text.empty(); text.remove_prefix(std::min(cut, text.size()))) take(text.substr(0, cut));
}

std::string filtered(Filter::Kind kind, std::string_view text, std::size_t cut) {
  Filter filter{kind, pattern()};
  std::string left;
  in_pieces(text, cut, [&](std::string_view piece) { left += filter.feed(piece); });
  return left + filter.finish();
}

/// Everything that is shown to somebody who presses `keys` at the pauses, and then stops.
std::string paged(std::string_view text, std::size_t cut, std::string_view keys) {
  Pager pager{4, 7};
  std::string shown;
  const auto show = [&] {
    for (shown += pager.next(); pager.pauses(); shown += pager.next()) {
      const char key = keys.empty() ? 'q' : keys.front();
      keys.remove_prefix(keys.empty() ? 0 : 1);
      if (pager.on_key(key) == Pager::Answer::search) pager.search(key, pattern());
      shown += '\f';
    }
  };
  in_pieces(text, cut, [&](std::string_view piece) {
    pager.add(piece);
    show();
  });
  pager.finish();
  show();
  return shown;
}

std::string only_shown(std::string text) {
  std::erase(text, '\f');
  return text;
}

}  // namespace

/// Filters leave the same however their text is cut; the pager shows all of it to who only goes on, and never
/// fails for any keys.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t cut = 1 + data[0];
  const std::string_view all = as_text({data + 2, size - 2});
  const std::string_view keys = all.substr(0, data[1]);
  const std::string text{all.substr(keys.size())};
  using enum Filter::Kind;
  for (const auto kind : {include, exclude, begin, section, count}) {
    check(filtered(kind, text, cut) == filtered(kind, text, text.size() + 1));
  }
  const std::string forever(text.size() + 1, ' ');
  std::string plain = text;
  std::erase(plain, '\f');
  check(only_shown(paged(plain, cut, forever)) == plain);
  (void)paged(text, cut, keys);
  return 0;
}
