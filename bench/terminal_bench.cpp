// rooms: terminal base
// What a key costs until its echo is ready, and what a filter costs for a configuration of 20,000 lines.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>
#include <utility>

#include "terminal/filter.h"
#include "terminal/line_editor.h"
#include "terminal/pager.h"

namespace ferry::terminal {
namespace {

LineEditor editor_with(std::string_view text) {
  LineEditor editor{4096};
  editor.set_width(80);
  editor.begin("Router#", Echo::visible, LineEditor::Questions::asked, nullptr);
  editor.insert(text);
  (void)editor.take_echo();
  return editor;
}

void press(benchmark::State& state, LineEditor& editor, std::string_view keys) {
  for (auto _ : state) {
    for (const char key : keys) {
      std::string_view input{&key, 1};
      benchmark::DoNotOptimize(editor.feed(input));
      benchmark::DoNotOptimize(editor.take_echo());
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(keys.size()));
}

/// A character and its erasure, behind a line of so many characters.
void echo_at_the_end(benchmark::State& state) {
  LineEditor editor = editor_with(std::string(static_cast<std::size_t>(state.range(0)), 'a'));
  press(state, editor, "b\x7f");
}
BENCHMARK(echo_at_the_end)->Arg(0)->Arg(80)->Arg(4000);

/// The same at its start, where the whole line is written anew.
void echo_at_the_start(benchmark::State& state) {
  LineEditor editor = editor_with(std::string(static_cast<std::size_t>(state.range(0)), 'a'));
  std::string_view to_start = "\x01";
  (void)editor.feed(to_start);
  press(state, editor, "b\x7f");
}
BENCHMARK(echo_at_the_start)->Arg(80)->Arg(4000);

std::string configuration(int lines) {
  std::string text;
  for (int number = 0; number < lines / 4; ++number) {
    text += fmt::format(
        "interface Vlan{0}\n description to building {0}\n ip address 10.0.{1}.1 255.255.255.0\n!\n", number,
        number % 256);
  }
  return text;
}

void filter_configuration(benchmark::State& state, Filter::Kind kind, std::string_view pattern) {
  const std::string text = configuration(20000);
  for (auto _ : state) {
    Filter filter{kind, Pattern::parse(pattern).value()};
    benchmark::DoNotOptimize(filter.feed(text));
    benchmark::DoNotOptimize(filter.finish());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(filter_configuration, include_literal, Filter::Kind::include, "building 4711");
BENCHMARK_CAPTURE(filter_configuration, include_alternatives, Filter::Kind::include,
                  "^interface|_10.0.2[0-9]+.1_");
BENCHMARK_CAPTURE(filter_configuration, include_branching, Filter::Kind::include, "(i*)*(n|t|.a)*x$");
BENCHMARK_CAPTURE(filter_configuration, exclude, Filter::Kind::exclude, "^!$");
BENCHMARK_CAPTURE(filter_configuration, section, Filter::Kind::section, "^interface Vlan49");
BENCHMARK_CAPTURE(filter_configuration, count, Filter::Kind::count, "address");

/// One long line and a pattern that is in another state for nearly each of its bytes.
void match_without_a_known_state(benchmark::State& state) {
  std::string text = "a";
  for (int count = 0; count < 30; ++count) text += "(a|b)";
  std::string line;
  std::uint32_t number = 1;
  for (int count = 0; count < 20000; ++count) {
    number = number * 1664525U + 1013904223U;
    line += (number >> 31U) != 0 ? 'a' : 'b';
  }
  Pattern pattern = Pattern::parse(text + "$").value();
  for (auto _ : state) benchmark::DoNotOptimize(pattern.matches(line));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(line.size()));
}
BENCHMARK(match_without_a_known_state);

void page_configuration(benchmark::State& state) {
  const std::string text = configuration(20000);
  for (auto _ : state) {
    Pager pager{24, 80};
    pager.add(text);
    for (benchmark::DoNotOptimize(pager.next()); pager.pauses(); benchmark::DoNotOptimize(pager.next())) {
      benchmark::DoNotOptimize(pager.on_key(' '));
    }
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(page_configuration);

}  // namespace
}  // namespace ferry::terminal

BENCHMARK_MAIN();
