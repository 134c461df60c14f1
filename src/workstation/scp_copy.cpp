#include "workstation/scp_copy.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "scp/sink.h"
#include "scp/source.h"
#include "transfer/remote_words.h"
#include "workstation/local_files.h"

namespace ferry::workstation {
namespace {

/// How long a program that has done everything may take to end.
constexpr auto farewell = std::chrono::seconds{3};

/// What goes wrong in one scp, said as it comes.
class Complaints {
 public:
  Complaints(CopyRun& run, scp::Direction direction) : run_(run), direction_(direction) {}

  /// Looks for errors in what `debug ip scp` would show.
  void hear(bool outgoing, std::string_view text) {
    text = text.substr(std::min<std::size_t>(text.size(), std::string_view{"recv "}.size()));
    const bool is_ours = outgoing && direction_ == scp::Direction::sink && text != "<OK>";
    const bool is_theirs = !outgoing && (text.starts_with("\\x01") || text.starts_with("\\x02"));
    if (is_theirs) text.remove_prefix(std::string_view{"\\x01"}.size());
    if (is_ours || is_theirs) say(text);
  }
  void say(std::string_view text) {
    // Two tell of the same: the answer to the other side, and the record of the file.
    for (const std::string_view front : {"scp: ", "./"}) {
      if (text.starts_with(front)) text.remove_prefix(front.size());
    }
    if (text.empty() || last_.contains(text)) return;
    last_ = text;
    run_.complain(last_);
  }
  [[nodiscard]] bool any() const { return !last_.empty(); }

 private:
  CopyRun& run_;
  scp::Direction direction_;
  std::string last_;
};

std::string command_line(const CopyRun& run, std::string_view role, std::string_view word) {
  return fmt::format("scp{}{} {} {}", run.options.recursive ? " -r" : "", run.options.times ? " -p" : "",
                     role, word);
}

/// The end of the program there, and why it was not a good one.
net::Task<void> say_farewell(SshSession& session, transfer::RemoteProgram& program, int status,
                             Complaints& complaints) {
  program.end_input();
  const auto end = co_await program.wait(farewell);
  for (const std::string& line : program.take_error_lines()) {
    if (status != 0) complaints.say(line);
  }
  const auto there = end ? end->status.value_or(0) : 0;
  if (status == 0 || complaints.any()) co_return;
  const std::string lost = session.ssh().why_lost();
  complaints.say(!lost.empty() ? fmt::format("{}: {}", session.host().typed, lost)
                               : fmt::format("{}: scp ended there too early, with status {}",
                                             session.host().typed, there));
}

/// One scp on this machine's side of a channel.
struct Half {
  vfs::Mounts files{"local"};
  Complaints complaints;
  scp::Environment environment;

  Half(CopyRun& run, scp::Direction direction)
      : complaints(run, direction),
        environment{
            .files = files,
            .current = vfs::Path{"local"},
            .offload = run.surroundings.offload,
            .clock = run.surroundings.clock,
            .trace = [this](bool outgoing, std::string_view text) { complaints.hear(outgoing, text); },
            .warn = {},
            .record = [this](const scp::TransferRecord& record) { hear(record); }} {}
  Half(const Half&) = delete;
  Half& operator=(const Half&) = delete;

  void hear(const scp::TransferRecord& record) {
    if (record.error.empty() || complaints.any()) return;
    complaints.say(fmt::format("{}: {}", record.path.substr(record.path.find('/') + 1), record.error));
  }
  /// Error: the directory cannot be opened.
  Result<void> mount(CopyRun& run, const LocalSpot& spot, LocalRules rules) {
    auto opened = LocalFiles::open(spot.directory, std::move(rules), run.meter);
    if (!opened) return std::unexpected(std::move(opened.error()));
    files.mount("local", *std::move(opened));
    return {};
  }
};

/// "./name": a name with a colon is one here, and none is a device.
scp::Command command_for(const CopyRun& run, scp::Direction direction, const std::string& name) {
  return {.direction = direction,
          .recursive = run.options.recursive,
          .times = run.options.times,
          .paths = {name},
          .whole = name};
}

net::Task<std::unique_ptr<transfer::RemoteProgram>> start(CopyRun& run, SshSession& session,
                                                          std::string_view role, std::string path) {
  const auto word = transfer::remote_word(path.empty() ? "." : path, session.ssh().peer_identification());
  if (!word) {
    run.complain(fmt::format("{}: {}", printable(path), word.error().message));
    co_return nullptr;
  }
  std::string line = command_line(run, role, *word);
  if (run.surroundings.is_verbose) run.surroundings.terminal.say("ferry: " + printable(line));
  auto program = co_await session.ssh().exec(std::move(line));
  if (program) co_return *std::move(program);
  run.complain(fmt::format("{}: {}", session.host().typed, session.explained(program.error()).message));
  co_return nullptr;
}

}  // namespace

net::Task<void> send_by_scp(CopyRun& run, SshSession& session, LocalSpot from, std::string path,
                            bool into_directory) {
  Half half{run, scp::Direction::source};
  const auto mounted = half.mount(run, from, {});
  if (!mounted) co_return run.complain(mounted.error().message);
  const auto program = co_await start(run, session, into_directory ? "-d -t" : "-t", std::move(path));
  if (program == nullptr) co_return;
  scp::Source source{command_for(run, scp::Direction::source, "./" + from.name.name()), program->stream(),
                     half.environment};
  const int status = co_await source.run();
  co_await say_farewell(session, *program, status, half.complaints);
}

net::Task<void> fetch_by_scp(CopyRun& run, SshSession& session, std::string path, LocalSpot to) {
  Half half{run, scp::Direction::sink};
  LocalRules rules{
      .only_name = to.name.name(), .keeps_modes = run.options.times, .sha256 = run.options.sha256};
  const auto mounted = half.mount(run, to, std::move(rules));
  if (!mounted) co_return run.complain(mounted.error().message);
  const auto program = co_await start(run, session, "-f", std::move(path));
  if (program == nullptr) co_return;
  // A directory that is there gets what comes into it; whatever is not called so is refused.
  const std::string target = to.is_directory ? "./" : "./" + to.name.name();
  scp::Sink sink{command_for(run, scp::Direction::sink, target), program->stream(), half.environment};
  const int status = co_await sink.run();
  co_await say_farewell(session, *program, status, half.complaints);
}

}  // namespace ferry::workstation
