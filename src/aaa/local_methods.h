#pragma once

#include "aaa/decoys.h"
#include "aaa/method_list.h"
#include "aaa/outcome.h"
#include "base/secret.h"
#include "config/config.h"

namespace ferry::aaa {

inline constexpr unsigned highest_level = 15;
/// The level of a login that nobody gave another one.
inline constexpr unsigned login_level = 1;

/// What a method is asked. Refers to the frame of the flow that asks.
struct Question {
  Service service;
  const config::Config& config;
  const Origin& origin;
  const Secret& password;  // empty for authorization
  const Decoys& decoys;
  unsigned level = highest_level;         // wanted by `enable`; that somebody has who wants to run a command
  const CommandWords* command = nullptr;  // that they want to run
};

/// What a method that needs no server says. Costly for login and enable: call it off the network threads.
[[nodiscard]] MethodAnswer ask_local(config::MethodKind kind, const Question& question);

/// The console, or the line with this vty number. There may be more sessions than configured lines: they
/// follow the last one. Borrowed from `config`.
[[nodiscard]] const config::LineVty& line_of(const config::Config& config, const Origin& origin);

}  // namespace ferry::aaa
