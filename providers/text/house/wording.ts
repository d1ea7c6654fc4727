/** Small rules of English that the phrases lean on. They prefer saying nothing to saying it wrongly. */

const massNouns = new Set(
  "coffee tea salt wash bedding furniture clothing skincare soap honey jam chocolate granola oil cream detergent linen cutlery jewellery lighting pasta food kitchenware wool cotton rice milk bread flour sugar salt stationery luggage".split(
    " ",
  ),
);

export function upperFirst(text: string): string {
  return text.replace(/^(["“']?)(\p{Ll})/u, (_, quote: string, letter: string) => quote + letter.toUpperCase());
}

/** Lowers the first letter of a common word; names and abbreviations ("Tromsø", "USB") are left alone by the caller's list. */
export function lowerFirst(text: string): string {
  return /^\p{Lu}\p{Lu}/u.test(text) || /^I\b/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

/** A sentence that can be read aloud by itself: one space between words, a capital first, a full stop last. */
export function asSentence(text: string): string {
  const plain = text.replace(/\s+/g, " ").trim();
  return upperFirst(/[.!?…]["”']?$/.test(plain) ? plain : `${plain.replace(/[,;:–—-]+$/, "")}.`);
}

export function isPlural(noun: string): boolean {
  return /[^sui]s$/i.test(noun) || /(?:ies|ees|oes)$/i.test(noun);
}

/** "a sofa", "an armchair", "coffee", "drawers". */
export function withArticle(noun: string, mass = false): string {
  const core = noun.replace(/\s+(?:for|with|in|of|from|by|to|and|without)\s.*$/i, "").replace(/,.*$/, "");
  if (core !== noun)
    return withArticle(core, mass) === core ? noun : `${withArticle(core, mass).split(" ")[0]} ${noun}`;
  if (mass || isPlural(noun) || massNouns.has(noun.split(" ").at(-1)!.toLowerCase())) return noun;
  return /^(?:[aeio]|u(?!ni|se|ti))/i.test(noun) ? `an ${noun}` : `a ${noun}`;
}

/** A title as people say it: without what shops append (sizes, brackets, trademark signs). */
export function spokenTitle(title: string): string {
  const said = title
    .replace(/[®™©]/g, "")
    .replace(/\s*[([{].*?[)\]}]/g, "")
    .split(/\s+[–—|/-]\s+|,\s/)[0]!
    .replace(/\s+\d+(?:[.,]\d+)?\s?(?:ml|cl|l|g|kg|mg|oz|lb|cm|mm|m|in|pcs|pack|x)\.?$/i, "")
    .replace(/\s+/g, " ")
    .trim();
  return said === "" ? title.trim() : said;
}

/** The last word of a title that is a plain word, lower-cased: what the thing is. */
export function headNoun(title: string): string | undefined {
  const word = spokenTitle(title)
    .replace(/\s+(?:for|with|in|of|from|by|to)\s.*$/i, "")
    .split(" ")
    .at(-1);
  return word && /^\p{L}{3,}$/u.test(word) ? word.toLowerCase() : undefined;
}

/** What follows a word that describes: "Roasted in …", "Light enough …"; before a noun ("Washed beans") it does not. */
const after =
  "(?=$|,|\\s(?:in|on|at|by|with|without|from|for|to|of|as|into|under|over|using|and|or|enough|only|once|twice|when|against|after|before|every|fresh|daily)\\b)";
const describing = new RegExp(
  `^(?:\\w+ly )?(?:[\\w-]{2,}ed|(?:[\\w]+-)?(?:made|grown|woven|blown|cut|sewn|built|spun|ground|knit|cast|drawn|safe|free|proof|tight)|sweet|light|soft|quiet|gentle|easy|simple|warm|strong|washable|vegan|organic|refillable|recyclable|compostable|biodegradable|waterproof|airtight|lightweight|available|suitable|low|high|rich|good|great|big|small|thin|wide|tall|ready)${after}`,
  "i",
);
const thirdPerson =
  /^(?:brews|keeps|holds|fits|comes|ships|works|takes|lasts|weighs|dries|washes|folds|charges|makes|gives|turns|serves|contains|includes|needs|uses|stays|pours|tastes|smells|cleans|removes|runs|stands|stacks|opens|closes|has|goes|grows|burns|fills|measures|arrives|packs|locks|carries|softens|protects|lets|helps|brings|adds|leaves|saves|reaches|doubles|supports|covers|seals|heats|cools|cooks|grinds|sits|rests|feels|looks|melts|dissolves|blooms)\b|^[a-z]{3,}[^s\W]s\s(?:a|an|the|its|your|being|one|two|three|\d+|well|off|out|up|both|every|any)\b/i;

/**
 * A fact as a clause with the product as its subject, without a full stop: "Roasted in Tromsø" → "it's roasted in
 * Tromsø". `head` is the product's own noun, by which a bare noun phrase is known. Undefined when no rule is sure.
 */
export function asClause(fact: string, plural: boolean, head: string | undefined): string | undefined {
  const text = fact
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[.!…]+$/, "");
  if (/[?;:]|[.!?]\s/.test(text)) return undefined;
  const are = plural ? "they're" : "it's";
  if (/^(?:it|they)(?:'s|'re|’s|’re| )/i.test(text)) return lowerFirst(text);
  if (/^(?:the|every|each|one|two|three|all|both|this|you|your|there)\s/i.test(text) && hasVerb(text))
    return lowerFirst(text);
  if (/^no\s/i.test(text) && !hasVerb(text)) return `there's ${lowerFirst(text)}`;
  if (thirdPerson.test(text)) return plural ? undefined : `it ${lowerFirst(text)}`;
  if (describing.test(text)) return `${are} ${lowerFirst(text)}`;
  const words = text.split(" ");
  if (head && words.length <= 10 && words.some((word) => word.toLowerCase() === head) && !hasVerb(text)) {
    const named = lowerFirst(text);
    return plural ? `they're ${named}` : `it's ${/^(?:a|an|the|our)\s/i.test(named) ? named : withArticle(named)}`;
  }
  return undefined;
}

function hasVerb(text: string): boolean {
  return /\b(?:is|are|was|were|has|have|comes?|gives?|makes?|takes?|gets?|keeps?|holds?|fits?|lets?|needs?|lasts?|brews?|stays?|works?|can|will|does|do|goes|ships?|tastes?|tells?|says?|starts?|sits?)\b/i.test(
    text,
  );
}
