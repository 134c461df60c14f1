#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "commands/session.h"
#include "commands/tcl_script.h"
#include "net/task.h"
#include "vfs/file_system.h"

namespace ferry::commands {

/// What a Tcl command gave, or what is wrong in Tcl's words.
using TclOutcome = std::expected<std::string, std::string>;

/// The variables and open files of one `tclsh`, and the few commands that it knows. A file appears under its
/// name when it is closed, whole; what was not closed leaves nothing behind. For one flow; `session` outlives
/// it.
class TclShell {
 public:
  explicit TclShell(Session& session) : session_(session) {}

  /// Runs every command of `script`; the value is that of the last one.
  net::Task<TclOutcome> run(std::string script);
  /// Closes every file that is open. The error names the first one that could not be stored.
  net::Task<TclOutcome> close_all();
  /// `tclquit` or `exit` has run.
  [[nodiscard]] bool has_ended() const { return ended_; }

 private:
  struct OpenFile {
    std::string name;
    std::unique_ptr<vfs::WritableFile> file;
    std::uint64_t size = 0;
  };
  using Words = std::vector<std::string>;
  using Run = net::Task<TclOutcome> (TclShell::*)(Words);
  struct Row {
    Run run;
    std::size_t fewest, most;  // arguments
    std::string_view usage;
  };
  static const std::map<std::string_view, Row>& rows();

  net::Task<TclOutcome> run_commands(std::string script);
  net::Task<std::expected<Words, std::string>> substitute(tcl::Command command);
  net::Task<TclOutcome> value_of(tcl::Part part);
  net::Task<TclOutcome> invoke(Words words);

  net::Task<TclOutcome> set(Words words);
  net::Task<TclOutcome> puts(Words words);
  net::Task<TclOutcome> open(Words words);
  net::Task<TclOutcome> close(Words words);
  net::Task<TclOutcome> foreach (Words words);
  net::Task<TclOutcome> exec(Words words);
  net::Task<TclOutcome> ios_config(Words words);
  net::Task<TclOutcome> quit(Words words);

  TclOutcome assign(const std::string& name, std::string value);
  net::Task<TclOutcome> write_to(std::string channel, std::string text);
  net::Task<TclOutcome> close_channel(std::string channel);
  net::Task<TclOutcome> run_line(std::string line);

  Session& session_;
  std::map<std::string, std::string> variables_;
  std::map<std::string, OpenFile> files_;
  unsigned opened_ = 0;       // files so far: each has a name of its own
  std::size_t depth_ = 0;     // of scripts in scripts
  std::size_t commands_ = 0;  // that one typed script has run
  bool ended_ = false;
};

}  // namespace ferry::commands
