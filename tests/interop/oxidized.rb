# The session that Oxidized has with a router (model ios), with its transport: oxidized.rb HOST PORT USER PASSWORD
require "net/ssh"

PROMPT = /^([\w.@()-]+[#>]\s?)$/
host, port, user, password = ARGV
ssh = Net::SSH.start(host, user, port: port.to_i, password: password, config: false, keys: [], verify_host_key: :never,
                     auth_methods: %w[none publickey password])
heard = +""
channel = ssh.open_channel do |opened|
  opened.on_data { |_, data| heard << data }
  opened.request_pty(term: "vt100") { |_, granted| abort "no terminal" unless granted }
  opened.send_channel_request("shell") { |_, granted| abort "no shell" unless granted }
end
expect = -> { ssh.loop(0.05) { !heard.match?(PROMPT) } }
command = lambda do |line|
  heard.clear
  channel.send_data("#{line}\n")
  expect.call
  heard.delete("\r").lines[1..-2].join
end
expect.call
["terminal length 0", "terminal width 0"].each(&command)
puts command.call("show version").lines.grep(/uptime/)
puts command.call("show vtp status").lines.grep(/Invalid/)
puts command.call("show inventory").lines.grep(/^PID/)
# Three lines are cut off a configuration without a look at them.
puts command.call("show running-config").lines[3..].join
channel.send_data("exit\n")
ssh.loop(0.05) { channel.active? }
puts "closed"
