#include <algorithm>

#include "commands/ip_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;

constexpr std::size_t longest_host_name = 63;  // RFC 1035 section 2.3.4: a label
constexpr std::size_t longest_domain_name = 253;

bool is_letter(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

bool in_name(char character) {
  return is_letter(character) || (character >= '0' && character <= '9') || character == '-' ||
         character == '_' || character == '.';
}

// The prompt is built from it, and tools find the prompt by these characters.
bool is_host_name(std::string_view name) {
  return name.size() <= longest_host_name && is_letter(name.front()) && std::ranges::all_of(name, in_name);
}

bool is_domain_name(std::string_view name) {
  return name.size() <= longest_domain_name && std::ranges::all_of(name, in_name);
}

}  // namespace

const CommandTable& hostname_table() {
  static const CommandTable table{
      setting(word("hostname", "Name of the device") /
              text("name", "Letters, digits, hyphens; a letter first", is_host_name))
          .stored_at(&Config::hostname)
          .shows([](const Config& config, Lines& lines) { lines.add("hostname " + config.hostname); })
          .examples({"hostname R1", "hostname a-b_c.d"}),
  };
  return table;
}

const CommandTable& domain_table() {
  static const CommandTable table{
      setting(ip_word() / word("domain", "Domain names") / word("lookup", "Look names of other machines up"))
          .stored_at(&Config::domain_lookup)
          .examples({"no ip domain lookup"}),
      setting(ip_word() / word("domain-lookup", "Look names of other machines up"))
          .stored_at(&Config::domain_lookup)
          .shows({})
          .examples({"no ip domain-lookup", "no ip domain-lookup\nip domain-lookup"}),
      setting(ip_word() / word("domain", "Domain names") / word("name", "The device's own domain") /
              text("name", "The domain", is_domain_name))
          .stored_at(&Config::domain_name)
          .examples({"ip domain name example.com"}),
      setting(ip_word() / word("domain-name", "The device's own domain") /
              text("name", "The domain", is_domain_name))
          .stored_at(&Config::domain_name)
          .shows({}),
  };
  return table;
}

}  // namespace ferry::commands
