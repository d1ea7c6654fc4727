import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { Refused } from "#config/errors.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { fetchPublic } from "#providers/web/fetch-public.ts";
import { importShopifyCsv } from "#studio/products/import-shopify-csv.ts";
import { type Noun, UsageError } from "./command.ts";
import { getBrandOf, operatorIn } from "./scope.ts";

export const products: Noun = {
  import: {
    usage: "<csv> --brand <slug> [--currency <code>] [--workspace <slug>]",
    does: "Imports a Shopify product export: all of it, or nothing",
    async run(args, desk) {
      const options = {
        brand: { type: "string" },
        currency: { type: "string", default: "USD" },
        workspace: { type: "string" },
      } as const;
      const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
      const [file, ...more] = positionals;
      if (file === undefined || more.length > 0) throw new UsageError("Name the CSV file, and nothing else.");
      if (values.brand === undefined) throw new UsageError("Say which brand sells these, with --brand <slug>.");
      const currency = values.currency.toUpperCase();
      if (!/^[A-Z]{3}$/.test(currency)) throw new UsageError("A currency has three letters, like EUR.");
      const csv = await readCsv(desk.pathOf(file));
      return desk.withDatabase(async ({ db }) => {
        const brand = await getBrandOf(db, values.brand ?? "", values.workspace);
        const fetchPicture = (url: string) => fetchPublic(url, {}, { allow: desk.env.fetchAllowHosts });
        const files = createFileStore(desk.env);
        const report = await importShopifyCsv(db, files, brand.id, operatorIn(brand.workspaceId), csv, {
          currency,
          fetchPicture,
        });
        for (const { handle, message } of report.notices) desk.say(`  note  ${handle}: ${message}`);
        desk.say(`${report.imported} products are imported into ${brand.name}, with prices in ${currency}.`);
        return 0;
      });
    },
  },
};

async function readCsv(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "There is no file" : code === "EISDIR" ? "This is a folder:" : "Cannot read";
    throw Object.assign(new Refused("no-file", `${why} ${file}. Name the CSV that Shopify exported.`), { cause });
  }
}
