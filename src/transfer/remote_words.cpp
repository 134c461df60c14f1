#include "transfer/remote_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ferry::transfer {
namespace {

/// Most of a complaint that is shown between the brackets of an error.
constexpr std::size_t longest_complaint = 160;

/// What no shell gives a meaning to.
bool is_harmless(char c) {
  constexpr std::string_view marks = "_./:@%+=,-";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         marks.find(c) != std::string_view::npos;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// The part in front that a shell replaces by a home directory: "~" or "~user".
std::string_view home_of(std::string_view path) {
  if (!path.starts_with('~')) return {};
  const std::string_view home = path.substr(0, path.find('/'));
  return std::ranges::all_of(home.substr(1), is_harmless) ? home : std::string_view{};
}

/// Common to every shell: nothing has a meaning between single quotes but their end.
std::string quoted(std::string_view text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string{"'\\''"} : std::string(1, c);
  return word + "'";
}

struct Complaint {
  std::string_view words;  // as servers say it, in lower case
  ErrorCode code;
};

/// The words of strerror on Unix, of IOS, and of other SSH servers. The first that is part of a complaint.
constexpr std::array complaints{
    Complaint{"no such file or directory", ErrorCode::not_found},
    Complaint{"file not found", ErrorCode::not_found},
    Complaint{"permission denied", ErrorCode::permission_denied},
    Complaint{"operation not permitted", ErrorCode::permission_denied},
    Complaint{"privilege denied", ErrorCode::permission_denied},
    Complaint{"access denied", ErrorCode::permission_denied},
    Complaint{"no space left on device", ErrorCode::no_space},
    Complaint{"not enough space", ErrorCode::no_space},
    Complaint{"quota exceeded", ErrorCode::no_space},
    Complaint{"file too large", ErrorCode::no_space},
    Complaint{"read-only file system", ErrorCode::read_only},
    Complaint{"is a directory", ErrorCode::is_directory},
    Complaint{"not a regular file", ErrorCode::is_directory},
    Complaint{"not a directory", ErrorCode::not_directory},
    Complaint{"file name too long", ErrorCode::name_too_long},
    Complaint{"resource busy", ErrorCode::busy},
    Complaint{"text file busy", ErrorCode::busy},
    Complaint{"input/output error", ErrorCode::io},
    Complaint{"i/o error", ErrorCode::io},
};

std::string lower(std::string_view text) {
  std::string lowered{text};
  std::ranges::transform(lowered, lowered.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lowered;
}

/// Behind the last colon stands the reason: a path in front of it must not be taken for one.
std::string_view reason_of(std::string_view complaint) {
  const auto colon = complaint.rfind(": ");
  return colon == std::string_view::npos ? complaint : complaint.substr(colon + 2);
}

}  // namespace

Result<std::string> remote_word(std::string_view path, std::string_view identification) {
  if (path.empty()) return failure(ErrorCode::invalid, "No file name");
  if (std::ranges::any_of(path, is_control)) {
    return failure(ErrorCode::invalid, "Control characters in the file name");
  }
  // A name that begins so would be an option.
  const std::string whole = path.starts_with('-') ? "./" + std::string{path} : std::string{path};
  if (identification.find("Cisco") != std::string_view::npos) {
    if (whole.find(' ') == std::string::npos) return whole;
    return failure(ErrorCode::invalid, "Blanks in the file name, which this device cannot be told");
  }
  const std::string_view home = home_of(whole);
  const std::string_view rest = std::string_view{whole}.substr(home.size());
  if (std::ranges::all_of(rest, is_harmless)) return whole;
  return std::string{home} + quoted(rest);
}

Error remote_error(std::string_view complaint) {
  const std::string reason = lower(reason_of(complaint));
  for (const Complaint& known : complaints) {
    if (reason.find(known.words) != std::string::npos) {
      return {known.code, std::string{describe(known.code)}};
    }
  }
  const std::string_view text = trim(complaint).substr(0, longest_complaint);
  return {ErrorCode::io, text.empty() ? "Unknown error" : printable(text)};
}

}  // namespace ferry::transfer
