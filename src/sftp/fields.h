#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sftp/attributes.h"
#include "wire/fields.h"

namespace ferry::sftp {

/// The extensions that INIT and VERSION name, to the end of the packet.
struct Extensions {
  struct One {
    std::string_view name, data;
    bool operator==(const One&) const = default;
  };
  std::vector<One> all;

  void read_from(wire::Reader& in) {
    while (in.left() > 0) {
      One& one = all.emplace_back();
      in.read(one.name);
      in.read(one.data);
    }
  }
  void write_to(wire::Writer& out) const {
    for (const One& one : all) {
      out.write(one.name);
      out.write(one.data);
    }
  }
};

/// One file of a NAME.
struct NameEntry {
  std::string_view name, long_name;
  Attributes attributes;
  bool operator==(const NameEntry&) const = default;
};

/// The files of a NAME, behind their number.
struct NameEntries {
  std::vector<NameEntry> all;

  /// Two empty strings and no attributes.
  static constexpr std::size_t smallest_entry = 12;

  void read_from(wire::Reader& in) {
    std::uint32_t count = 0;
    in.read(count);
    if (count > in.left() / smallest_entry) return in.fail(wire::WireError::truncated);
    all.resize(count);
    for (NameEntry& entry : all) {
      in.read(entry.name);
      in.read(entry.long_name);
      in.read(entry.attributes);
    }
  }
  void write_to(wire::Writer& out) const {
    out.write(static_cast<std::uint32_t>(all.size()));
    for (const NameEntry& entry : all) {
      out.write(entry.name);
      out.write(entry.long_name);
      out.write(entry.attributes);
    }
  }
};

/// The words of a STATUS and their language. Version 2 had none, and some devices leave them out still.
struct StatusText {
  std::string_view text, language;

  void read_from(wire::Reader& in) {
    if (in.left() == 0) return;
    in.read(text);
    if (in.left() > 0) in.read(language);
  }
  void write_to(wire::Writer& out) const {
    out.write(text);
    out.write(language);
  }
};

}  // namespace ferry::sftp
