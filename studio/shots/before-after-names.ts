/** What stands over the two halves of a before and after, by language. At most 24 characters each. */
const names: Record<string, [before: string, after: string]> = {
  ar: ["قبل", "بعد"],
  cs: ["Předtím", "Potom"],
  da: ["Før", "Efter"],
  de: ["Vorher", "Nachher"],
  el: ["Πριν", "Μετά"],
  es: ["Antes", "Después"],
  fi: ["Ennen", "Jälkeen"],
  fr: ["Avant", "Après"],
  he: ["לפני", "אחרי"],
  hi: ["पहले", "बाद में"],
  hu: ["Előtte", "Utána"],
  id: ["Sebelum", "Sesudah"],
  it: ["Prima", "Dopo"],
  ja: ["使用前", "使用後"],
  ko: ["전", "후"],
  nb: ["Før", "Etter"],
  nl: ["Voor", "Na"],
  no: ["Før", "Etter"],
  pl: ["Przed", "Po"],
  pt: ["Antes", "Depois"],
  ro: ["Înainte", "După"],
  ru: ["До", "После"],
  sv: ["Före", "Efter"],
  th: ["ก่อน", "หลัง"],
  tr: ["Önce", "Sonra"],
  uk: ["До", "Після"],
  vi: ["Trước", "Sau"],
  zh: ["之前", "之后"],
};

/** The two names in a locale's language; in English where nobody wrote them down. */
export function nameBeforeAfter(locale: string): [before: string, after: string] {
  return names[locale.toLowerCase().split(/[-_]/)[0] ?? ""] ?? ["Before", "After"];
}
