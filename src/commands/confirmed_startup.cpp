#include "commands/confirmed_startup.h"

#include "commands/file_output.h"

namespace ferry::commands {
namespace {

vfs::Path in_nvram(std::string_view name) {
  return vfs::Path{"nvram"}.child(name).value();
}

vfs::Path startup() {
  return in_nvram("startup-config");
}
vfs::Path confirmed() {
  return in_nvram("confirmed-startup-config");
}

Result<void> write(const vfs::Mounts& files, const vfs::Path& path, std::string_view text) {
  auto written = write_text_file(files, path, text);
  if (!written) return std::unexpected(std::move(written.error()));
  return {};
}

}  // namespace

Result<void> keep_confirmed_startup(const vfs::Mounts& files, std::string_view running) {
  if (files.stat(confirmed())) return {};
  const auto text = read_text_file(files, startup());
  if (text) return write(files, confirmed(), *text);
  if (text.error().code == ErrorCode::not_found) return write(files, confirmed(), running);
  return std::unexpected(text.error());
}

Result<bool> put_back_confirmed_startup(const vfs::Mounts& files) {
  if (!files.stat(confirmed())) return false;
  // One step, so that a power cut finds one or the other.
  if (auto moved = files.rename(confirmed(), startup()); !moved)
    return std::unexpected(std::move(moved.error()));
  return true;
}

Result<void> forget_confirmed_startup(const vfs::Mounts& files) {
  if (!files.stat(confirmed())) return {};
  return files.remove(confirmed());
}

}  // namespace ferry::commands
