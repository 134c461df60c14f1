#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace ferry::workstation {

/// How far a copy is.
struct CopyState {
  std::string name;  // printable
  std::uint64_t done = 0;
  /// Where this run began, when it goes on with what an earlier one left: counts for the share, not for the
  /// rate.
  std::uint64_t resumed_at = 0;
  std::optional<std::uint64_t> total;
  std::chrono::milliseconds elapsed{};
  /// Bytes in a second over the last few seconds; without it the mean is shown.
  std::optional<double> recent_rate;
  bool is_finished = false;
};

/// One line that says so in at most `columns` columns, without CR or LF:
///   image.bin           43% [=======>          ]  446 MiB  112 MiB/s   0:05
/// The bar is the first to go when it gets narrow, then the rate, then the end of the name. A finished copy
/// shows how long it took, any other the time that is left.
[[nodiscard]] std::string progress_line(const CopyState& state, std::size_t columns);

/// "0 B", "999 B", "1.0 KiB", "446 MiB": at most four digits and the unit.
[[nodiscard]] std::string human_size(double bytes);
/// "0:05", "12:34", "1:02:03".
[[nodiscard]] std::string human_time(std::chrono::seconds time);

}  // namespace ferry::workstation
