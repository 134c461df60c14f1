// rooms: vfs base
// A directory of 100,000 files, as `dir` walks it: the time for all of it, and how far the memory of the
// process grows.

#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "vfs/directory_file_system.h"

namespace {

using namespace ferry;

constexpr int file_count = 100'000;
constexpr std::size_t entries_at_a_time = 256;

/// A directory of the host with so many empty files, as long as it lives.
class LargeDirectory {
 public:
  LargeDirectory() {
    std::filesystem::create_directories(root_);
    for (int index = 0; index < file_count; ++index)
      std::ofstream{root_ / ("configuration-" + std::to_string(index) + ".txt")}.close();
  }
  ~LargeDirectory() { std::filesystem::remove_all(root_); }
  LargeDirectory(const LargeDirectory&) = delete;
  LargeDirectory& operator=(const LargeDirectory&) = delete;
  [[nodiscard]] const std::filesystem::path& root() const { return root_; }

 private:
  std::filesystem::path root_ =
      std::filesystem::temp_directory_path() / ("ferry-bench-" + std::to_string(::getpid()));
};

double peak_kilobytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss);
}

void walk_directory(benchmark::State& state) {
  const LargeDirectory directory;
  const auto files = vfs::open_directory(directory.root(), {.capacity = 1 << 20}).value();
  std::size_t entries = 0;
  const double before = peak_kilobytes();
  for (auto _ : state) {
    const auto walk = files->walk(vfs::Path{"flash"}).value();
    for (auto some = walk->next(entries_at_a_time); some && !some->empty();
         some = walk->next(entries_at_a_time))
      entries += some->size();
  }
  state.counters["peak_growth_kB"] = peak_kilobytes() - before;
  state.SetItemsProcessed(static_cast<std::int64_t>(entries));
}
BENCHMARK(walk_directory)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
