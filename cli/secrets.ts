import { parseArgs } from "node:util";
import { openKeyring } from "#config/keyring.ts";
import { machineChain } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { forgetKey, readSecretStatus, rotateSecrets } from "#studio/secrets/rotate.ts";
import { type Noun, UsageError } from "./command.ts";
import { operatorIn } from "./scope.ts";

export const secrets: Noun = {
  status: {
    usage: "",
    does: "Lists the keys that secrets are sealed with, and how many each seals",
    async run(args, desk) {
      parseArgs({ args, options: {} });
      const ring = await openKeyring(desk.env);
      return desk.withDatabase(async ({ db }) => {
        const keys = await readSecretStatus(db, ring);
        for (const { id, state, values } of keys) desk.say(`${id}  ${state}  ${values} secrets`);
        const missing = keys.filter(({ state }) => state === "missing");
        for (const { id, values } of missing) {
          desk.complain(`${values} secrets cannot be read: the key ${id} is not on the keyring.`);
        }
        return missing.length === 0 ? 0 : 1;
      });
    },
  },
  rotate: {
    usage: "",
    does: "Seals every secret under a new key, while the studio runs; goes on where it was interrupted",
    async run(args, desk) {
      parseArgs({ args, options: {} });
      const ring = await openKeyring(desk.env);
      return desk.withDatabase(async ({ db }) => {
        const { keyId, resealed, resumed } = await rotateSecrets(db, ring);
        await db.transaction().execute((trx) =>
          recordAct(trx, operatorIn(machineChain), {
            act: "secrets.rotated",
            subject: { kind: "machine", id: machineChain, name: "the machine" },
            after: { keyId, resealed },
          }),
        );
        const done = resumed ? "The rotation that was interrupted is finished" : "Rotated";
        desk.say(`${done}: ${resealed} secrets were sealed anew, all with the key ${keyId}.`);
        desk.say("The keys before stay readable until you forget them.");
        return 0;
      });
    },
  },
  forget: {
    usage: "<key id>",
    does: "Takes an old key that seals nothing any more off the keyring, for good",
    async run(args, desk) {
      const { positionals } = parseArgs({ args, allowPositionals: true });
      const [id, ...more] = positionals;
      if (id === undefined || more.length > 0) throw new UsageError("Name the key's id, and nothing else.");
      const ring = await openKeyring(desk.env);
      return desk.withDatabase(async ({ db }) => {
        await forgetKey(db, ring, id);
        desk.say(`The key ${id} is gone.`);
        return 0;
      });
    },
  },
};
