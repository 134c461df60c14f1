#include "sftp/file_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

namespace ferry::sftp {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr auto half_a_year = days{182};

/// Seconds as version 3 has them: they end in 2106.
std::uint32_t to_seconds(WallTime time) {
  const auto seconds = duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(seconds, 0, std::numeric_limits<std::uint32_t>::max()));
}

std::string mode_text(const vfs::FileInfo& info) {
  constexpr std::string_view letters = "rwxrwxrwx";
  std::string text{info.type == vfs::FileType::directory ? "d" : "-"};
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const bool is_set = (info.mode & (0400U >> i)) != 0;
    text += is_set ? letters[i] : '-';
  }
  return text;
}

std::string time_text(WallTime time, WallTime now) {
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<minutes>(time - day)};
  const bool is_recent = time <= now + days{1} && time > now - half_a_year;
  const std::string_view month = months.at(static_cast<unsigned>(date.month()) - 1);
  const std::string front = fmt::format("{} {:>2}", month, static_cast<unsigned>(date.day()));
  if (!is_recent) return fmt::format("{}  {:>4}", front, static_cast<int>(date.year()));
  return fmt::format("{} {:02}:{:02}", front, clock.hours().count(), clock.minutes().count());
}

}  // namespace

Attributes attributes_of(const vfs::FileInfo& info) {
  const bool is_directory = info.type == vfs::FileType::directory;
  const FileKind kind = is_directory ? FileKind::directory : FileKind::file;
  const std::uint32_t seconds = to_seconds(info.modified);
  return {.size = info.size,
          .permissions = std::to_underlying(kind) | (info.mode & permission_bits),
          .times = FileTimes{seconds, seconds}};
}

std::string long_name(const vfs::FileInfo& info, WallTime now) {
  return fmt::format("{}    1 {:<8} {:<8} {:>10} {} {}", mode_text(info), "ferry", "ferry", info.size,
                     time_text(info.modified, now), info.name);
}

WallTime modified_in(const FileTimes& times) {
  return WallTime{seconds{times.modified}};
}

}  // namespace ferry::sftp
