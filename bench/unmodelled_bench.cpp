// rooms: commands cli base
// What a configuration of 20,000 lines that no command knows costs: to take it in, to show it, to copy and
// compare it, and to change one line of it.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>

#include "commands/apply.h"
#include "commands/render.h"

namespace ferry::commands {
namespace {

/// Nothing here has a secret.
class NoHasher final : public cli::Hasher {
 public:
  config::Password make_secret(const Secret&) override { return {}; }
  config::Password make_reversible(const Secret&) override { return {}; }
  Result<void> check(const config::Password&) override { return {}; }
  Result<config::PublicKeyHash> hash_key(std::string_view) override { return config::PublicKeyHash{}; }
};

Applied applied(const config::Config& base, std::string_view text) {
  NoHasher hasher;
  ApplyContext context{.hasher = hasher, .vocabulary = {}};
  return apply_configuration(base, text, context);
}

/// A thousand interfaces, 5,000 routes and an access list of 6,500 entries.
std::string make_large() {
  std::string text = "platform accept-unmodelled\n";
  for (int port = 0; port < 1000; ++port) {
    text += fmt::format(
        "interface GigabitEthernet1/0/{0}\n description port {0}\n switchport access vlan {1}\n"
        " switchport mode access\n no cdp enable\n spanning-tree portfast\n storm-control action trap\n"
        " service-policy input MARK\n!\n",
        port, port % 4000 + 1);
  }
  for (int route = 0; route < 5000; ++route)
    text += fmt::format("ip route 10.{}.{}.0 255.255.255.0 192.0.2.1\n", route / 256, route % 256);
  text += "ip access-list extended LARGE\n";
  for (int entry = 1; entry <= 6500; ++entry)
    text += fmt::format(" {} permit tcp any host 10.1.{}.{}\n", entry * 10, entry / 256, entry % 256);
  return text;
}

const std::string& large() {
  static const std::string text = make_large();
  return text;
}

void apply_20000_unmodelled_lines(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(applied({}, large()));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(apply_20000_unmodelled_lines)->Unit(benchmark::kMillisecond);

void merge_20000_unmodelled_lines_that_are_there(benchmark::State& state) {
  const config::Config base = applied({}, large()).config;
  for (auto _ : state) benchmark::DoNotOptimize(applied(base, large()));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(merge_20000_unmodelled_lines_that_are_there)->Unit(benchmark::kMillisecond);

void render_20000_unmodelled_lines(benchmark::State& state) {
  const config::Config base = applied({}, large()).config;
  for (auto _ : state) benchmark::DoNotOptimize(render(base));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(render_20000_unmodelled_lines)->Unit(benchmark::kMillisecond);

void change_one_of_20000_unmodelled_lines(benchmark::State& state) {
  config::Store store{applied({}, large()).config};
  int number = 0;
  for (auto _ : state) {
    const std::string text =
        fmt::format("interface GigabitEthernet1/0/7\n description number {}\n", ++number);
    store.update([&](config::Config& config) { config = applied(config, text).config; });
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(change_one_of_20000_unmodelled_lines)->Unit(benchmark::kMicrosecond);

void compare_20000_unmodelled_lines(benchmark::State& state) {
  const config::Config one = applied({}, large()).config;
  const config::Config other = applied({}, large()).config;
  for (auto _ : state) benchmark::DoNotOptimize(one == other);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(compare_20000_unmodelled_lines)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ferry::commands

BENCHMARK_MAIN();
