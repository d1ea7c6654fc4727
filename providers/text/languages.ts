/** The language of a locale without its place: "pt" of "pt-BR". */
export function languageOf(locale: string): string {
  return locale.toLowerCase().split(/[-_]/)[0] ?? "";
}

/** A locale as the world writes it ("pt-br" is "pt-BR"), or undefined when no such language can be named. */
export function findLocale(text: string): string | undefined {
  try {
    const [locale] = Intl.getCanonicalLocales(text.trim().replaceAll("_", "-"));
    return locale && names.of(languageOf(locale)) ? locale : undefined;
  } catch {
    return undefined;
  }
}

/** A locale's name in English: "Brazilian Portuguese". What has none is called as it is written. */
export function nameLanguage(locale: string): string {
  try {
    return new Intl.DisplayNames("en", { type: "language", fallback: "code" }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}

const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
