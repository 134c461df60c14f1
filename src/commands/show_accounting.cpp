#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "aaa/accounting/accounting.h"
#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;
using aaa::AccountingReport;

std::string describe(const AccountingReport::Session& session) {
  using namespace std::chrono;
  const aaa::Origin& origin = session.origin;
  const hh_mm_ss elapsed{floor<std::chrono::seconds>(session.elapsed)};
  return fmt::format(
      "Active Accounted actions on {}, User {} Priv {}\n Task ID {}, EXEC Accounting record, "
      "{:02}:{:02}:{:02} Elapsed\n",
      origin.console ? "tty0" : fmt::format("tty{}", origin.line),
      origin.user.empty() ? "(not logged in)" : printable(origin.user), session.privilege,
      std::to_underlying(session.task), elapsed.hours().count(), elapsed.minutes().count(),
      elapsed.seconds().count());
}

std::string describe(const AccountingReport& report) {
  std::string text;
  for (const auto& session : report.sessions) text += describe(session);
  if (!text.empty()) text += "\n";
  return text + fmt::format(
                    "Overall Accounting Traffic\n"
                    "  Records sent:      {}\n"
                    "  Attempts failed:   {}\n"
                    "  Records refused:   {}\n"
                    "  Records lost:      {}\n"
                    "  Records waiting:   {} ({} of them on the disk)\n",
                    report.sent, report.retried, report.refused, report.shed, report.queued, report.spooled);
}

net::Task<Status> show_accounting(Session& session, Match) {
  const auto* const accounting = session.services().accounting;
  const AccountingReport report = accounting == nullptr ? AccountingReport{} : accounting->report();
  co_await session.write(describe(report));
  co_return Status::done;
}

}  // namespace

const CommandTable& show_accounting_table() {
  static const CommandTable table{
      action(show_word() / word("accounting", "Sessions that are recorded, and what became of the records"))
          .runs(show_accounting),
  };
  return table;
}

}  // namespace ferry::commands
