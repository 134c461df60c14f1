#include "commands/tables.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace ferry::commands {
namespace {

std::vector<const cli::CommandTable*> show_tables() {
  return {&show_system_table(),       &show_version_table(), &show_hardware_table(),
          &show_interfaces_table(),   &show_hosts_table(),   &show_running_interface_table(),
          &show_logging_table(),      &show_ip_ssh_table(),  &show_sessions_table(),
          &show_files_table(),        &show_archive_table(), &show_differences_table(),
          &show_crypto_key_table(),   &show_line_table(),    &show_login_table(),
          &show_tacacs_table(),       &show_radius_table(),  &show_aaa_servers_table(),
          &show_access_lists_table(), &show_banner_table(),  &show_aliases_table(),
          &local_users_table(),       &aaa_explain_table(),  &show_accounting_table()};
}

std::vector<const cli::CommandTable*> all_tables() {
  const auto configuration = configuration_tables();
  std::vector<const cli::CommandTable*> all{configuration.begin(), configuration.end()};
  std::ranges::copy(show_tables(), std::back_inserter(all));
  for (const cli::CommandTable* table : {&navigation_table(),
                                         &modes_table(),
                                         &configure_memory_table(),
                                         &tclsh_table(),
                                         &server_keys_table(),
                                         &debug_table(),
                                         &terminal_table(),
                                         &terminal_monitor_table(),
                                         &save_table(),
                                         &directory_table(),
                                         &directory_changes_table(),
                                         &more_table(),
                                         &copy_table(),
                                         &delete_table(),
                                         &erase_table(),
                                         &verify_table(),
                                         &crypto_key_table(),
                                         &reload_table(),
                                         &replace_table(),
                                         &confirmed_change_table(),
                                         &clear_line_table(),
                                         &send_table(),
                                         &test_aaa_table()}) {
    all.push_back(table);
  }
  return all;
}

// In the order in which they are rendered.

std::vector<const cli::CommandTable*> device_and_user_tables() {
  return {&preamble_table(),      &unmodelled_table(), &hostname_table(),      &platform_table(),
          &logging_table(),       &enable_table(),     &aaa_new_model_table(), &tacacs_groups_table(),
          &radius_groups_table(), &aaa_table(),        &domain_table(),        &login_control_table(),
          &username_table(),      &archive_table(),    &archive_log_table()};
}

std::vector<const cli::CommandTable*> service_and_line_tables() {
  return {&ip_ssh_table(),
          &ip_ssh_ports_table(),
          &ip_ssh_algorithms_table(),
          &ip_ssh_client_table(),
          &pubkey_chain_table(),
          &ip_scp_table(),
          &source_interface_table(),
          &file_prompt_table(),
          &logging_hosts_table(),
          &access_list_table(),
          &banner_table(),
          &alias_table(),
          &privilege_table(),
          &remote_settings_table(),
          &tacacs_table(),
          &tacacs_tls_table(),
          &radius_hosts_table(),
          &radius_table(),
          &radius_tls_table(),
          &line_table(),
          &line_limits_table(),
          &line_login_table(),
          &line_accounting_table(),
          &line_terminal_table(),
          &line_transport_table()};
}

}  // namespace

std::span<const cli::CommandTable* const> configuration_tables() {
  static const auto tables = [] {
    auto all = device_and_user_tables();
    std::ranges::copy(service_and_line_tables(), std::back_inserter(all));
    return all;
  }();
  return tables;
}

const cli::Grammar& grammar() {
  static const cli::Grammar all{all_tables()};
  return all;
}

}  // namespace ferry::commands
