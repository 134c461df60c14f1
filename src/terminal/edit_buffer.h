#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "terminal/keys.h"

namespace ferry::terminal {

/// The text of a line with a cursor in it, and what the editing keys do to them. Knows no screen. A word is
/// what stands between blanks. The cursor is always between two characters.
class EditBuffer {
 public:
  /// What ^Y and Esc y can bring back.
  static constexpr std::size_t most_erased = 10;

  /// `longest` is in bytes.
  explicit EditBuffer(std::size_t longest) : longest_(longest) {}
  EditBuffer(EditBuffer&&) noexcept = default;
  EditBuffer& operator=(EditBuffer&&) noexcept = default;
  EditBuffer(const EditBuffer&) = delete;
  EditBuffer& operator=(const EditBuffer&) = delete;
  ~EditBuffer();

  /// Is what is typed a secret? Then nothing of it is kept anywhere, and it is wiped.
  enum class Keeps : std::uint8_t { what_is_erased, nothing };
  /// An empty line.
  void begin(Keeps keeps);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t cursor() const { return cursor_; }
  [[nodiscard]] bool is_at_end() const { return cursor_ == text_.size(); }

  /// Instead of what there is, with the cursor behind it.
  void replace(std::string text);
  /// Moves the text out.
  [[nodiscard]] std::string take();
  /// At the cursor; false, and nothing happens, if the line would be too long.
  [[nodiscard]] bool insert(std::string_view text);
  /// Moves or edits; false if there is nothing that the key could do here.
  [[nodiscard]] bool apply(Key key);

 private:
  /// What the last key brought back: Esc y puts the next older one in its place.
  struct Recall {
    std::size_t index = 0;
    std::size_t begin = 0, size = 0;
  };

  [[nodiscard]] bool move(Key key);
  [[nodiscard]] bool move_to(std::size_t position);
  [[nodiscard]] bool erase(std::size_t begin, std::size_t end);
  [[nodiscard]] bool cut(std::size_t begin, std::size_t end);
  [[nodiscard]] bool change_word(Key key);
  [[nodiscard]] bool transpose();
  [[nodiscard]] bool recall(const std::optional<Recall>& last);

  [[nodiscard]] std::size_t left_of(std::size_t position) const;
  [[nodiscard]] std::size_t right_of(std::size_t position) const;
  [[nodiscard]] std::size_t start_of_word() const;
  [[nodiscard]] std::size_t end_of_word() const;
  void leave_character();
  void wipe_text();

  std::size_t longest_;
  Keeps keeps_ = Keeps::what_is_erased;
  std::string text_;
  std::size_t cursor_ = 0;
  std::deque<std::string> erased_;  // newest first
  std::optional<Recall> recall_;
};

}  // namespace ferry::terminal
