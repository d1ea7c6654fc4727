import { afterAll, beforeEach, expect, test } from "vitest";
import { ProviderError, type ProviderErrorKind } from "#providers/errors.ts";
import type { Letter, Mailer } from "#providers/mail/contract.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { deliverDueMail } from "./delivery.ts";
import { invitationLetter, postLetter, resetLetter } from "./letters.ts";

const opened: TestDatabase[] = [];
let database: TestDatabase;
let workspaceId: string;
beforeEach(async () => {
  database = await createTestDatabase();
  opened.push(database);
  workspaceId = (await castOf(database.db)).workspace.id;
});
afterAll(() => Promise.all(opened.map(({ drop }) => drop())));

/** A mail server of the imagination: fails as often as it is told, and keeps what it took. */
function serverThat(fails: ProviderErrorKind[] = [], delivers = true): Mailer & { took: Letter[]; asked: number } {
  const server = {
    ...{ id: "smtp" as const, delivers, took: [] as Letter[], asked: 0, close: () => undefined },
    send: async (letter: Letter) => {
      const failure = fails[server.asked++];
      if (failure) throw new ProviderError(failure, `The mail server said ${failure}`);
      server.took.push(letter);
    },
  };
  return server;
}
const at = (minutes: number) => () => new Date(Date.now() + minutes * 60_000);
const post = () =>
  postLetter(database.db, workspaceId, "bo@example.com", resetLetter("https://studio.test/reset/t0ken"));
const read = () => database.db.selectFrom("mails").selectAll().executeTakeFirstOrThrow();

test("a letter is sent once, and its text with the link is gone afterwards", async () => {
  const id = await post();
  const server = serverThat();
  expect(await deliverDueMail(database.db, server)).toBe(1);
  expect(await deliverDueMail(database.db, server)).toBe(0);
  expect(server.took).toMatchObject([{ id, to: "bo@example.com" }]);
  expect(await read()).toMatchObject({ text: null, html: null, failure: null, attempts: 1, nextTryAt: null });
});

test("two senders at once do not send a letter twice", async () => {
  for (let n = 0; n < 12; n++) await post();
  const servers = [serverThat(), serverThat(), serverThat()];
  await Promise.all(servers.map((server) => deliverDueMail(database.db, server)));
  const ids = servers.flatMap(({ took }) => took.map(({ id }) => id));
  expect(ids).toHaveLength(12);
  expect(new Set(ids).size).toBe(12);
});

test("a server that is away is asked again later, with longer and longer pauses, and the letter is given up in the end", async () => {
  await post();
  const server = serverThat(Array.from({ length: 20 }, () => "retry" as const));
  await deliverDueMail(database.db, server);
  expect(await read()).toMatchObject({ attempts: 1, failure: "The mail server said retry", sentAt: null });
  await deliverDueMail(database.db, server);
  expect(server.asked).toBe(1);
  await deliverDueMail(database.db, server, at(2));
  expect(server.asked).toBe(2);
  for (let days = 1; days < 12; days++) await deliverDueMail(database.db, server, at(days * 1440));
  expect(server.asked).toBe(8);
  expect(await read()).toMatchObject({ nextTryAt: null, sentAt: null, text: null });
});

test("a letter that the server will never take is given up at once", async () => {
  await post();
  await deliverDueMail(database.db, serverThat(["reject"]));
  expect(await read()).toMatchObject({ attempts: 1, nextTryAt: null, failure: "The mail server said reject" });
});

test("where nothing sends mail, the letter is kept with its text", async () => {
  await post();
  await deliverDueMail(database.db, serverThat([], false));
  const mail = await read();
  expect(mail.text).toContain("https://studio.test/reset/t0ken");
  expect(mail.keptAt).not.toBeNull();
  expect(mail.sentAt).toBeNull();
});

test("a sender that dies leaves its letter to others, after a while", async () => {
  await post();
  const dying: Mailer = { ...serverThat(), send: () => Promise.reject(new Error("killed")) };
  await expect(deliverDueMail(database.db, dying)).rejects.toThrow("killed");
  const server = serverThat();
  expect(await deliverDueMail(database.db, server)).toBe(0);
  expect(await deliverDueMail(database.db, server, at(3))).toBe(1);
});

test("what people typed is text in a letter: no markup, and no second header", () => {
  const about = { inviter: "<b>Eve</b>", workspace: "A & B\r\nBcc: all@example.com", role: "analyst" as const };
  const { subject, html, text } = invitationLetter({ ...about, link: "https://studio.test/i?a=1&b=2", days: 7 });
  expect(subject).not.toMatch(/[\r\n]/);
  expect(html).toContain("&lt;b&gt;Eve&lt;/b&gt;");
  expect(html).toContain('href="https://studio.test/i?a=1&amp;b=2"');
  expect(text).toContain("https://studio.test/i?a=1&b=2");
});
