import { expect, test } from "vitest";
import { z } from "zod";
import { KitRefused } from "#brand-kits/problems.ts";
import { NotFound, Refused } from "#config/errors.ts";
import { ProviderError } from "#providers/errors.ts";
import { replyTo, valuesOf } from "./reply.server.ts";

function formOf(entries: [string, string][]): FormData {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
}

test("a refusal becomes a 422 that names its field and keeps what was typed", () => {
  const form = formOf([["name", "Maja"]]);
  const reply = replyTo(new Refused("name-taken", "Maja is there already.", "name"), valuesOf(form));
  expect(reply.init).toMatchObject({ status: 422 });
  expect(reply.data).toEqual({
    error: {
      code: "name-taken",
      message: "Maja is there already.",
      field: "name",
      fields: { name: "Maja is there already." },
      problems: [],
    },
    values: { name: "Maja" },
  });
});

test("a failed check says one sentence for each field", () => {
  const { error } = z
    .object({ name: z.string().min(1, "Name it"), look: z.object({ hair: z.enum(["bob"], "Choose hair") }) })
    .safeParse({ name: "", look: { hair: "green" } });
  expect(replyTo(error).data.error).toMatchObject({
    message: "Name it",
    fields: { name: "Name it", "look.hair": "Choose hair" },
  });
});

test("a refused kit is listed by file, line and place", () => {
  const problem = { file: "kit.yaml", where: "palette.text", line: 4, column: 9, message: "This is missing" };
  expect(replyTo(new KitRefused([problem])).data.error.problems).toEqual([
    { place: "kit.yaml:4:9 palette.text", message: "This is missing" },
  ]);
});

test("what a provider says is said to the person", () => {
  const reply = replyTo(new ProviderError("reject", "The network does not take this video."));
  expect(reply.data.error.message).toBe("The network does not take this video.");
});

test("what is not there becomes a 404 page", () => {
  try {
    replyTo(new NotFound("persona", "1"));
    expect.unreachable();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Response);
    expect((thrown as Response).status).toBe(404);
  }
});

test("a fault of ours is not dressed up as the person's", () => {
  const fault = new TypeError("x is undefined");
  expect(() => replyTo(fault)).toThrow(fault);
});

test("a password is never sent back, and a field that came twice is a list", () => {
  const form = formOf([
    ["email", "a@b.test"],
    ["password", "secret-secret"],
    ["nextPassword", "secret-secret"],
    ["hooks", "myth"],
    ["hooks", "demo"],
  ]);
  form.append("picture", new File(["x"], "x.png"));
  expect(valuesOf(form)).toEqual({ email: "a@b.test", hooks: ["myth", "demo"] });
});
