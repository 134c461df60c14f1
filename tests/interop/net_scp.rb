# Copies with Ruby's net-scp: net_scp.rb HOST PORT USER PASSWORD (put LOCAL REMOTE | get REMOTE LOCAL) [recursive] [preserve]
require "net/scp"

host, port, user, password, way, from, to, *words = ARGV
options = words.to_h { |word| [word.to_sym, true] }
begin
  Net::SSH.start(host, user, port: port.to_i, password: password, config: false, keys: [], verify_host_key: :never,
                 auth_methods: ["password"]) do |ssh|
    way == "put" ? ssh.scp.upload!(from, to, options) : ssh.scp.download!(from, to, options)
  end
rescue Net::SCP::Error, RuntimeError => problem
  abort problem.message
end
