#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "commands/session.h"
#include "net/task.h"
#include "vfs/path.h"

namespace ferry::commands {

/// When a command of files asks, by `file prompt`. What is missing is always asked.
enum class Asked {
  always,        // what cannot be taken back: a whole file system
  unless_quiet,  // names of what is made or removed, and whether it may be
  if_noisy,      // what has been typed already
};

/// Whether such a question is put, where somebody can be asked.
[[nodiscard]] bool asks(const Session& session, Asked asked);

/// "Source filename" as it stands within a sentence.
[[nodiscard]] std::string lower_first(std::string text);

/// A file as it was typed. Without a name ("flash:", "flash:/dir/") the path is the directory it is in.
struct TypedFile {
  vfs::Path path;
  bool has_name = false;
};
[[nodiscard]] Result<TypedFile> typed_file(const Session& session, std::string_view typed);

/// "Destination filename [a.bin]? ". What is answered is relative to the directory of the proposed name if
/// the typist stands there, else to the root of its file system, as the name is shown.
struct NameQuestion {
  std::string subject;  // "Destination filename"
  TypedFile proposed;   // without a name: there is none to propose
  Asked asked = Asked::unless_quiet;
};

/// The name that the typist settles on. Nothing if there is none: then the typist has been told, or gave up.
net::Task<std::optional<vfs::Path>> settle_name(Session& session, NameQuestion question);

/// "Delete flash:/a? [confirm]"
struct Confirmation {
  std::string question;
  /// What to do where nobody can be asked: "use delete /force".
  std::string instead;
  Asked asked = Asked::unless_quiet;
};
/// False also if nobody can be asked, who is told so then.
net::Task<bool> settle(Session& session, Confirmation confirmation);

}  // namespace ferry::commands
