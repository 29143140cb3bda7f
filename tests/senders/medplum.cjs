// Sends each message of standard input (a JSON list) to a port, one after the other, and prints the answers as JSON.
const { Hl7Client } = require("@medplum/hl7");
const { Hl7Message } = require("@medplum/core");

async function main(port, texts) {
  const client = new Hl7Client({ host: "127.0.0.1", port });
  const answers = [];
  for (const text of texts) {
    answers.push((await client.sendAndWait(Hl7Message.parse(text))).toString());
  }
  await client.close();
  console.log(JSON.stringify(answers));
}

main(Number(process.argv[2]), JSON.parse(require("fs").readFileSync(0, "utf8")));
