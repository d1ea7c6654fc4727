import { type ActionFunctionArgs, json } from "@remix-run/node";
import { z } from "zod";
import { getBrief } from "#db/queries/briefs.ts";
import { chooseCells, resetCells } from "#studio/briefs/cells.ts";
import { cellsAt } from "#studio/briefs/plan.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

const places = z.array(z.int().min(0)).max(20_000).default([]);
const wanted = z.strictObject({ stamp: z.string(), on: places, off: places, reset: z.boolean().default(false) });

/** POST puts cells in and takes cells out; `reset` goes back to what the rule chooses first. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "brief.edit");
  const briefId = params.briefId ?? "";
  try {
    const { stamp, on, off, reset } = wanted.parse(readCells(await request.formData()));
    const brief = await getBrief(db, brand.id, briefId);
    const choices = [
      ...cellsAt(brief, on, stamp).map((cell) => ({ ...cell, chosen: true })),
      ...cellsAt(brief, off, stamp).map((cell) => ({ ...cell, chosen: false })),
    ];
    if (reset) await resetCells(db, brand.id, doer.by, briefId, choices);
    else await chooseCells(db, brand.id, doer.by, briefId, choices);
    return json({ kept: true });
  } catch (error) {
    return replyTo(error);
  }
}

/** Places come as texts with commas: thousands of them are still one short form. */
function readCells(form: FormData) {
  const list = (name: string) =>
    String(form.get(name) ?? "")
      .split(",")
      .filter(Boolean)
      .map(Number);
  return {
    stamp: String(form.get("stamp") ?? ""),
    on: list("on"),
    off: list("off"),
    reset: form.get("reset") === "true",
  };
}
