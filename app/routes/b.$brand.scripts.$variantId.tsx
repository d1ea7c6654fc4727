import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Refused } from "#config/errors.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { getPersona } from "#db/queries/personas.ts";
import { getVariant } from "#db/queries/variants.ts";
import { findCurrentVideo } from "#db/queries/videos.ts";
import { endCardFor } from "#providers/text/contract.ts";
import { requirePermission } from "#studio/members/permissions.ts";
import { captionsFor } from "#studio/scripts/captions.ts";
import { checkDraft, makeVersion, openScript, readDraft, saveDraft } from "#studio/scripts/drafts.ts";
import { editScript, replaceScene } from "#studio/scripts/edit.ts";
import { videoSeconds } from "#studio/scripts/rules.ts";
import { suggestOtherHooks } from "#studio/scripts/swap-hook.ts";
import { variantRequested } from "#workflows/events.ts";
import { useLive } from "../components/use-live.ts";
import { orMissing } from "../missing.server.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";
import { compareScripts } from "../videos/compare-scripts.server.ts";
import { ScriptDesk } from "../videos/script-desk.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.script.title ?? "Script"} · Troupe` },
];

/** `?against=` is an entry of the history, laid beside what stands now with its words compared. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const variantId = params.variantId ?? "";
  const variant = await getVariant(db, brand.id, variantId).catch(orMissing);
  const open = await openScript(db, brand.id, variantId).catch(orMissing);
  const [persona, brief, video, findings] = await Promise.all([
    getPersona(db, brand.id, variant.personaId),
    getBrief(db, brand.id, variant.briefId),
    findCurrentVideo(db, brand.id, variantId),
    checkDraft(db, brand.id, variantId, open.script, open.request),
  ]);
  const against = new URL(request.url).searchParams.get("against");
  const entry = open.history.find(({ key }) => key === against);
  return {
    variant: { id: variant.id, hook: variant.hook, state: variant.state, personaId: persona.id, persona: persona.name },
    brief: { id: brief.id, name: brief.name },
    videoId: video?.id ?? null,
    script: open.script,
    number: open.number,
    baseVersion: open.baseVersion,
    changed:
      JSON.stringify(open.history.find(({ version }) => version === open.baseVersion)?.script) !==
      JSON.stringify(open.script),
    pace: {
      wordsPerSecond: open.request.persona.wordsPerSecond,
      endCard: endCardFor(open.request.seconds),
      wanted: open.request.seconds,
      seconds: videoSeconds(open.script, open.request),
    },
    mustSay: open.request.brief.mustSay,
    captions: captionsFor(open.script),
    history: open.history.map(({ script: _, ...each }) => each),
    comparison: entry && { key: entry.key, step: entry.step, ...compareScripts(entry.script, open.script) },
    findings,
    canSuggest: context.writer.suggestLines !== undefined,
  };
}

/**
 * POST by `intent`: "check" judges what is being typed and keeps nothing, "save" keeps it, "line" and "hooks" answer other
 * words, "take" puts one of those in place, "restore" goes back to an entry of the history, "make" asks for the video.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, brand, doer } = await requireBrand({ request, params, context }, "brief.edit");
  const variantId = params.variantId ?? "";
  const form = await request.formData();
  const intent = String(form.get("intent") ?? "");
  const json = (name: string): unknown => {
    try {
      return JSON.parse(String(form.get(name) ?? "null"));
    } catch {
      throw new Refused("form-unreadable", "What the page sent could not be read. Load it again.");
    }
  };
  try {
    if (intent === "make") {
      requirePermission(doer.member, "video.return", brand.id);
      const read = await readDraft(db, context.languageModel, brand.id, variantId);
      const wanted = await context.commit(db, async (trx, send) => {
        const made = await makeVersion(trx, brand.id, doer.by, variantId, read);
        await send(variantRequested.create({ workspaceId: brand.workspaceId, brandId: brand.id, ...made }));
        return made;
      });
      return { made: wanted.version };
    }
    const open = await openScript(db, brand.id, variantId);
    const rate = open.request.persona.wordsPerSecond;
    const draft = { after: Number(form.get("after") ?? open.number), baseVersion: open.baseVersion };
    const keep = (script: typeof open.script, step: string) =>
      saveDraft(db, brand.id, doer.by, variantId, { ...draft, script, step });
    if (intent === "restore") {
      const entry = open.history.find(({ key }) => key === form.get("key"));
      if (!entry) throw new Refused("entry-unknown", "That entry is no longer there. Load the page again.");
      await keep(
        entry.script,
        entry.version === null ? `Back to step ${entry.number}` : `Back to version ${entry.version}`,
      );
      return { saved: true };
    }
    const edited = editScript(open.script, json("script") as Parameters<typeof editScript>[1], rate);
    const scene = Number(form.get("scene") ?? 0);
    switch (intent) {
      case "check":
        return { findings: await checkDraft(db, brand.id, variantId, edited, open.request) };
      case "save":
        await keep(edited, "Edited by hand");
        return { saved: true };
      case "line":
        return { scene, lines: (await context.writer.suggestLines?.(open.request, edited, scene, 5)) ?? [] };
      case "hooks":
        return { scene: 0, hooks: await suggestOtherHooks(context.writer, open, 5) };
      case "take": {
        const taken = json("taken") as Partial<(typeof edited.scenes)[number]> | null;
        const standing = edited.scenes[scene];
        if (!standing || typeof taken?.line !== "string")
          throw new Refused("line-unknown", "That line is no longer there.");
        const { line, onScreen = standing.onScreen, facts = [] } = taken;
        const step = scene === 0 ? "Another hook" : `Another line ${scene + 1}`;
        await keep(replaceScene(edited, scene, { ...standing, line, onScreen, facts }, rate), step);
        return { saved: true };
      }
      default:
        throw new Refused("intent-unknown", "The page sent something this studio does not know. Load it again.");
    }
  } catch (error) {
    return replyTo(error);
  }
}

export default function ScriptPage() {
  const page = useLoaderData<typeof loader>();
  useLive(["variant"]);
  return <ScriptDesk {...page} />;
}
