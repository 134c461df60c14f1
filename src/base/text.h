#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace ferry {

/// Lower-case hexadecimal, no separators.
std::string to_hex(Bytes bytes);
/// Nothing if `text` has an odd length or a character that is not a hexadecimal digit.
std::optional<ByteVector> from_hex(std::string_view text);

/// Standard base64 (RFC 4648 section 4) with padding.
std::string to_base64(Bytes bytes);
/// Accepts input with or without padding; nothing for any other character, white space included.
std::optional<ByteVector> from_base64(std::string_view text);

/// `text` without blanks, tabs, CR and LF at both ends.
std::string_view trim(std::string_view text);
/// The words of `text` between runs of blanks and tabs.
std::vector<std::string_view> words(std::string_view text);
/// The lines of `text`, without their LF or CR LF; a last line without an end counts.
std::vector<std::string_view> lines(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
bool equal_ignoring_case(std::string_view left, std::string_view right);

/// The decimal number that the whole of `text` spells, if it fits.
std::optional<std::uint64_t> to_number(std::string_view text);

/// `text` as it may be shown on a terminal or in a log: control characters and bytes that are not valid UTF-8
/// become `\xNN`, so that no name can move a cursor or forge a line.
std::string printable(std::string_view text);

}  // namespace ferry
