// Sends each message of standard input (a JSON list) to a port, one after the other, and prints the answers as JSON.
const { Client, Message } = require("node-hl7-client");

async function main(port, texts) {
  const client = new Client({ host: "127.0.0.1" });
  const answers = [];
  let heard;
  const line = client.createConnection({ port }, (answer) => {
    answers.push(answer.getMessage().toString());
    heard();
  });
  for (const text of texts) {
    const answered = new Promise((resolve) => (heard = resolve));
    await line.sendMessage(new Message({ text }));
    await answered;
  }
  await line.close();
  console.log(JSON.stringify(answers));
  process.exit(0); // its timers would keep the process alive
}

main(Number(process.argv[2]), JSON.parse(require("fs").readFileSync(0, "utf8")));
