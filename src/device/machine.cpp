#include "device/machine.h"

#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <system_error>
#include <thread>
#include <utility>

#include "base/text.h"
#include "crypto/hash.h"
#include "net/notifier.h"
#include "vfs/host_file.h"

namespace ferry::device {
namespace {

namespace fs = std::filesystem;
using std::chrono::microseconds;

#if defined(__clang__)
constexpr std::string_view compiler = "clang";
#else
constexpr std::string_view compiler = "gcc";
#endif

utsname system_names() {
  utsname names{};
  ::uname(&names);
  return names;
}

// The machine's own number must not be told (machine-id(5)), but a hash of it may be.
std::string serial_of(const fs::path& state) {
  constexpr std::size_t length = 11;
  constexpr std::size_t longest_id = 64;
  const auto machine = vfs::read_host_file("/etc/machine-id", longest_id);
  std::error_code ignored;
  const fs::path place = fs::weakly_canonical(state, ignored);
  const std::string origin =
      (machine ? std::string{trim(*machine)} : std::string{system_names().nodename}) + "\n" + place.string();
  std::string digits = to_hex(crypto::hash(crypto::HashKind::sha256, as_bytes(origin)));
  std::ranges::transform(digits, digits.begin(), [](char digit) {
    return digit >= 'a' && digit <= 'f' ? static_cast<char>(digit - 'a' + 'A') : digit;
  });
  // As those of a vendor are: a digit, letters and digits.
  return "9" + digits.substr(0, length - 1);
}

commands::Image image_of_process() {
  std::error_code unknown;
  const fs::path path = fs::read_symlink("/proc/self/exe", unknown);
  if (unknown) return {.path = "ferry", .compiler = std::string{compiler}};
  const auto written = fs::last_write_time(path, unknown);
  const WallTime made =
      unknown ? WallTime{}
              : std::chrono::time_point_cast<WallTime::duration>(std::chrono::file_clock::to_sys(written));
  return {.path = path.string(), .made = made, .compiler = std::string{compiler}};
}

microseconds duration_of(const timeval& time) {
  return std::chrono::seconds{time.tv_sec} + microseconds{time.tv_usec};
}

rusage own_usage() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage;
}

}  // namespace

MachineIdentity identify_machine(const fs::path& state) {
  return {.serial = serial_of(state), .image = image_of_process()};
}

HostMachine::HostMachine(MachineIdentity identity, const Clock& clock)
    : identity_(std::move(identity)),
      clock_(clock),
      meter_(clock.now()),
      lowest_free_(std::numeric_limits<std::uint64_t>::max()) {
  static_cast<void>(memory());
}

void HostMachine::measure_on(net::EventLoop& loop) {
  loop.spawn(keep_measuring());
}

net::Task<void> HostMachine::keep_measuring() {
  for (;;) {
    measure();
    co_await net::sleep_until(clock_.now() + ProcessorMeter::period);
  }
}

void HostMachine::measure() {
  const rusage usage = own_usage();
  static_cast<void>(memory());
  const std::lock_guard lock{mutex_};
  meter_.measure(clock_.now(),
                 {.in_program = duration_of(usage.ru_utime), .in_kernel = duration_of(usage.ru_stime)});
}

std::string HostMachine::architecture() const {
  return system_names().machine;
}

commands::MemoryUse HostMachine::memory() const {
  struct sysinfo information{};
  if (::sysinfo(&information) != 0) return {};
  const std::uint64_t unit = std::max(1U, information.mem_unit);
  const std::uint64_t free = (information.freeram + information.bufferram) * unit;
  const std::lock_guard lock{mutex_};
  lowest_free_ = std::min(lowest_free_, free);
  return {.total = information.totalram * unit, .free = free, .lowest_free = lowest_free_};
}

commands::ProcessorUse HostMachine::processor() const {
  const rusage usage = own_usage();
  const double processors = std::max(1U, std::thread::hardware_concurrency());
  const std::lock_guard lock{mutex_};
  const ProcessorMeter::Averages& averages = meter_.averages();
  return {
      .five_seconds = averages.five_seconds / processors,
      .one_minute = averages.one_minute / processors,
      .five_minutes = averages.five_minutes / processors,
      .kernel = averages.kernel / processors,
      .runtime = std::chrono::duration_cast<std::chrono::milliseconds>(duration_of(usage.ru_utime) +
                                                                       duration_of(usage.ru_stime)),
      .switches = static_cast<std::uint64_t>(usage.ru_nvcsw) + static_cast<std::uint64_t>(usage.ru_nivcsw),
      .process = ::getpid()};
}

}  // namespace ferry::device
