import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import { EnvironmentRefused } from "#config/env.ts";
import type { Letter, Mailer } from "./contract.ts";
import { chooseMailer } from "./index.ts";

const letter: Letter = {
  id: "0198a1c0-0000-7000-8000-000000000001",
  to: "bo@example.com",
  subject: "Æ: come backstage",
  text: "Open https://studio.test/x\n",
  html: "<p>Open</p>",
};
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Received = { to: string[]; from: string; raw: string };

/** A real mail server in this process. `answerTo` may refuse a recipient with a code. */
async function openServer(answerTo: (address: string) => number | undefined = () => undefined) {
  const received: Received[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _, done) =>
      username === "studio" && password === "s3cret"
        ? done(null, { user: username })
        : done(new Error("No such login")),
    onRcptTo: ({ address }, _, done) => {
      const code = answerTo(address);
      done(code ? Object.assign(new Error("Not now, not here"), { responseCode: code }) : null);
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(parts).toString(),
        });
        done();
      });
    },
  });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  closing.push(() => void server.close());
  const { port } = server.server.address() as AddressInfo;
  return { received, url: `smtp://studio:s3cret@127.0.0.1:${port}` };
}

function open(source: Record<string, string>, print: (text: string) => void = () => undefined): Mailer {
  const mailer = chooseMailer({ source }, print);
  closing.push(() => mailer.close());
  return mailer;
}
const from = { MAIL_FROM: "Troupe <studio@example.com>" };

test("a letter arrives at a mail server as text and as HTML, under its own id", async () => {
  const { url, received } = await openServer();
  const mailer = open({ SMTP_URL: url, ...from });
  expect(mailer.delivers).toBe(true);
  await mailer.send(letter);
  expect(received).toHaveLength(1);
  const [mail] = received;
  expect(mail).toMatchObject({ from: "studio@example.com", to: ["bo@example.com"] });
  expect(mail?.raw).toContain(`Message-ID: <${letter.id}@example.com>`);
  expect(mail?.raw).toMatch(/Subject: =\?UTF-8\?/);
  expect(mail?.raw).toContain("Content-Type: text/plain");
  expect(mail?.raw).toContain("Content-Type: text/html");
});

test("one address is one recipient, whatever it looks like", async () => {
  const { url, received } = await openServer();
  const mailer = open({ SMTP_URL: url, ...from });
  await mailer.send({ ...letter, to: "bo@example.com, eve@evil.test" }).catch(() => undefined);
  await mailer.send({ ...letter, to: "bo@example.com\r\nBcc: eve@evil.test" }).catch(() => undefined);
  await expect(mailer.send({ ...letter, to: "no address" })).rejects.toMatchObject({ kind: "reject" });
  expect(received.flatMap(({ to }) => to)).not.toContain("eve@evil.test");
  expect(received.map(({ raw }) => raw).join()).not.toMatch(/^bcc:/im);
});

test.each([
  [550, "reject"],
  [451, "retry"],
] as const)("a recipient answered with %i is a %s", async (code, kind) => {
  const { url } = await openServer(() => code);
  await expect(open({ SMTP_URL: url, ...from }).send(letter)).rejects.toMatchObject({ name: "ProviderError", kind });
});

test("a wrong login is ours to mend, and its password is in no word of the failure", async () => {
  const { url } = await openServer();
  const mailer = open({ SMTP_URL: url.replace("s3cret", "wr0ng-pass"), ...from });
  const failure = await mailer.send(letter).then(
    () => expect.unreachable(),
    (error: Error) => error,
  );
  expect(failure).toMatchObject({ kind: "misconfigured" });
  expect(failure.message).not.toContain("wr0ng-pass");
});

test("a server that is away may be tried again", async () => {
  const mailer = open({ SMTP_URL: "smtp://127.0.0.1:9", ...from });
  await expect(mailer.send(letter)).rejects.toMatchObject({ kind: "retry" });
});

test("without a mail server the letter is shown in the terminal, which says so", async () => {
  const printed: string[] = [];
  const mailer = open({}, (text) => printed.push(text));
  expect(mailer).toMatchObject({ id: "outbox", delivers: false });
  await mailer.send(letter);
  expect(printed.join()).toContain("Mail to bo@example.com, not sent: SMTP_URL is not set.");
  expect(printed.join()).toContain("https://studio.test/x");
});

test("settings that are wrong are named without being repeated", () => {
  for (const [source, name] of [
    [{ SMTP_URL: "smtp://u:hidden-pass@h.test" }, "MAIL_FROM"],
    [{ SMTP_URL: "http://u:hidden-pass@h.test", ...from }, "SMTP_URL"],
    [{ SMTP_URL: "smtp://u:hidden-pass@h.test", MAIL_FROM: "nobody" }, "MAIL_FROM"],
  ] as const) {
    try {
      chooseMailer({ source }, () => undefined);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(EnvironmentRefused);
      expect((error as Error).message).toContain(name);
      expect((error as Error).message).not.toContain("hidden-pass");
    }
  }
});
