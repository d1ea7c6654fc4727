import { z } from "zod";
import { scopes } from "#studio/api-keys/scopes.ts";
import { id, isoOrNull, model, moment } from "./models.ts";
import { operation } from "./operation.ts";

const me = model(
  "Me",
  z.object({
    key: z.object({ id: id(), name: z.string(), scopes: z.array(z.enum(scopes)), expiresAt: moment().nullable() }),
    workspace: z.object({ id: id(), name: z.string() }),
  }),
);

export const meOperations = [
  operation({
    id: "getMe",
    method: "GET",
    path: "/me",
    summary: "What this key is, and what it may do",
    about: "Any key may ask. A good first question: it tells whether the key works.",
    response: me,
    run: async ({ admission: { key, workspace, scopes: allowed } }) => ({
      key: { id: key.id, name: key.name, scopes: [...allowed], expiresAt: isoOrNull(key.expiresAt) },
      workspace,
    }),
  }),
];
