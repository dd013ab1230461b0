// A voicemail app in JavaScript, with nothing but Node: node voicemail.js PORT
const http = require("node:http");

const XML = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text) => text.replace(/[&<>"]/g, (character) => XML[character]);
const ozml = (...commands) => `<Response>${commands.join("")}</Response>`;
const speak = (text) => `<Speak>${escape(text)}</Speak>`;

async function read(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

function download(url) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { timeout: 10_000 }, (response) =>
      response.statusCode === 200 ? resolve(read(response)) : reject(new Error(`${url}: ${response.statusCode}`)),
    );
    request.on("timeout", () => request.destroy(new Error(`${url}: no answer`)));
    request.on("error", reject);
  });
}

async function answer(fields, host) {
  switch (fields.get("NotificationName")) {
    case "IncomingCall":
      return ozml(
        speak("Hello. Leave a message."),
        `<Record Format="wav" Inactivity="2" FinishedUrl="${escape(`http://${host}/recorded`)}"/>`,
      );
    case "RecordCompleted":
      return ozml(speak(`Thank you. ${(await download(fields.get("RecordURL"))).length} bytes.`), "<Hangup/>");
    default:
      return ozml("<Hangup/>");
  }
}

http
  .createServer(async (request, response) => {
    try {
      const fields = new URLSearchParams((await read(request)).toString());
      response.setHeader("Content-Type", "text/xml; charset=utf-8");
      response.end(await answer(fields, request.headers.host));
    } catch (error) {
      console.error(error);
      response.writeHead(500, { "Content-Type": "text/plain" }).end("the app failed\n");
    }
  })
  .listen(Number(process.argv[2]), "127.0.0.1");
