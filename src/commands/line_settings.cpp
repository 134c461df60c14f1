#include "commands/line_settings.h"

#include <algorithm>

namespace ferry::commands {

const config::LineVty& line_settings(const config::Config& config, LineId line) {
  static const config::LineVty defaults;
  if (line.kind == LineId::Kind::console) return config.console;
  const auto covers = [&](const config::LineVty& block) {
    return block.first <= line.number && line.number <= block.last;
  };
  const auto found = std::ranges::find_if(config.vty, covers);
  if (found != config.vty.end()) return *found;
  return config.vty.empty() ? defaults : config.vty.back();
}

}  // namespace ferry::commands
