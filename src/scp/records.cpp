#include "scp/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "vfs/path.h"

namespace ferry::scp {
namespace {

constexpr unsigned mode_bits = 07777;
constexpr std::size_t shortest_mode = 3;
constexpr std::size_t longest_mode = 7;

std::unexpected<Error> malformed(std::string_view why) {
  return failure(ErrorCode::invalid, "protocol error: " + std::string{why});
}

/// The text up to the next blank, which is taken too; nothing if there is none.
std::optional<std::string_view> take_word(std::string_view& text) {
  const auto end = text.find(' ');
  if (end == std::string_view::npos) return std::nullopt;
  const auto word = text.substr(0, end);
  text.remove_prefix(end + 1);
  return word;
}

std::optional<unsigned> to_mode(std::string_view digits) {
  if (digits.size() < shortest_mode || digits.size() > longest_mode) return std::nullopt;
  unsigned mode = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '7') return std::nullopt;
    mode = mode * 8 + static_cast<unsigned>(digit - '0');
  }
  return mode & mode_bits;
}

Result<FileRecord> parse_entry(std::string_view rest) {
  const auto mode_digits = take_word(rest);
  const auto mode = mode_digits ? to_mode(*mode_digits) : std::nullopt;
  if (!mode) return malformed("bad mode");
  const auto size_digits = take_word(rest);
  if (!size_digits) return malformed("size not delimited");
  const auto size = to_number(*size_digits);
  if (!size) return malformed("bad size");
  const auto allowed = vfs::Path::check_name(rest);
  if (!allowed) return failure(allowed.error().code, error_text(rest, allowed.error().message));
  return FileRecord{.mode = *mode, .size = *size, .name = std::string{rest}};
}

Result<Record> parse_file(std::string_view rest) {
  auto entry = parse_entry(rest);
  if (!entry) return std::unexpected(entry.error());
  return *std::move(entry);
}

Result<Record> parse_directory(std::string_view rest) {
  auto entry = parse_entry(rest);
  if (!entry) return std::unexpected(entry.error());
  return DirectoryRecord{.mode = entry->mode, .name = std::move(entry->name)};
}

/// Seconds since 1970 as far as the clock's own type goes.
std::optional<WallTime> to_time(std::string_view digits) {
  constexpr auto latest =
      std::chrono::floor<std::chrono::seconds>(WallTime::max()).time_since_epoch().count();
  const auto seconds = to_number(digits);
  if (!seconds || *seconds > static_cast<std::uint64_t>(latest)) return std::nullopt;
  return WallTime{std::chrono::seconds{static_cast<std::int64_t>(*seconds)}};
}

Result<Record> parse_times(std::string_view rest) {
  const std::vector<std::string_view> parts = split(rest, ' ');
  if (parts.size() != 4) return malformed("four times are needed");
  const auto modified = to_time(parts[0]);
  const auto accessed = to_time(parts[2]);
  if (!modified || !accessed || !to_number(parts[1]) || !to_number(parts[3])) return malformed("bad time");
  return TimesRecord{.modified = *modified, .accessed = *accessed};
}

std::int64_t seconds_of(WallTime time) {
  const auto since = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch();
  return std::max<std::int64_t>(since.count(), 0);
}

bool continues_character(char c) {
  return (static_cast<Byte>(c) & 0xc0) == 0x80;
}

/// The last `size` bytes of `text`, or fewer, so that no character is cut.
std::string_view tail(std::string_view text, std::size_t size) {
  text.remove_prefix(text.size() - std::min(size, text.size()));
  while (!text.empty() && continues_character(text.front())) text.remove_prefix(1);
  return text;
}

std::string_view head(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && continues_character(text[size])) --size;
  return text.substr(0, size);
}

constexpr std::size_t longest_text = longest_error - 2;
constexpr std::string_view cut_mark = "...";

}  // namespace

Result<Record> parse_record(std::string_view line) {
  if (line.empty()) return malformed("unexpected <newline>");
  const auto rest = line.substr(1);
  switch (line.front()) {
    case 'C':
      return parse_file(rest);
    case 'D':
      return parse_directory(rest);
    case 'T':
      return parse_times(rest);
    case 'E':
      if (!rest.empty()) return malformed("text behind E");
      return EndRecord{};
    case static_cast<char>(warning_mark):
      return ErrorRecord{.is_fatal = false, .text = printable(rest)};
    case static_cast<char>(fatal_mark):
      return ErrorRecord{.is_fatal = true, .text = printable(rest)};
    default:
      return malformed("expected control record");
  }
}

std::string to_line(const FileRecord& record) {
  return fmt::format("C{:04o} {} {}", record.mode, record.size, record.name);
}

std::string to_line(const DirectoryRecord& record) {
  return fmt::format("D{:04o} 0 {}", record.mode, record.name);
}

std::string to_line(const TimesRecord& record) {
  return fmt::format("T{} 0 {} 0", seconds_of(record.modified), seconds_of(record.accessed));
}

std::string error_text(std::string_view path, std::string_view reason) {
  constexpr std::string_view start = "scp: ";
  constexpr std::string_view middle = ": ";
  constexpr std::size_t longest_path = 100;
  std::string shown_path = printable(path);
  if (shown_path.size() > longest_path) {
    shown_path = fmt::format("{}{}", cut_mark, tail(shown_path, longest_path - cut_mark.size()));
  }
  std::string shown_reason = printable(reason);
  const std::size_t room = longest_text - start.size() - shown_path.size() - middle.size();
  if (shown_reason.size() > room) {
    shown_reason = fmt::format("{}{}", head(shown_reason, room - cut_mark.size()), cut_mark);
  }
  return fmt::format("{}{}{}{}", start, shown_path, middle, shown_reason);
}

std::string error_record(std::string_view text) {
  const std::string shown = printable(text);
  std::string record(1, static_cast<char>(warning_mark));
  record += shown.size() > longest_text
                ? std::string{head(shown, longest_text - cut_mark.size())} + std::string{cut_mark}
                : shown;
  return record + '\n';
}

}  // namespace ferry::scp
