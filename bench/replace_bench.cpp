// rooms: commands diff
// What it costs to find the one line of 20,000 that differs, and to write the commands for it.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "diff/command_list.h"
#include "diff/contextual.h"

namespace ferry::diff {
namespace {

/// 20,000 lines in sections of ten, as configurations of other devices have them.
std::string configuration(std::string_view changed) {
  constexpr unsigned sections = 2000, lines = 9;
  std::string text;
  for (unsigned section = 0; section < sections; ++section) {
    text += fmt::format("interface GigabitEthernet0/{}\n", section);
    for (unsigned line = 0; line < lines; ++line) {
      const bool is_changed = section == sections / 2 && line == lines / 2;
      text += fmt::format(" service-policy input POLICY-{} {}\n", line, is_changed ? changed : "as-ever");
    }
  }
  return text + "end\n";
}

void difference_of_one_line(benchmark::State& state) {
  const std::string before = configuration("old"), after = configuration("new");
  for (auto _ : state)
    benchmark::DoNotOptimize(contextual_differences(parse(before), parse(after), LetterCase::counts));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(difference_of_one_line)->Unit(benchmark::kMicrosecond);

void commands_for_one_line(benchmark::State& state) {
  const std::string before = configuration("old"), after = configuration("new");
  Dialect dialect;
  for (auto _ : state) benchmark::DoNotOptimize(command_list(parse(before), parse(after), dialect));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(commands_for_one_line)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ferry::diff

BENCHMARK_MAIN();
