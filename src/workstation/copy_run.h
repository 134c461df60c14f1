#pragma once

#include "net/task.h"
#include "workstation/copy_options.h"
#include "workstation/meter.h"
#include "workstation/ssh_session.h"

namespace ferry::workstation {

/// What the copies of one run share. One flow; it outlives the flow.
struct CopyRun {
  const CopyOptions& options;
  Surroundings surroundings;
  Meter& meter;
  transfer::Remotes& web;
  bool interrupted = false;
  bool failed = false;
  std::string remedy = {};  // how to go on after an interruption

  /// Says what went wrong, once, and remembers that something did.
  void complain(const std::string& what) {
    failed = true;
    surroundings.terminal.say("ferry: " + what);
  }
};

}  // namespace ferry::workstation
