#include "device/archiving.h"

#include "commands/versions.h"
#include "log/catalogue.h"
#include "net/notifier.h"
#include "transfer/url.h"

namespace ferry::device {
namespace {

/// Periods are minutes, and may change at any time.
constexpr auto look_every = std::chrono::seconds{20};

}  // namespace

net::Task<void> archive_from_time_to_time(commands::Services& services) {
  commands::ConfigurationArchive& archive = services.versions.archive;
  for (;;) {
    const config::ArchiveConfig settings = services.running.snapshot()->archive;
    const bool is_wanted = settings.time_period.has_value() && !settings.path.empty();
    if (is_wanted && archive.is_due(services.clock.now(), *settings.time_period)) {
      const auto saved = co_await archive.save(services);
      if (!saved) log::archive_failed(services.log, transfer::masked(settings.path), saved.error().message);
    }
    const TimePoint next = services.clock.now() + look_every;
    co_await net::sleep_until(next);
  }
}

}  // namespace ferry::device
