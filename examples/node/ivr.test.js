// Calls to the app, placed by `ozeki-simulator serve`: node --test
const assert = require("node:assert/strict");
const { after, before, test } = require("node:test");
const server = require("./app.js");

const SIMULATOR = process.env.SIMULATOR ?? "http://127.0.0.1:7780";
let app = process.env.APP; // where it runs already, such as in another container; otherwise it is served here

before(async () => {
  if (app) return;
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  app = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

// Let somebody call the app, and wait for what comes of it. The clock is virtual: a call takes no time.
async function call(...steps) {
  const response = await fetch(`${SIMULATOR}/control/v1/calls?wait=30`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ url: `${app}/incoming`, steps }),
  }).catch((error) => assert.fail(`nobody answers at ${SIMULATOR}: ${error.cause?.code ?? error.message}`));
  const result = await response.json();
  assert.equal(response.status, 201, JSON.stringify(result));
  if (!result.passed) assert.fail(await report(result)); // what was heard, and what the app answered
  return { ...result, heard: result.heard.map((prompt) => prompt.text) };
}

async function report(result) {
  return "\n" + (await (await fetch(SIMULATOR + result.links.report)).text());
}

test("the balance is told to whoever has the PIN", async () => {
  await call({ hears: "press 1" }, { presses: "1" }, { hears: "PIN" }, { presses: "1234" }, { hears: "120 euros" });
});

test("a wrong PIN is refused", async () => {
  const steps = [{ hears: "press 1" }, { presses: "1" }, { hears: "PIN" }, { presses: "0000" }, { hears: "wrong" }];
  const result = await call(...steps, "hangs_up");

  assert.ok(!result.heard.join().includes("balance is"));
});

test("a message is recorded", async () => {
  const anna = { says: "Hello, this is Anna. Please call me back." };
  const result = await call({ hears: "press 2" }, { presses: "2" }, { hears: "Leave a message" }, anna, "stays_silent");

  const [recording] = result.recordings;
  assert.equal(recording.end, "final-timeout"); // she fell silent, and Inactivity ended the recording
  assert.match(result.heard.at(-1), /^Thank you\. Your message has \d+ seconds\.$/);
  const sound = await fetch(recording.url);
  assert.equal((await sound.arrayBuffer()).byteLength, recording.size);
});
