// rooms: terminal base
#include <cstdlib>
#include <utility>

#include "base/bytes.h"
#include "support/screen.h"
#include "terminal/line_editor.h"

namespace {

using namespace ferry;
using terminal::LineEditor;
using Event = LineEditor::Event;

constexpr std::size_t longest = 40;
constexpr std::string_view prompt = "R#";
// Of the longest line, when it is all control characters, and a `?`.
constexpr std::size_t most_columns = 2 * longest + 5;

void check(bool holds) {
  if (!holds) std::abort();
}

/// Somebody who types, and the screen that this gives; a fresh one for each line.
class Desk {
 public:
  explicit Desk(unsigned columns) : columns_(columns), screen_(fresh_screen()), editor_(longest) {
    history_.add("an old line");
    editor_.set_width(columns);
    begin();
  }

  void type(std::string_view keys) {
    while (!keys.empty()) {
      const Event event = editor_.feed(keys);
      screen_.write(editor_.take_echo());
      check(editor_.text().size() <= longest && editor_.text().starts_with(editor_.before_cursor()));
      if (event != Event::nothing)
        happened_ += static_cast<char>('0' + static_cast<int>(event)) + editor_.text();
      if (event == Event::help) {
        screen_ = fresh_screen();
        screen_.write(editor_.redisplay());
      } else if (event != Event::nothing && event != Event::complete) {
        begin();
      }
    }
  }

  /// What a person could tell from what anybody else has typed.
  void check_same(const Desk& other) const {
    check(happened_ == other.happened_ && editor_.text() == other.editor_.text());
    check(editor_.before_cursor() == other.editor_.before_cursor());
    check_same_screen(other.screen_);
  }
  void check_as_redisplayed() const {
    testing::Screen anew = fresh_screen();
    anew.write(editor_.redisplay());
    check_same_screen(anew);
    check(screen_.unknown().empty());
  }

 private:
  [[nodiscard]] testing::Screen fresh_screen() const {
    const std::size_t columns = columns_ == 0 ? most_columns : columns_;
    return testing::Screen{columns, most_columns / columns + 1};
  }
  void begin() {
    screen_ = fresh_screen();
    screen_.write(prompt);
    editor_.begin(prompt, terminal::Echo::visible, LineEditor::Questions::asked, &history_);
  }
  void check_same_screen(const testing::Screen& other) const {
    check(screen_.lines() == other.lines() && screen_.cursor() == other.cursor());
    check(screen_.wraps_next() == other.wraps_next());
  }

  unsigned columns_;
  testing::Screen screen_;
  LineEditor editor_;
  terminal::History history_;
  std::string happened_;
};

/// Lines that are shown anew leave as many copies on the screen as there were calls, and bytes that are no
/// characters are shown as one when others have been taken out between them.
bool is_shown_alike(std::string_view keys) {
  return keys.find_first_of("\x0c\x12") == std::string_view::npos &&
         std::ranges::none_of(keys, [](char byte) { return static_cast<Byte>(byte) >= 0x80; });
}

}  // namespace

/// Any keys, cut anywhere: the same text, and a screen that shows it as if it had been written at once.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const unsigned columns = data[0] % 32U < 4 ? 0 : data[0] % 32U;
  const std::size_t cut = 1 + data[1] % 7U;
  std::string_view keys = as_text({data + 2, size - 2});
  const bool shown_alike = is_shown_alike(keys);
  Desk whole{columns};
  Desk pieces{columns};
  whole.type(keys);
  while (!keys.empty()) {
    pieces.type(keys.substr(0, cut));
    keys.remove_prefix(std::min(cut, keys.size()));
    if (shown_alike) pieces.check_as_redisplayed();
  }
  if (shown_alike) whole.check_same(pieces);
  return 0;
}
