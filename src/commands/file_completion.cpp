#include "commands/file_completion.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

/// TAB looks at no more names of one directory: the typist waits.
constexpr std::size_t most_names = 10'000;

/// Names by what they end in when they are whole: "flash:", "boot/", "image.bin ".
using Names = std::vector<std::string>;

/// The word being typed: the place that it names already, and the beginning of a name in there.
struct Typed {
  std::string_view place;  // "flash:/dir/", or nothing
  std::string_view name;   // "im"
};

std::size_t start_of_word(std::string_view before) {
  const std::size_t blank = before.find_last_of(" \t");
  return blank == std::string_view::npos ? 0 : blank + 1;
}

Typed split(std::string_view word) {
  const std::size_t end = word.find_last_of(":/");
  if (end == std::string_view::npos) return {.place = {}, .name = word};
  return {.place = word.substr(0, end + 1), .name = word.substr(end + 1)};
}

// `?` would list the file systems here.
bool may_be_file(const Session& session, std::string_view in_front) {
  const auto config = session.services().running.snapshot();
  const cli::Vocabulary no_names;
  const cli::Scope scope{.mode = cli::Mode::exec,
                         .privilege = session.identity().privilege,
                         .config = *config,
                         .vocabulary = no_names};
  const auto choices = grammar().help(scope, in_front);
  return choices &&
         std::ranges::find(*choices, std::string_view{"flash:"}, &cli::HelpLine::label) != choices->end();
}

// What cannot be typed as one piece, or would not show as it is, is left out.
void keep(Names& names, std::string_view name, std::string_view beginning, char end) {
  if (!name.starts_with(beginning) || printable(name) != name || name.contains(' ')) return;
  names.push_back(std::string{name} + end);
}

void add_entries(Names& names, const vfs::Mounts& files, const vfs::Path& directory,
                 std::string_view beginning) {
  const auto walk = files.walk(directory);
  if (!walk) return;
  for (std::size_t seen = 0; seen < most_names;) {
    const auto entries = (*walk)->next(most_names - seen);
    if (!entries || entries->empty()) return;
    seen += entries->size();
    for (const vfs::FileInfo& entry : *entries)
      keep(names, entry.name, beginning, entry.type == vfs::FileType::directory ? '/' : ' ');
  }
}

Names names_for(const vfs::Mounts& files, const vfs::Path& current, Typed typed) {
  Names names;
  const auto directory = typed.place.empty() ? Result<vfs::Path>{current} : files.parse(typed.place, current);
  if (directory) add_entries(names, files, *directory, typed.name);
  if (!typed.place.empty()) return names;
  for (const std::string& device : files.devices()) keep(names, device, typed.name, ':');
  return names;
}

std::string common_beginning(const Names& names) {
  if (names.empty()) return {};
  std::string_view common = names.front();
  for (const std::string_view name : names) {
    const auto end = std::ranges::mismatch(common, name).in1;
    common = common.substr(0, static_cast<std::size_t>(end - common.begin()));
  }
  return std::string{common};
}

}  // namespace

net::Task<std::string> file_completion(Session& session, std::string before) {
  const std::size_t start = start_of_word(before);
  if (session.configures() || !may_be_file(session, std::string_view{before}.substr(0, start)))
    co_return std::string{};
  const Typed typed = split(std::string_view{before}.substr(start));
  const Services& services = session.services();
  const Names names =
      co_await services.offload.run([&] { return names_for(services.files, session.directory(), typed); });
  const std::string common = common_beginning(names);
  co_return common.size() > typed.name.size() ? common.substr(typed.name.size()) : std::string{};
}

}  // namespace ferry::commands
