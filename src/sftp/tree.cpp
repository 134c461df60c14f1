#include "sftp/tree.h"

#include <algorithm>

#include "base/text.h"

namespace ferry::sftp {
namespace {

/// Whether `part` begins with the name of a file system and its colon: "flash:" or "flash:a".
bool names_device(std::string_view part) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto colon = part.find(':');
  return colon != std::string_view::npos && colon > 0 &&
         std::ranges::all_of(part.substr(0, colon), is_letter);
}

/// The home directory is the default one.
std::string_view without_home(std::string_view text) {
  if (text == "~") return {};
  return text.starts_with("~/") ? text.substr(2) : text;
}

bool is_one_bare_name(std::string_view text) {
  const std::string_view name = text.substr(text.starts_with("./") ? 2 : 0);
  return !name.empty() && !name.contains('/') && !name.contains(':') && name != "." && name != "..";
}

}  // namespace

Result<Place> Tree::parse(std::string_view text) const {
  if (text.size() > vfs::Path::longest_path) return failure(ErrorCode::name_too_long);
  text = without_home(text);
  if (naming_ == Naming::devices && is_one_bare_name(text)) return files_.parse(text, files_.root());

  Place place;
  bool is_first = true;
  if (!text.starts_with('/')) place = files_.root();
  for (const std::string_view part : split(text, '/')) {
    const bool names_file_system = is_first && naming_ == Naming::devices && names_device(part);
    is_first = false;
    if (part.empty() || part == ".") continue;
    auto next = step(names_file_system ? Place{} : place, part);
    if (!next) return next;
    place = *std::move(next);
  }
  const bool is_plain_root = !place && naming_ == Naming::plain;
  return is_plain_root ? Place{files_.root()} : place;
}

Result<Place> Tree::step(Place from, std::string_view part) const {
  if (part == "..") return above(from);
  // Clients put names behind the directory that they are in: "/flash:/nvram:/a" is "nvram:/a".
  const bool may_begin_anew = from && naming_ == Naming::devices && names_device(part);
  if (may_begin_anew) {
    if (auto anew = step_from_root(part)) return anew;
  }
  if (!from) return step_from_root(part);
  const auto child = from->child(part);
  if (!child) return std::unexpected(child.error());
  return *child;
}

Result<Place> Tree::step_from_root(std::string_view part) const {
  if (naming_ == Naming::devices && names_device(part)) return files_.parse(part, files_.root());
  const auto child = files_.root().child(part);
  if (!child) return std::unexpected(child.error());
  return *child;
}

Place Tree::above(const Place& place) const {
  if (!place || place->is_root()) return std::nullopt;
  return place->parent();
}

std::string Tree::text(const Place& place) const {
  if (!place) return "/";
  const std::string inside = place->inside();
  if (naming_ == Naming::plain) return "/" + inside;
  return "/" + place->device() + ":" + (inside.empty() ? "" : "/" + inside);
}

std::vector<vfs::FileInfo> Tree::root_entries() const {
  std::vector<vfs::FileInfo> entries;
  for (const std::string& device : files_.devices()) {
    entries.push_back({.name = device + ":", .type = vfs::FileType::directory, .mode = 0755});
  }
  return entries;
}

}  // namespace ferry::sftp
