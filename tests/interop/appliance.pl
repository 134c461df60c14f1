# What Net::Appliance::Session does with a router: appliance.pl HOST PORT USER PASSWORD SECRET KNOWN_HOSTS
use strict;
use warnings;
use Net::Appliance::Session;

my ($host, $port, $user, $password, $secret, $known) = @ARGV;
my $session = Net::Appliance::Session->new({
    personality => 'ios', transport => 'SSH', host => $host, privileged_paging => 0,
    connect_options => {opts => ['-p', $port, '-F', '/dev/null', '-o', "UserKnownHostsFile=$known",
                                 '-o', 'StrictHostKeyChecking=accept-new', '-o', 'PubkeyAuthentication=no']},
});
$session->connect({username => $user, password => $password});
$session->begin_privileged({password => $secret});
print $session->cmd('show version');
print $session->cmd('show privilege');
$session->begin_configure;
$session->cmd('ip ssh time-out 77');
$session->cmd('line vty 0 4');
$session->cmd('exit');
$session->end_configure;
print $session->cmd('show running-config | include time-out');
$session->end_privileged;
$session->close;
