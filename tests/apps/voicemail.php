<?php
// A voicemail app in PHP: php -S 127.0.0.1:PORT voicemail.php
declare(strict_types=1);

function escaped(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES | ENT_XML1, 'UTF-8');
}

function speak(string $text): string
{
    return '<Speak>' . escaped($text) . '</Speak>';
}

function record(string $finishedUrl): string
{
    return '<Record Format="wav" Inactivity="2" FinishedUrl="' . escaped($finishedUrl) . '"/>';
}

function download(string $url): string
{
    $context = stream_context_create(['http' => ['timeout' => 10]]);
    $content = preg_match('#^https?://#', $url) ? @file_get_contents($url, false, $context) : false;
    if ($content === false) {
        throw new RuntimeException("cannot download $url");
    }
    return $content;
}

function answer(array $fields): string
{
    switch ($fields['NotificationName'] ?? '') {
        case 'IncomingCall':
            return speak('Hello. Leave a message.') . record("http://{$_SERVER['HTTP_HOST']}/recorded");
        case 'RecordCompleted':
            return speak('Thank you. ' . strlen(download($fields['RecordURL'] ?? '')) . ' bytes.') . '<Hangup/>';
        default:
            return '<Hangup/>';
    }
}

try {
    $xml = '<Response>' . answer($_POST) . '</Response>';
} catch (Throwable $error) {
    error_log($error->getMessage());
    http_response_code(500);
    return;
}
header('Content-Type: text/xml; charset=utf-8');
echo $xml;
