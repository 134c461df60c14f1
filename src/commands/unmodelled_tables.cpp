#include <array>

#include "commands/unmodelled_rules.h"

namespace ferry::commands {
namespace {

using Rule = UnmodelledRule;
using Naming = Rule::Naming;
using Negation = Rule::Negation;
using Part = Rule::Part;
constexpr auto hexadecimal = Rule::Kind::hexadecimal;

/// A section of the top level. Whoever removes one that is not there gets no trace of it.
constexpr Rule section(std::string_view words, std::string_view prompt, Part part,
                       Naming naming = Naming::one_name) {
  return {.words = words,
          .kind = Rule::Kind::section,
          .naming = naming,
          .negation = Negation::silent,
          .part = part,
          .prompt = prompt};
}
constexpr Rule access_list(std::string_view words, std::string_view prompt) {
  Rule rule = section(words, prompt, Part::before_banners);
  rule.is_numbered = true;
  return rule;
}
/// Lines of the top level that may stand there many times.
constexpr Rule lines(std::string_view words, Part part) {
  return {.words = words, .part = part};
}
/// A setting of the top level that stands there once.
constexpr Rule once(std::string_view words, Part part) {
  return {.words = words, .naming = Naming::words, .part = part};
}
/// A section in a section.
constexpr Rule nested(std::string_view within, std::string_view words, std::string_view prompt,
                      std::string_view closing = {}) {
  return {.words = words,
          .kind = Rule::Kind::section,
          .negation = Negation::silent,
          .within = within,
          .prompt = prompt,
          .closing = closing};
}
/// A setting that stands once in a section.
constexpr Rule setting(std::string_view words, Negation negation = Negation::silent,
                       Naming naming = Naming::words) {
  return {.words = words, .naming = naming, .negation = negation};
}
/// The same, only in sections that begin with certain words.
constexpr Rule setting_in(std::string_view within, std::string_view words) {
  return {.words = words, .naming = Naming::words, .negation = Negation::silent, .within = within};
}
/// A line of which a section may have many.
constexpr Rule entry(std::string_view words) {
  return {.words = words, .negation = Negation::silent};
}
/// The same where the negation is a setting, too.
constexpr Rule switched(std::string_view words) {
  return {.words = words};
}
constexpr Rule text_block(std::string_view within, std::string_view words, std::string_view prompt) {
  return {
      .words = words, .kind = hexadecimal, .negation = Negation::silent, .within = within, .prompt = prompt};
}

// In the order of `show running-config`. What stands here is known to end a section when it is typed in one.
constexpr std::array top_level{
    lines("service", Part::before_ssh),
    lines("boot-start-marker", Part::before_ssh),
    lines("boot", Part::before_ssh),
    lines("boot-end-marker", Part::before_ssh),
    section("vrf definition", "config-vrf", Part::before_ssh),
    section("ip vrf", "config-vrf", Part::before_ssh),
    section("redundancy", "config-red", Part::before_ssh, Naming::words),
    lines("switch", Part::before_ssh),
    lines("stack-mac", Part::before_ssh),
    once("system mtu", Part::before_ssh),
    once("clock timezone", Part::before_ssh),
    once("clock summer-time", Part::before_ssh),
    lines("ip name-server", Part::before_ssh),
    lines("ip dhcp", Part::before_ssh),
    section("ip dhcp pool", "dhcp-config", Part::before_ssh),
    once("ip dhcp snooping vlan", Part::before_ssh),
    lines("ip cef", Part::before_ssh),
    lines("ip routing", Part::before_ssh),
    lines("ip multicast-routing", Part::before_ssh),
    lines("ipv6 unicast-routing", Part::before_ssh),
    lines("ipv6 cef", Part::before_ssh),
    once("vtp domain", Part::before_ssh),
    once("vtp mode", Part::before_ssh),
    lines("vtp", Part::before_ssh),
    lines("udld", Part::before_ssh),
    lines("errdisable", Part::before_ssh),
    section("flow record", "config-flow-record", Part::before_ssh),
    section("flow exporter", "config-flow-exporter", Part::before_ssh),
    section("flow monitor", "config-flow-monitor", Part::before_ssh),
    section("parameter-map type", "config-profile", Part::before_ssh, Naming::two_names),
    lines("key config-key", Part::before_ssh),
    section("key chain", "config-keychain", Part::before_ssh),
    section("crypto pki trustpoint", "ca-trustpoint-config", Part::before_ssh),
    section("crypto pki certificate chain", "config-cert-chain", Part::before_ssh),
    lines("crypto pki certificate map", Part::before_ssh),
    section("crypto key pubkey-chain rsa", "config-pubkey-chain", Part::before_ssh, Naming::words),
    lines("license", Part::before_ssh),
    once("spanning-tree mode", Part::before_ssh),
    lines("spanning-tree", Part::before_ssh),
    lines("spanning-tree portfast default", Part::before_ssh),
    lines("spanning-tree portfast bpduguard", Part::before_ssh),
    lines("spanning-tree portfast edge", Part::before_ssh),
    section("spanning-tree mst configuration", "config-mst", Part::before_ssh, Naming::words),
    section("track", "config-track", Part::before_ssh),
    lines("ip sla", Part::before_ssh),
    section("ip sla *", "config-ip-sla", Part::before_ssh, Naming::words),
    lines("ip sla schedule", Part::before_ssh),
    lines("ip sla responder", Part::before_ssh),
    lines("ip sla logging", Part::before_ssh),
    lines("ip sla enable", Part::before_ssh),
    once("vlan internal allocation policy", Part::before_ssh),
    lines("vlan dot1q", Part::before_ssh),
    section("vlan", "config-vlan", Part::before_ssh, Naming::whole),
    section("vlan access-map", "config-access-map", Part::before_ssh, Naming::two_names),
    lines("vlan filter", Part::before_ssh),
    lines("lldp run", Part::before_ssh),
    lines("cdp run", Part::before_ssh),
    lines("lldp", Part::before_ssh),
    lines("cdp", Part::before_ssh),
    section("object-group network", "config-network-group", Part::before_ssh),
    section("object-group service", "config-service-group", Part::before_ssh),
    section("class-map", "config-cmap", Part::before_ssh, Naming::last_word),
    section("policy-map", "config-pmap", Part::before_ssh, Naming::last_word),
    section("crypto isakmp policy", "config-isakmp", Part::before_ssh),
    lines("crypto isakmp key", Part::before_ssh),
    section("crypto isakmp profile", "config-isa-prof", Part::before_ssh),
    section("crypto ikev2 proposal", "config-ikev2-proposal", Part::before_ssh),
    section("crypto ikev2 policy", "config-ikev2-policy", Part::before_ssh),
    section("crypto ikev2 keyring", "config-ikev2-keyring", Part::before_ssh),
    section("crypto ikev2 profile", "config-ikev2-profile", Part::before_ssh),
    section("crypto keyring", "config-keyring", Part::before_ssh),
    section("crypto ipsec transform-set", "config-crypto-trans", Part::before_ssh),
    section("crypto ipsec profile", "config-ipsec-profile", Part::before_ssh),
    section("crypto map * *", "config-crypto-map", Part::before_ssh, Naming::words),
    Rule{.words = "macro name",
         .kind = Rule::Kind::macro,
         .naming = Naming::one_name,
         .negation = Negation::silent,
         .part = Part::before_ssh},
    section("template", "config-template", Part::before_ssh),
    section("interface", "config-if", Part::before_ssh),
    section("router", "config-router", Part::before_ssh, Naming::two_names),
    once("ip default-gateway", Part::before_ssh),
    lines("ip forward-protocol", Part::before_ssh),
    lines("ip http", Part::before_ssh),
    once("ip tftp source-interface", Part::before_ssh),
    once("ip ftp source-interface", Part::before_ssh),
    lines("ip flow-export", Part::before_ssh),

    lines("ip nat inside source", Part::before_banners),
    lines("ip nat pool", Part::before_banners),
    lines("ip nat outside source", Part::before_banners),
    lines("ip nat translation", Part::before_banners),
    lines("ip route", Part::before_banners),
    lines("ip mroute", Part::before_banners),
    lines("ip ssh", Part::before_banners),
    once("ip tacacs source-interface", Part::before_banners),
    once("ip radius source-interface", Part::before_banners),
    access_list("ip access-list extended", "config-ext-nacl"),
    access_list("ipv6 access-list", "config-ipv6-acl"),
    access_list("mac access-list extended", "config-ext-macl"),
    lines("ip prefix-list", Part::before_banners),
    lines("ip as-path access-list", Part::before_banners),
    lines("ip community-list", Part::before_banners),
    once("logging source-interface", Part::before_banners),
    lines("logging", Part::before_banners),
    lines("access-list", Part::before_banners),
    lines("ipv6 route", Part::before_banners),
    lines("ipv6 prefix-list", Part::before_banners),
    section("ipv6 router ospf", "config-rtr", Part::before_banners),
    section("route-map", "config-route-map", Part::before_banners, Naming::without_action),
    once("snmp-server location", Part::before_banners),
    once("snmp-server contact", Part::before_banners),
    once("snmp-server chassis-id", Part::before_banners),
    lines("snmp-server", Part::before_banners),
    section("control-plane", "config-cp", Part::before_banners, Naming::words),
    lines("dial-peer", Part::before_banners),
    lines("alias", Part::before_banners),
    lines("scheduler", Part::before_banners),

    section("line", "config-line", Part::behind_lines, Naming::whole),
    once("ntp source", Part::behind_lines),
    lines("ntp", Part::behind_lines),
    lines("sntp", Part::behind_lines),
    section("event manager applet", "config-applet", Part::behind_lines),
    lines("event manager", Part::behind_lines),
    section("telemetry ietf subscription", "config-mdt-subs", Part::behind_lines),
    lines("netconf-yang", Part::behind_lines),
    lines("restconf", Part::behind_lines),
};

constexpr std::array in_sections{
    nested("router", "address-family", "config-router-af", "exit-address-family"),
    nested("vrf definition", "address-family", "config-vrf-af", "exit-address-family"),
    nested("address-family", "af-interface", "config-router-af-interface", "exit-af-interface"),
    nested("address-family", "topology", "config-router-af-topology", "exit-af-topology"),
    nested("router", "template peer-policy", "config-router-ptmp", "exit-peer-policy"),
    nested("router", "template peer-session", "config-router-stmp", "exit-peer-session"),
    nested("policy-map", "class", "config-pmap-c"),
    nested("class", "police", "config-pmap-c-police"),
    nested("policy-map", "event", "config-event-control-policymap"),
    nested("interface", "service instance", "config-if-srv"),
    nested("key chain", "key", "config-keychain-key"),
    nested("crypto ikev2 keyring", "peer", "config-ikev2-keyring-peer"),
    nested("crypto key pubkey-chain rsa", "addressed-key", "config-pubkey-key"),
    nested("crypto key pubkey-chain rsa", "named-key", "config-pubkey-key"),
    nested("redundancy", "main-cpu", "config-r-mc"),
    text_block("crypto pki certificate chain", "certificate", "config-pubkey"),
    text_block("addressed-key", "key-string", "config-pubkey"),
    text_block("named-key", "key-string", "config-pubkey"),

    setting("description"),
    setting("shutdown", Negation::silent, Naming::whole),
    setting("ip address", Negation::shown),
    entry("ip address * * secondary"),
    entry("ipv6 address"),
    setting("ip access-group", Negation::silent, Naming::last_word),
    setting("ip vrf forwarding"),
    setting("vrf forwarding"),
    setting("ip mtu"),
    setting("ip tcp adjust-mss"),
    setting("ip unnumbered"),
    entry("ip helper-address"),
    setting("ip ospf cost"),
    setting("ip ospf priority"),
    setting("ip ospf network"),
    setting("ip nat inside", Negation::silent, Naming::whole),
    setting("ip nat outside", Negation::silent, Naming::whole),
    setting("mtu"),
    setting("bandwidth"),
    setting("delay"),
    setting("load-interval"),
    setting("speed"),
    setting("duplex"),
    setting("media-type"),
    setting("encapsulation"),
    setting("channel-group"),
    setting("service-policy input"),
    setting("service-policy output"),
    setting("tunnel source"),
    setting("tunnel destination"),
    setting("tunnel mode"),
    setting("switchport", Negation::shown, Naming::whole),
    setting("switchport mode"),
    setting("switchport access vlan"),
    setting("switchport voice vlan"),
    setting("switchport trunk native vlan"),
    setting("switchport trunk encapsulation"),
    setting("switchport trunk allowed vlan"),
    entry("switchport trunk allowed vlan add"),
    setting("spanning-tree portfast"),
    setting("spanning-tree cost"),
    setting("spanning-tree bpduguard"),
    setting("storm-control broadcast level"),
    setting("router-id"),
    setting("bgp router-id"),
    setting("rd"),
    setting("neighbor * remote-as"),
    setting("neighbor * description"),
    setting("neighbor * update-source"),
    setting("neighbor * password"),
    setting("neighbor * peer-group"),
    setting_in("vlan", "name"),
    setting_in("ip dhcp pool", "default-router"),
    setting_in("ip dhcp pool", "dns-server"),
    setting_in("ip dhcp pool", "domain-name"),
    setting_in("ip dhcp pool", "lease"),
    setting_in("ip dhcp pool", "network"),
    setting_in("crypto isakmp policy", "authentication"),
    setting_in("crypto isakmp policy", "encr"),
    setting_in("crypto isakmp policy", "group"),
    setting_in("crypto isakmp policy", "hash"),
    setting_in("crypto isakmp policy", "lifetime"),
    setting_in("key", "key-string"),
    setting_in("crypto map", "match address"),
    setting_in("crypto map", "set transform-set"),
    setting_in("line", "stopbits"),
    setting_in("class", "priority"),
    setting_in("interface", "crypto map *"),
    switched("lldp transmit"),
    switched("lldp receive"),
    switched("cdp enable"),
    entry("udld port"),
    entry("ntp broadcast"),
    entry("ntp disable"),
    switched("logging event"),
    entry("ip dhcp snooping trust"),
    entry("ip dhcp snooping limit"),
    switched("ip route-cache"),
    entry("match"),
    entry("set"),
    entry("permit"),
    entry("deny"),
    entry("remark"),
    entry("network"),
    switched("redistribute"),
    switched("passive-interface"),
    switched("neighbor"),
    switched("standby"),
};

}  // namespace

std::span<const UnmodelledRule> global_rules() {
  return top_level;
}

std::span<const UnmodelledRule> section_rules() {
  return in_sections;
}

}  // namespace ferry::commands
