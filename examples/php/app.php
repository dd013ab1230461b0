<?php
// An IVR with a PIN and a voicemail, in nothing but PHP 8: php -S 127.0.0.1:8000 app.php
declare(strict_types=1);

const PIN = '1234';

function escaped(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES | ENT_XML1, 'UTF-8');
}

function speak(string $text): string
{
    return '<Speak>' . escaped($text) . '</Speak>';
}

function redirect(string $path): string
{
    return '<GoTo>' . escaped($path) . '</GoTo>';
}

function incoming(): string
{
    $prompt = speak('Welcome. For your balance, press 1. To leave a message, press 2.');
    $inputs = '<Input Key="1">' . redirect('/pin?attempt=1') . '</Input><Input Key="2">' . redirect('/voicemail') . '</Input>';
    return "<UserInput Timeout=\"5\"><InitialCommands>$prompt</InitialCommands><Inputs>$inputs</Inputs></UserInput>"
        . speak('Goodbye.');
}

function pin(int $attempt): string
{
    $prompt = speak('Enter your four digit PIN.');
    return "<UserInput Digits=\"4\" Timeout=\"5\" ForwardToUrl=\"/balance?attempt=$attempt\">"
        . "<InitialCommands>$prompt</InitialCommands></UserInput>";
}

function balance(string $digits, int $attempt): string
{
    if ($digits === PIN) {
        return speak('Your balance is 120 euros.');
    }
    return speak('That PIN is wrong.') . ($attempt < 3 ? redirect('/pin?attempt=' . ($attempt + 1)) : '<Hangup/>');
}

function recorded(string $url): string
{
    $sound = preg_match('#^https?://#', $url) ? file_get_contents($url) : false;
    if ($sound === false) {
        throw new RuntimeException("cannot download $url");
    }
    $seconds = round((strlen($sound) - 44) / 16000); // 8,000 samples of two bytes, and a head
    return speak("Thank you. Your message has $seconds seconds.");
}

$attempt = (int) ($_GET['attempt'] ?? 1);
$answer = match (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
    '/incoming' => incoming(),
    '/pin' => pin($attempt),
    '/balance' => balance($_POST['DtmfDigits'] ?? '', $attempt),
    '/voicemail' => speak('Leave a message.') . '<Record Format="wav" Inactivity="3" FinishedUrl="/recorded"/>',
    '/recorded' => recorded($_POST['RecordURL'] ?? ''),
    default => null,
};

if ($answer === null) {
    http_response_code(404);
} else {
    header('Content-Type: text/xml; charset=utf-8');
    echo "<Response>$answer</Response>";
}
