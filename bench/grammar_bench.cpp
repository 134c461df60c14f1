// rooms: commands cli base
// What it costs to find out which command a line is, what `?` costs behind it, and what a configuration of
// 20,000 lines costs as text.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <string>

#include "cli/grammar.h"
#include "commands/render.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

constexpr std::array exec_lines{"show running-config",
                                "sh run",
                                "copy flash:image.bin running-config",
                                "configure terminal",
                                "terminal width 511",
                                "verify /md5 flash:image.bin"};
constexpr std::array configuration_lines{"aaa authentication login default local",
                                         "username admin privilege 15 secret 9 $9$nhEmQVczB7dqsO$X",
                                         "ip ssh time-out 120",
                                         "access-list 10 permit 10.0.0.0 0.255.255.255",
                                         "no logging console",
                                         "service timestamps log datetime msec"};

cli::Scope scope_of(cli::Mode mode) {
  static const config::Config config;
  static const cli::Vocabulary names;
  return {.mode = mode, .privilege = cli::privilege::enable, .config = config, .vocabulary = names};
}

template <std::size_t Count>
void look_up(benchmark::State& state, cli::Mode mode, const std::array<const char*, Count>& lines) {
  const cli::Scope scope = scope_of(mode);
  const cli::Grammar& all = grammar();
  for (auto _ : state) {
    for (const char* line : lines) benchmark::DoNotOptimize(all.match(scope, line));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(Count));
}

void exec_line(benchmark::State& state) {
  look_up(state, cli::Mode::exec, exec_lines);
}
BENCHMARK(exec_line);

void configuration_line(benchmark::State& state) {
  look_up(state, cli::Mode::global_config, configuration_lines);
}
BENCHMARK(configuration_line);

void help_behind_a_word(benchmark::State& state) {
  const cli::Scope scope = scope_of(cli::Mode::exec);
  for (auto _ : state) benchmark::DoNotOptimize(grammar().help(scope, "show "));
}
BENCHMARK(help_behind_a_word);

/// `show running-config` before it is sent.
void render_20000_lines(benchmark::State& state) {
  config::Config config;
  constexpr int users = 20'000;
  for (int index = 0; index < users; ++index) {
    config.users[fmt::format("user{:05}", index)] = {
        .privilege = 15,
        .password = config::Password{true, config::PasswordType::scrypt,
                                     "$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM"}};
  }
  for (auto _ : state) benchmark::DoNotOptimize(render(config));
}
BENCHMARK(render_20000_lines)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ferry::commands

BENCHMARK_MAIN();
