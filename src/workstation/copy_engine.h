#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "workstation/copy_run.h"

namespace ferry::workstation {

/// Copies the sources of one command line to its target, one after the other, with one login for each SSH
/// host. `run` outlives it; it lives on the loop, and ends with the flow that calls it.
class CopyEngine {
 public:
  explicit CopyEngine(CopyRun& run) : run_(run) {}

  net::Task<void> copy_all();
  /// Somebody has pressed Ctrl-C: what can be ended in order is.
  void interrupt();

 private:
  net::Task<void> copy(Place source, Place target, bool has_several);
  net::Task<void> send(LocalPlace source, SshPlace target, bool has_several);
  net::Task<void> fetch(SshPlace source, LocalPlace target);
  net::Task<void> fetch_one(SshSession& session, std::string path, std::string target);
  net::Task<std::vector<std::string>> expand_pattern(SshSession& session, std::string path);
  net::Task<SshSession*> session_for(const SshPlace& place);
  [[nodiscard]] Result<std::vector<Place>> parse_all() const;

  CopyRun& run_;
  std::map<std::string, std::unique_ptr<SshSession>> sessions_;
};

}  // namespace ferry::workstation
