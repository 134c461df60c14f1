#include "diff/contextual.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"

namespace ferry::diff {
namespace {

enum class Pass { additions, deletions };

bool has_anything(const Differences& all, Pass pass);

/// Is there something to show of `one` in this pass?
bool is_shown(const Difference& one, Pass pass) {
  if (pass == Pass::additions) return one.is_added() || one.moved || has_anything(one.inside, pass);
  return one.is_removed() || has_anything(one.inside, pass);
}

bool has_anything(const Differences& all, Pass pass) {
  return std::ranges::any_of(all, [=](const Difference& one) { return is_shown(one, pass); });
}

/// One pass over the differences, as text.
class Printer {
 public:
  explicit Printer(Pass pass) : pass_(pass) {}

  void print(const Differences& all, std::size_t depth) {
    for (const Difference* one : in_order(all)) print(*one, depth);
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  // Deletions come in the order of the configuration that they are deleted from.
  [[nodiscard]] std::vector<const Difference*> in_order(const Differences& all) const {
    std::vector<const Difference*> shown;
    for (const Difference& one : all) {
      if (is_shown(one, pass_)) shown.push_back(&one);
    }
    if (pass_ == Pass::deletions) std::ranges::sort(shown, {}, &Difference::before);
    return shown;
  }

  void print(const Difference& one, std::size_t depth) {
    if (one.is_added()) return print_whole(*one.after, depth, "+");
    if (one.is_removed()) return print_whole(*one.before, depth, "-");
    const bool shows_move = one.moved && pass_ == Pass::additions;
    add(depth, shows_move ? "!" : "", one.after->text);
    print(one.inside, depth + 1);
  }

  void print_whole(const Node& node, std::size_t depth, std::string_view sign) {
    add(depth, sign, node.text);
    for (const Node& child : node.children) print_whole(child, depth + 1, sign);
  }

  // Every line of a banner gets the sign.
  void add(std::size_t depth, std::string_view sign, std::string_view text) {
    for (const std::string_view line : lines(text)) {
      text_.append(depth, ' ');
      text_ += sign;
      text_ += line;
      text_ += '\n';
    }
  }

  Pass pass_;
  std::string text_;
};

std::string pass_of(const Differences& all, Pass pass) {
  Printer printer{pass};
  printer.print(all, 0);
  return printer.take();
}

}  // namespace

std::string contextual_differences(const Tree& before, const Tree& after, LetterCase letters) {
  const Differences all = compare(before, after, letters);
  if (all.empty()) return "!No changes were found\n";
  return "!Contextual Config Diffs:\n" + pass_of(all, Pass::additions) + pass_of(all, Pass::deletions);
}

}  // namespace ferry::diff
