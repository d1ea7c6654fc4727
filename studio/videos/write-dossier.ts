import type { Dossier } from "./dossier.ts";
import { sayAuthor } from "./line-authors.ts";
import { saySpeaker } from "./provenance.ts";

type Cell = string | number | boolean | Date | null | undefined;

/**
 * A dossier as one page that opens anywhere and prints: tables a person reads, and the whole of it as JSON inside
 * (`#dossier`), so that the two cannot be parted.
 */
export function writeDossier(dossier: Dossier): string {
  const {
    video,
    madeFor,
    persona,
    kit,
    script,
    takes,
    disclosure,
    provenance,
    findings,
    decisions,
    posts,
    costs,
    cuts,
  } = dossier;
  const signature = provenance?.signature;
  const parts = [
    section("The video", [
      list([
        ["SHA-256 of the file", video.sha256],
        ["Version", video.version],
        ["Made", video.madeAt],
        ["Length", `${video.seconds.toFixed(1)} s, ${video.width} × ${video.height}, ${video.bytes} bytes`],
        ["Brand and brief", `${madeFor.brand}, ${madeFor.brief}`],
        ["Product", madeFor.product],
        ["Persona", `${persona.name} (${persona.kind}), voice ${persona.voice}`],
        ["Brand kit", kit.version === null ? "not noted" : `version ${kit.version}, ${kit.sha256}`],
      ]),
    ]),
    section("Cuts", [
      table(
        ["Cut", "SHA-256 of the file", "Length", "Size", "Its own shots"],
        cuts.map(({ cut, sha256, seconds, bytes, shots }) => [
          cut,
          sha256,
          `${seconds.toFixed(1)} s`,
          bytes,
          shots.flatMap(({ shared }, index) => (shared ? [] : [index + 1])).join(", ") || "none",
        ]),
      ),
    ]),
    section("Labels and origin", [
      list([
        ["In the picture", disclosure.inThePicture],
        ["Digital source type in the file", provenance?.digitalSourceType ?? "not written"],
        [
          "Content Credentials",
          signature
            ? `signed by ${signature.issuer ?? "an unnamed issuer"} (${signature.state})`
            : "No Content Credentials are embedded",
        ],
        ...(provenance?.problem ? [["Why not", provenance.problem] as [string, Cell]] : []),
      ]),
      table(
        ["Rule", "Law or policy", "Since"],
        disclosure.rules.map(({ id, law, since }) => [id, law, since]),
      ),
    ]),
    section("Script", [
      list([
        ["Version", script.version],
        ["Written by", [script.writer, script.model].filter(Boolean).join(", ")],
        ["Seed", script.seed],
        ["Prompt", script.prompt],
        ["Asked for", script.note],
      ]),
      table(
        ["Beat", "Spoken", "On screen", "Written by", "Spoken by"],
        script.scenes.map(({ beat, line, onScreen, writtenBy, spokenBy }) => [
          ...[beat, line, onScreen],
          ...[writtenBy && sayAuthor(writtenBy), spokenBy && saySpeaker(spokenBy)],
        ]),
      ),
    ]),
    section("Shots and takes", [
      table(
        ["Shot", "At", "Kind", "Made by", "Prompt", "Seed", "Cost", "Hash"],
        takes.map(({ shot, part, startsAt, shotType, provider, model, prompt, seed, costMicros, shotHash }) => [
          part === null ? shot : `${shot}.${part + 1}`,
          startsAt === null ? "" : `${startsAt.toFixed(2)} s`,
          shotType,
          model ?? provider,
          prompt,
          seed,
          money(costMicros),
          shotHash.slice(0, 16),
        ]),
      ),
    ]),
    section("Checks", [
      table(
        ["Check", "Cut", "Weight", "Found", "At"],
        findings.map(({ gate, cut, severity, message, atSeconds }) => [
          gate,
          cut ?? video.cut,
          severity,
          message,
          atSeconds === null ? "" : `${atSeconds.toFixed(1)} s`,
        ]),
      ),
    ]),
    section("Decisions", [
      table(
        ["Decision", "By", "At", "On the bytes", "Note"],
        decisions.map(({ decision, by, at, sha256, cuts: also, note, takenBackAt }) => [
          takenBackAt ? `${decision}, taken back` : decision,
          by,
          at,
          [sha256, ...Object.values(also)].map((hash) => hash.slice(0, 16)).join(", "),
          note,
        ]),
      ),
    ]),
    section("Posts", [
      table(
        ["Channel", "Account", "Cut", "State", "At", "Label sent", "Address"],
        posts.map(({ channel, account, cut, state, publishedAt, scheduledAt, disclosure: said, url }) => [
          channel,
          account,
          cut,
          state,
          publishedAt ?? scheduledAt,
          Object.values(said).filter(Boolean).join(" · "),
          url,
        ]),
      ),
    ]),
    section("Costs", [
      table(
        ["What", "By", "Amount", "Note", "At"],
        costs.entries.map(({ kind, provider, amountMicros, note, at }) => [
          kind,
          provider,
          money(amountMicros),
          note,
          at,
        ]),
      ),
      `<p>Together ${money(costs.totalMicros)}, with what failed or was thrown away.</p>`,
    ]),
  ];
  // A closing tag in a text must not end the script element.
  const json = JSON.stringify(dossier, null, 1).replaceAll("<", "\\u003c");
  const title = escapeHtml(`Dossier of “${script.title}”, version ${video.version}`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${style}</style></head><body><main><h1>${title}</h1>
${parts.join("\n")}
</main><script type="application/json" id="dossier">${json}</script></body></html>
`;
}

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:0}main{margin:0 auto;max-width:64rem;padding:1.5rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}table{border-collapse:collapse;width:100%}
td,th{border-top:1px solid #8886;padding:.35rem .6rem .35rem 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}
dl{display:grid;gap:.25rem 1rem;grid-template-columns:minmax(8rem,auto) 1fr}dd,dt{margin:0;overflow-wrap:anywhere}dt{opacity:.7}
.none{opacity:.7}@media(max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}table{display:block;overflow-x:auto}}`;

function section(title: string, parts: string[]): string {
  return `<section><h2>${escapeHtml(title)}</h2>\n${parts.join("\n")}</section>`;
}

function list(rows: [string, Cell][]): string {
  const known = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return `<dl>${known.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${show(value)}</dd>`).join("")}</dl>`;
}

function table(heads: string[], rows: Cell[][]): string {
  if (rows.length === 0) return `<p class="none">None.</p>`;
  const head = heads.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${show(cell)}</td>`).join("")}</tr>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

function show(value: Cell): string {
  if (value === null || value === undefined) return "";
  return escapeHtml(value instanceof Date ? value.toISOString() : String(value));
}

function money(micros: number): string {
  return `$${(micros / 1_000_000).toFixed(micros === 0 ? 2 : 4)}`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => entities[sign]!);
}
