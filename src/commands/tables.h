#pragma once

#include <span>

#include "cli/grammar.h"

namespace ferry::commands {

// The command tables, one per feature. They live for ever.

const cli::CommandTable& preamble_table();
const cli::CommandTable& service_timestamps_table();
const cli::CommandTable& service_sequence_numbers_table();
const cli::CommandTable& password_encryption_table();
const cli::CommandTable& unmodelled_table();
const cli::CommandTable& hostname_table();
const cli::CommandTable& platform_table();
const cli::CommandTable& logging_table();
const cli::CommandTable& enable_table();
const cli::CommandTable& aaa_new_model_table();
const cli::CommandTable& aaa_table();
const cli::CommandTable& local_users_table();
const cli::CommandTable& aaa_explain_table();
const cli::CommandTable& domain_table();
const cli::CommandTable& username_table();
const cli::CommandTable& ip_ssh_table();
const cli::CommandTable& ip_ssh_algorithms_table();
const cli::CommandTable& ip_ssh_ports_table();
const cli::CommandTable& ip_ssh_client_table();
const cli::CommandTable& pubkey_chain_table();
const cli::CommandTable& ip_scp_table();
const cli::CommandTable& file_prompt_table();
const cli::CommandTable& remote_settings_table();
const cli::CommandTable& logging_hosts_table();
const cli::CommandTable& login_control_table();
const cli::CommandTable& access_list_table();
const cli::CommandTable& archive_table();
const cli::CommandTable& archive_log_table();
const cli::CommandTable& banner_table();
const cli::CommandTable& alias_table();
const cli::CommandTable& privilege_table();
const cli::CommandTable& line_table();
const cli::CommandTable& line_limits_table();
const cli::CommandTable& line_login_table();
const cli::CommandTable& line_terminal_table();
const cli::CommandTable& line_accounting_table();
const cli::CommandTable& show_accounting_table();
const cli::CommandTable& line_transport_table();
const cli::CommandTable& navigation_table();
const cli::CommandTable& modes_table();
const cli::CommandTable& configure_memory_table();
const cli::CommandTable& show_system_table();
const cli::CommandTable& show_version_table();
const cli::CommandTable& show_hardware_table();
const cli::CommandTable& show_interfaces_table();
const cli::CommandTable& show_hosts_table();
const cli::CommandTable& show_logging_table();
const cli::CommandTable& show_ip_ssh_table();
const cli::CommandTable& server_keys_table();
const cli::CommandTable& show_sessions_table();
const cli::CommandTable& show_line_table();
const cli::CommandTable& clear_line_table();
const cli::CommandTable& send_table();
const cli::CommandTable& show_login_table();
const cli::CommandTable& show_tacacs_table();
const cli::CommandTable& show_radius_table();
const cli::CommandTable& show_aaa_servers_table();
const cli::CommandTable& test_aaa_table();
const cli::CommandTable& source_interface_table();
const cli::CommandTable& radius_tls_table();
const cli::CommandTable& radius_hosts_table();
const cli::CommandTable& tacacs_table();
const cli::CommandTable& tacacs_tls_table();
const cli::CommandTable& tacacs_groups_table();
const cli::CommandTable& radius_table();
const cli::CommandTable& radius_groups_table();
const cli::CommandTable& show_access_lists_table();
const cli::CommandTable& show_banner_table();
const cli::CommandTable& show_aliases_table();
const cli::CommandTable& debug_table();
const cli::CommandTable& terminal_table();
const cli::CommandTable& terminal_monitor_table();
const cli::CommandTable& save_table();
const cli::CommandTable& directory_table();
const cli::CommandTable& directory_changes_table();
const cli::CommandTable& show_files_table();
const cli::CommandTable& more_table();
const cli::CommandTable& copy_table();
const cli::CommandTable& delete_table();
const cli::CommandTable& erase_table();
const cli::CommandTable& verify_table();
const cli::CommandTable& crypto_key_table();
const cli::CommandTable& show_running_interface_table();
const cli::CommandTable& tclsh_table();
const cli::CommandTable& reload_table();
const cli::CommandTable& show_crypto_key_table();
const cli::CommandTable& replace_table();
const cli::CommandTable& confirmed_change_table();
const cli::CommandTable& show_archive_table();
const cli::CommandTable& show_differences_table();

// Parts of the preamble.

/// The tables of the configuration in the order in which `show running-config` prints them.
[[nodiscard]] std::span<const cli::CommandTable* const> configuration_tables();
/// Every command there is.
[[nodiscard]] const cli::Grammar& grammar();

}  // namespace ferry::commands
