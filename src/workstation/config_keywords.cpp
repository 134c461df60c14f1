#include "workstation/config_keywords.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>

#include "base/text.h"

namespace ferry::workstation {
namespace {

using Arguments = std::vector<std::string>;
using Problem = std::optional<std::string>;
using Setter = Problem (*)(HostSettings&, const Arguments&);

template <class T>
void set_first(std::optional<T>& member, T value) {
  if (!member) member = std::move(value);
}

std::string wrong_value(const Arguments& arguments, std::string_view expected) {
  return fmt::format("'{}' is not {}", printable(arguments.front()), expected);
}

template <std::optional<std::string> HostSettings::* Member>
Problem text(HostSettings& settings, const Arguments& arguments) {
  set_first(settings.*Member, arguments.front());
  return std::nullopt;
}

template <std::optional<std::vector<std::string>> HostSettings::* Member>
Problem list(HostSettings& settings, const Arguments& arguments) {
  set_first(settings.*Member, arguments);
  return std::nullopt;
}

template <std::optional<bool> HostSettings::* Member>
Problem flag(HostSettings& settings, const Arguments& arguments) {
  const std::string& word = arguments.front();
  const bool is_yes = equal_ignoring_case(word, "yes") || equal_ignoring_case(word, "true");
  const bool is_no = equal_ignoring_case(word, "no") || equal_ignoring_case(word, "false");
  if (!is_yes && !is_no) return wrong_value(arguments, "yes or no");
  set_first(settings.*Member, is_yes);
  return std::nullopt;
}

/// PubkeyAuthentication has more words than yes and no; all of them but "no" mean yes.
Problem public_key(HostSettings& settings, const Arguments& arguments) {
  set_first(settings.public_key_authentication, !equal_ignoring_case(arguments.front(), "no"));
  return std::nullopt;
}

Problem port(HostSettings& settings, const Arguments& arguments) {
  const auto number = to_number(arguments.front());
  if (!number || *number == 0 || *number > std::numeric_limits<std::uint16_t>::max()) {
    return wrong_value(arguments, "a port (1 to 65535)");
  }
  set_first(settings.port, static_cast<unsigned>(*number));
  return std::nullopt;
}

Problem password_prompts(HostSettings& settings, const Arguments& arguments) {
  constexpr std::uint64_t most = 100;
  const auto number = to_number(arguments.front());
  if (!number || *number > most) return wrong_value(arguments, "a number of prompts (0 to 100)");
  set_first(settings.password_prompts, static_cast<unsigned>(*number));
  return std::nullopt;
}

/// Seconds, or a number with its unit: "90", "2m". "none" leaves the default.
Problem connect_timeout(HostSettings& settings, const Arguments& arguments) {
  constexpr std::uint64_t longest = 86400;  // a day
  std::string word = arguments.front();
  if (equal_ignoring_case(word, "none")) return std::nullopt;
  std::uint64_t unit = 1;
  if (word.ends_with('s') || word.ends_with('S')) word.pop_back();
  if (word.ends_with('m') || word.ends_with('M')) {
    unit = 60;
    word.pop_back();
  }
  const auto number = to_number(word);
  if (!number || *number == 0 || *number > longest) return wrong_value(arguments, "a time in seconds");
  set_first(settings.connect_timeout, std::chrono::seconds{*number * unit});
  return std::nullopt;
}

Problem strict(HostSettings& settings, const Arguments& arguments) {
  using enum StrictHostKeyChecking;
  struct Word {
    std::string_view word;
    StrictHostKeyChecking value;
  };
  static constexpr std::array known{Word{"yes", yes},
                                    Word{"true", yes},
                                    Word{"ask", ask},
                                    Word{"no", no},
                                    Word{"false", no},
                                    Word{"off", no},
                                    Word{"accept-new", accept_new}};
  for (const Word& word : known) {
    if (!equal_ignoring_case(word.word, arguments.front())) continue;
    set_first(settings.strict_host_key_checking, word.value);
    return std::nullopt;
  }
  return wrong_value(arguments, "yes, ask, accept-new or no");
}

Problem update_host_keys(HostSettings& settings, const Arguments& arguments) {
  using enum UpdateHostKeys;
  struct Word {
    std::string_view word;
    UpdateHostKeys value;
  };
  static constexpr std::array known{Word{"yes", yes}, Word{"true", yes}, Word{"ask", ask}, Word{"no", no},
                                    Word{"false", no}};
  for (const Word& word : known) {
    if (!equal_ignoring_case(word.word, arguments.front())) continue;
    set_first(settings.update_host_keys, word.value);
    return std::nullopt;
  }
  return wrong_value(arguments, "yes, ask or no");
}

/// Of these all values count, not only the first.
Problem identity_file(HostSettings& settings, const Arguments& arguments) {
  settings.identity_files.push_back(arguments.front());
  return std::nullopt;
}

Problem proxy(HostSettings& settings, std::string_view keyword, const Arguments& arguments) {
  if (settings.proxy) return std::nullopt;
  const bool is_none = equal_ignoring_case(arguments.front(), "none");
  settings.proxy = is_none ? std::string{} : fmt::format("{} {}", keyword, printable(arguments.front()));
  return std::nullopt;
}
Problem proxy_jump(HostSettings& settings, const Arguments& arguments) {
  return proxy(settings, "ProxyJump", arguments);
}
Problem proxy_command(HostSettings& settings, const Arguments& arguments) {
  return proxy(settings, "ProxyCommand", arguments);
}

struct Keyword {
  std::string_view name;  // lower case
  Setter set;
};

constexpr std::array keywords{
    Keyword{"hostname", text<&HostSettings::host_name>},
    Keyword{"user", text<&HostSettings::user>},
    Keyword{"port", port},
    Keyword{"identityfile", identity_file},
    Keyword{"identitiesonly", flag<&HostSettings::identities_only>},
    Keyword{"identityagent", text<&HostSettings::identity_agent>},
    Keyword{"userknownhostsfile", list<&HostSettings::user_known_hosts>},
    Keyword{"globalknownhostsfile", list<&HostSettings::global_known_hosts>},
    Keyword{"stricthostkeychecking", strict},
    Keyword{"updatehostkeys", update_host_keys},
    Keyword{"verifyhostkeydns", text<&HostSettings::verify_host_key_dns>},
    Keyword{"hostkeyalias", text<&HostSettings::host_key_alias>},
    Keyword{"hashknownhosts", flag<&HostSettings::hash_known_hosts>},
    Keyword{"batchmode", flag<&HostSettings::batch_mode>},
    Keyword{"passwordauthentication", flag<&HostSettings::password_authentication>},
    Keyword{"kbdinteractiveauthentication", flag<&HostSettings::keyboard_interactive_authentication>},
    Keyword{"challengeresponseauthentication", flag<&HostSettings::keyboard_interactive_authentication>},
    Keyword{"pubkeyauthentication", public_key},
    Keyword{"compression", flag<&HostSettings::compression>},
    Keyword{"numberofpasswordprompts", password_prompts},
    Keyword{"connecttimeout", connect_timeout},
    Keyword{"ciphers", text<&HostSettings::ciphers>},
    Keyword{"macs", text<&HostSettings::macs>},
    Keyword{"kexalgorithms", text<&HostSettings::key_exchanges>},
    Keyword{"hostkeyalgorithms", text<&HostSettings::host_key_algorithms>},
    Keyword{"pubkeyacceptedalgorithms", text<&HostSettings::public_key_algorithms>},
    Keyword{"pubkeyacceptedkeytypes", text<&HostSettings::public_key_algorithms>},
    Keyword{"preferredauthentications", text<&HostSettings::preferred_authentications>},
    Keyword{"proxyjump", proxy_jump},
    Keyword{"proxycommand", proxy_command},
};

}  // namespace

std::optional<std::string> set_keyword(HostSettings& settings, const std::string& keyword,
                                       const std::vector<std::string>& arguments) {
  for (const Keyword& known : keywords) {
    if (known.name != keyword) continue;
    if (arguments.empty() || arguments.front().empty()) return fmt::format("{} needs a value", keyword);
    return known.set(settings, arguments);
  }
  return std::nullopt;
}

}  // namespace ferry::workstation
