#!/usr/bin/env perl
# A voicemail app in Perl, with nothing but its core modules: perl voicemail.pl PORT
use strict;
use warnings;
use HTTP::Tiny;
use IO::Socket::INET;

my $port = shift or die "usage: perl voicemail.pl PORT\n";
my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $port, Listen => 16, ReuseAddr => 1)
    or die "cannot listen on port $port: $@\n";
$SIG{PIPE} = "IGNORE";    # a client that leaves early

while (my $client = $server->accept) {
    my ($status, $xml) = eval { (200, answer(notification($client))) };
    warn $@ if $@;
    ($status, $xml) = (500, "") unless defined $xml;
    print $client "HTTP/1.0 $status Answer\r\nContent-Type: text/xml\r\nContent-Length: ", length $xml, "\r\n\r\n$xml";
    close $client;
}

sub answer {
    my %field = @_;
    my $name = $field{NotificationName} // "";
    return ozml(speak("Hello. Leave a message."), record("http://$field{Host}/recorded")) if $name eq "IncomingCall";
    return ozml(speak("Thank you. " . length(download($field{RecordURL})) . " bytes."), "<Hangup/>")
        if $name eq "RecordCompleted";
    return ozml("<Hangup/>");
}

sub ozml   { return "<Response>" . join("", @_) . "</Response>" }
sub speak  { return "<Speak>" . escaped($_[0]) . "</Speak>" }
sub record { return '<Record Format="wav" Inactivity="2" FinishedUrl="' . escaped($_[0]) . '"/>' }

sub escaped {
    my %entity = ("&" => "&amp;", "<" => "&lt;", ">" => "&gt;", '"' => "&quot;");
    return $_[0] =~ s/([&<>"])/$entity{$1}/gr;
}

sub download {
    my $response = HTTP::Tiny->new(timeout => 10)->get($_[0]);
    $response->{success} or die "$_[0]: $response->{status} $response->{reason}\n";
    return $response->{content};
}

# The fields of the form that the PBX posts, and the name under which it called us.
sub notification {
    my ($client) = @_;
    my ($length, %field) = (0);
    while (defined(my $line = <$client>)) {
        last if $line =~ /^\r?$/;
        $length = $1 if $line =~ /^Content-Length:\s*(\d+)/i;
        $field{Host} = $1 if $line =~ /^Host:\s*(\S+)/i;
    }
    read $client, (my $body), $length;
    for my $pair (split /&/, $body) {
        my ($name, $value) = map { tr/+/ /r =~ s/%([0-9a-f]{2})/chr hex $1/gier } split /=/, $pair, 2;
        $field{$name} = $value // "";
    }
    return %field;
}
