#include <fmt/format.h>

#include <algorithm>

#include "aaa/servers.h"
#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using aaa::radius::ClientReport;
using Reports = std::vector<ClientReport>;

struct Sum {
  std::uint64_t replies = 0, timeouts = 0, rejects = 0, malformed = 0, wrong_authenticators = 0,
                unexpected = 0, milliseconds = 0, most_milliseconds = 0;
};

Sum sum_of(const Reports& reports) {
  Sum sum;
  for (const ClientReport& one : reports) {
    const auto& counts = one.counts;
    sum.replies += counts.accepts + counts.rejects + counts.challenges;
    sum.timeouts += counts.timeouts;
    sum.rejects += counts.rejects;
    sum.malformed += counts.malformed;
    sum.wrong_authenticators += counts.wrong_authenticators;
    sum.unexpected += counts.unexpected;
    sum.milliseconds += counts.milliseconds;
    sum.most_milliseconds = std::max(sum.most_milliseconds, counts.most_milliseconds);
  }
  return sum;
}

/// Logins, accounting, both: these are the servers of logins.
std::string row(std::string_view label, std::uint64_t value) {
  return fmt::format("{:>30} {:>10} {:>10} {:>10}\n", label, value, 0, value);
}
std::string short_row(std::string_view label, std::uint64_t value) {
  return fmt::format("{:<30} {:>10}\n", label, value);
}

std::string statistics(const Sum& sum) {
  const std::uint64_t average = sum.replies == 0 ? 0 : sum.milliseconds / sum.replies;
  return fmt::format("{:>30} {:>10} {:>10} {:>10}\n", "", "Auth.", "Acct.", "Both") +
         row("Total responses seen:", sum.replies) + row("Packets with responses:", sum.replies) +
         row("Packets without responses:", sum.timeouts) +
         short_row("Access Rejects           :", sum.rejects) + row("Average response delay(ms):", average) +
         row("Maximum response delay(ms):", sum.most_milliseconds) +
         row("Number of Radius timeouts:", sum.timeouts) +
         short_row("Malformed Responses        :", sum.malformed) +
         short_row("Bad Authenticators         :", sum.wrong_authenticators) +
         short_row("Unknown Responses          :", sum.unexpected);
}

net::Task<Status> show_statistics(Session& session, Match) {
  const Services& services = session.services();
  const auto config = services.running.snapshot();
  const Reports reports = services.servers == nullptr ? Reports{} : services.servers->radius_report(*config);
  co_await session.write(statistics(sum_of(reports)));
  co_return Status::done;
}

net::Task<Status> clear_statistics(Session& session, Match) {
  if (session.services().servers != nullptr) session.services().servers->clear_radius_counters();
  co_return Status::done;
}

std::string describe_group(std::string_view name, const Reports& reports) {
  std::string text = fmt::format(
      "Server group {}\n    Sharecount = 1  sg_unconfigured = {}\n    Type = standard  Memlocks = 1\n",
      printable(name), reports.empty() ? "TRUE" : "FALSE");
  for (const ClientReport& one : reports) {
    text += fmt::format(
        "    Server({}:{},{}) Transactions:\n    Authen: {:<8} Author: 0        Acct: 0\n"
        "    Server_auto_test_enabled: FALSE\n    Keywrap enabled: FALSE\n",
        one.address.host, one.address.port, one.accounting_port, one.counts.requests);
  }
  return text;
}

net::Task<Status> show_server_group(Session& session, Match match) {
  const Services& services = session.services();
  const auto config = services.running.snapshot();
  const std::string wanted = match.text("group");
  const auto reports = [&](const std::string& name) {
    return services.servers == nullptr ? Reports{} : services.servers->radius_report(*config, name);
  };
  std::string text;
  if (wanted.empty() || wanted == "radius") text += describe_group("radius", reports(""));
  for (const auto& [name, group] : config->radius.groups) {
    if (wanted.empty() || wanted == name) text += describe_group(name, reports(name));
  }
  const bool found = !text.empty();
  if (!found)
    text = fmt::format("% There is no RADIUS server group {}: 'aaa group server radius' makes one\n",
                       printable(wanted));
  co_await session.write(std::move(text));
  co_return found ? Status::done : Status::failed;
}

Path show_radius() {
  return show_word() / word("radius", "RADIUS servers and what became of requests to them");
}

}  // namespace

const CommandTable& show_radius_table() {
  static const CommandTable table{
      action(show_radius() / word("statistics", "Requests and replies of all servers")).runs(show_statistics),
      action(show_radius() / word("server-group", "Groups and their servers") /
             one_of(word("all", "All groups"), text("group", "Name of the group")))
          .runs(show_server_group),
      action(clear_word() / word("radius", "RADIUS servers") / word("statistics", "Count from zero again"))
          .runs(clear_statistics),
  };
  return table;
}

}  // namespace ferry::commands
