#pragma once

#include <optional>
#include <string>

#include "commands/session.h"
#include "net/task.h"
#include "transfer/url.h"

namespace ferry::commands {

/// What has to be known of a place on another machine before it can be opened.
struct UrlQuestions {
  enum class Side : std::uint8_t { source, destination };

  Side side{};
  transfer::Url url;  // as far as it was typed
  /// The file there, if the URL names none; empty: there is none to propose.
  std::string proposed_name = {};
};

/// Asks for what is missing, in the order of IOS: host, user (scp and sftp), file. Where nobody can be asked,
/// and under `file prompt quiet`, what is proposed is taken. Nothing: then the typist has been told, or gave
/// up.
net::Task<std::optional<transfer::Url>> settle_url(Session& session, UrlQuestions questions);

/// Who the router is at a place that its URL names no user for. Without `ip sftp username` the one of `ip
/// scp` goes for both ways over SSH.
[[nodiscard]] const config::RemoteLogin& login_at(const config::RemoteConfig& remote,
                                                  transfer::Scheme scheme);

/// "r1-confg": under which name a configuration goes to another machine.
[[nodiscard]] std::string configuration_name(const Session& session);

}  // namespace ferry::commands
