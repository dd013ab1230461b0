// An IVR with a PIN and a voicemail, in nothing but Node 18 or later: node app.js 8000
const http = require("node:http");

const PIN = "1234";
const escape = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
const speak = (text) => `<Speak>${escape(text)}</Speak>`;
const goTo = (path) => `<GoTo>${escape(path)}</GoTo>`;

const answers = {
  "/incoming": () => `
    <UserInput Timeout="5">
      <InitialCommands>${speak("Welcome. For your balance, press 1. To leave a message, press 2.")}</InitialCommands>
      <Inputs>
        <Input Key="1">${goTo("/pin?attempt=1")}</Input>
        <Input Key="2">${goTo("/voicemail")}</Input>
      </Inputs>
    </UserInput>
    ${speak("Goodbye.")}`,

  "/pin": (query) => `
    <UserInput Digits="4" Timeout="5" ForwardToUrl="/balance?attempt=${Number(query.get("attempt"))}">
      <InitialCommands>${speak("Enter your four digit PIN.")}</InitialCommands>
    </UserInput>`,

  "/balance": (query, form) => {
    if (form.get("DtmfDigits") === PIN) return speak("Your balance is 120 euros.");
    const attempt = Number(query.get("attempt")) + 1;
    return speak("That PIN is wrong.") + (attempt > 3 ? "<Hangup/>" : goTo(`/pin?attempt=${attempt}`));
  },

  "/voicemail": () => speak("Leave a message.") + '<Record Format="wav" Inactivity="3" FinishedUrl="/recorded"/>',

  "/recorded": async (query, form) => {
    const download = await fetch(form.get("RecordURL"));
    if (!download.ok) throw new Error(`${form.get("RecordURL")}: ${download.status}`);
    const seconds = ((await download.arrayBuffer()).byteLength - 44) / 16000; // 8,000 samples of two bytes, and a head
    return speak(`Thank you. Your message has ${Math.round(seconds)} seconds.`);
  },
};

async function handle(request, response) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const url = new URL(request.url, "http://app");
  const answer = answers[url.pathname];
  if (!answer) return response.writeHead(404).end();
  const commands = await answer(url.searchParams, new URLSearchParams(Buffer.concat(pieces).toString()));
  response.writeHead(200, { "Content-Type": "text/xml; charset=utf-8" });
  response.end(`<Response>${commands}</Response>`);
}

const server = http.createServer((request, response) =>
  handle(request, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end();
  }),
);

module.exports = server;
if (require.main === module) server.listen(Number(process.argv[2] ?? 8000), process.argv[3] ?? "127.0.0.1");
