<?php
// Calls to the app at APP, placed by `ozeki-simulator serve`: php test.php
declare(strict_types=1);

$simulator = getenv('SIMULATOR') ?: 'http://127.0.0.1:7780';
$app = getenv('APP') ?: 'http://127.0.0.1:8000';

/** Let somebody call the app, and see that all is as expected. The clock is virtual: a call takes no time. */
$call = function (array $steps, array $expects = [], array $never = []) use ($simulator, $app): void {
    $order = ['url' => "$app/incoming", 'steps' => $steps, 'expects' => $expects, 'never' => $never];
    $result = post("$simulator/control/v1/calls?wait=30", $order);
    check(isset($result['links']), $result['detail'] ?? json_encode($result));
    if (!$result['passed']) { // the report tells what was heard, and what the app answered
        throw new RuntimeException("\n" . file_get_contents($simulator . $result['links']['report']));
    }
};

function post(string $url, array $body): array
{
    $http = [
        'method' => 'POST',
        'header' => 'Content-Type: application/json',
        'content' => json_encode($body),
        'ignore_errors' => true, // the answer says what is wrong
        'timeout' => 60,
    ];
    $answer = file_get_contents($url, false, stream_context_create(['http' => $http]));
    check($answer !== false, "nobody answers at $url");
    return json_decode($answer, true, flags: JSON_THROW_ON_ERROR);
}

function check(bool $right, string $otherwise): void
{
    if (!$right) {
        throw new RuntimeException($otherwise);
    }
}

$tests = [
    'the balance is told to whoever has the PIN' => fn() => $call(
        [['hears' => 'press 1'], ['presses' => '1'], ['hears' => 'PIN'], ['presses' => '1234'], ['hears' => '120 euros']],
        expects: [['recordings' => 0], ['call' => ['ended_by' => 'pbx', 'cause' => 'normal clearing']]],
    ),
    'a wrong PIN is refused' => fn() => $call(
        [['hears' => 'press 1'], ['presses' => '1'], ['hears' => 'PIN'], ['presses' => '0000'], ['hears' => 'wrong'], 'hangs_up'],
        never: [['hears' => 'balance is']],
    ),
    'a message is recorded' => fn() => $call(
        [['hears' => 'press 2'], ['presses' => '2'], ['hears' => 'message'], ['says' => 'Hello, this is Anna.'], 'stays_silent'],
        expects: [
            ['notifications' => ['IncomingCall', 'GoTo', 'RecordCompleted']],
            ['recording' => ['ended_by' => 'final-timeout', 'format' => 'wav', 'silent' => false]],
            ['hears' => '/^Thank you. Your message has [1-9][0-9]* seconds/'],
        ],
    ),
];

$failed = 0;
foreach ($tests as $name => $test) {
    try {
        $test();
        echo "ok $name\n";
    } catch (Throwable $error) {
        $failed++;
        echo "not ok $name: {$error->getMessage()}\n";
    }
}
exit($failed > 0 ? 1 : 0);
