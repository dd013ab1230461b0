<?php
// Calls to the app at APP, placed by `ozeki-simulator serve`: php test.php
declare(strict_types=1);

$simulator = getenv('SIMULATOR') ?: 'http://127.0.0.1:7780';
$app = getenv('APP') ?: 'http://127.0.0.1:8000';

/** Let somebody call the app, and wait for what comes of it. The clock is virtual: a call takes no time. */
$call = function (array ...$steps) use ($simulator, $app): array {
    $result = post("$simulator/control/v1/calls?wait=30", ['url' => "$app/incoming", 'steps' => $steps]);
    check(($result['failures'] ?? $result) === [], json_encode($result['failures'] ?? $result));
    $result['heard'] = array_column($result['heard'], 'text');
    return $result;
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
    'the balance is told to whoever has the PIN' => function () use ($call): void {
        $call(['hears' => 'press 1'], ['presses' => '1'], ['hears' => 'PIN'], ['presses' => '1234'], ['hears' => '120']);
    },
    'a wrong PIN is refused' => function () use ($call): void {
        $result = $call(
            ['hears' => 'press 1'],
            ['presses' => '1'],
            ['hears' => 'PIN'],
            ['presses' => '0000'],
            ['hears' => 'wrong'],
            ['hangs_up' => null],
        );
        check(!str_contains(implode($result['heard']), 'balance is'), 'the balance was told');
    },
    'a message is recorded' => function () use ($call): void {
        $result = $call(
            ['hears' => 'press 2'],
            ['presses' => '2'],
            ['hears' => 'Leave a message'],
            ['says' => 'Hello, this is Anna. Please call me back.'],
            ['stays_silent' => null],
        );
        check($result['recordings'][0]['end'] === 'final-timeout', 'Inactivity did not end the recording');
        check(str_starts_with(end($result['heard']), 'Thank you.'), 'nobody was thanked');
    },
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
