import { parseDocument } from "yaml";
import type { DossierReason } from "#db/tables/dossiers.ts";
import { writeDossier } from "#providers/video/read-dossier.ts";

/** A change as a language model answers it: `value` is JSON. */
export type ProposedChange = { path: string; value: string; quote: string; why: string };

/** The places that a document about a model can change. What the model is called where, and by whom, is not among them. */
const open =
  /^(?:name|summary|abilities|durations|ratios|resolutions|frames|references|sound|recording|parameters|failures|price|deadlineMinutes|prompt\.(?:language|longest|lines|framing|camera|avoid))(?:\.|$)/;

/** A quotation shorter than this proves nothing: "8" is in every document. */
const shortestQuote = 8;

/**
 * Writes changes into a dossier's text, which keeps its comments and its order. A change that quotes what the document does
 * not say, or names a place that is not for it to change, is left out, and `dropped` says so in a sentence.
 */
export function applyChanges(
  text: string,
  changes: readonly ProposedChange[],
  document: string,
  source: { what: string; where: string; read: string },
): { text: string; reasons: DossierReason[]; dropped: string[] } {
  const yaml = parseDocument(text);
  const reasons: DossierReason[] = [];
  const dropped: string[] = [];
  const haystack = plain(document);
  for (const { path, value, quote, why } of changes) {
    const place = path.trim().replace(/\[(\d+)\]/g, ".$1");
    if (!open.test(place)) {
      dropped.push(`A change of ${cut(place)} was left out: a document cannot change that.`);
      continue;
    }
    if (plain(quote).length < shortestQuote || !haystack.includes(plain(quote))) {
      dropped.push(`A change of ${cut(place)} was left out: the document does not say “${cut(quote)}”.`);
      continue;
    }
    const parsed = readJson(value);
    if (!parsed) {
      dropped.push(`A change of ${cut(place)} was left out: its value is not JSON.`);
      continue;
    }
    const keys = place.split(".").map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    if (JSON.stringify(yaml.getIn(keys)) === JSON.stringify(parsed.value)) continue;
    try {
      yaml.setIn(keys, yaml.createNode(parsed.value));
    } catch {
      dropped.push(`A change of ${cut(place)} was left out: the dossier has no such place.`);
      continue;
    }
    reasons.push({ path: place, quote: quote.trim(), why: why.trim() });
  }
  if (reasons.length === 0) return { text, reasons, dropped };
  yaml.addIn(["sources"], yaml.createNode({ ...source, standing: "third-party" }));
  yaml.setIn(["checked"], source.read);
  return { text: writeDossier(yaml), reasons, dropped };
}

function readJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** Spaces and typography differ between what is on a page and what is copied from it. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[‘’‛]/g, "'")
    .replace(/[“”„]/g, '"')
    .replace(/[‐‑–—]/g, "-")
    .replace(/\s+/g, " ")
    .trim();
}

const cut = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
