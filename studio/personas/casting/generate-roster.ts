import { lookWords } from "#media/persona-look.ts";
import { speechStyles } from "../bible.ts";
import { type PersonaDraft, personaInput } from "../input.ts";
import { Deck, type Groups } from "./deal.ts";
import { dealtVoices, hair, hairColours, material, opinionsFor, taboosFor } from "./material.ts";

/** Somebody who could be cast. `job`, `interest`, `trait` and `origin` are told apart for whoever checks the rules. */
export type Candidate = Groups & { job: string; interest: string; trait: string; persona: PersonaDraft };

export type Casting = {
  /** Whom the roster speaks to, in the marketer's words. */
  audience: string;
  size: number;
  seed: string;
  /** How often the one at each place was asked for anew; a place left out was never. */
  takes?: Readonly<Record<number, number>>;
  /** Names that are on the brand's roster already. */
  taken?: readonly string[];
};

/** The most that are cast at once. */
export const largestRoster = 100;

/**
 * Casts a roster for an audience by the rules beside this file (rules.md): offline, the same for the same casting, diverse by
 * construction. Asking for one of them anew leaves the others as they are.
 */
export function generateRoster({ audience, size, seed, takes = {}, taken = [] }: Casting): Candidate[] {
  const room = new Room(tidy(audience), seed, taken);
  const roster = Array.from({ length: Math.min(size, largestRoster) }, () => room.cast());
  const places = Object.entries(takes)
    .map(([place, count]) => [Number(place), count] as const)
    .filter(([place]) => place in roster)
    .sort(([a], [b]) => a - b);
  for (const [place, count] of places) {
    const again = new Room(tidy(audience), `${seed}/${place}/${count}`, [
      ...taken,
      ...roster.map(({ persona }) => persona.name),
    ]);
    for (const [other, somebody] of roster.entries()) if (other !== place) again.know(somebody);
    roster[place] = again.cast();
  }
  return roster;
}

/** The decks of one casting. */
class Room {
  readonly #decks;
  readonly #audience: string;
  readonly #names: Set<string>;
  readonly #seed: string;
  #count = 0;

  constructor(audience: string, seed: string, taken: readonly string[]) {
    this.#audience = audience;
    this.#seed = seed;
    this.#names = new Set(taken.map((name) => name.toLowerCase()));
    const deck = <T extends string | number>(what: string, values: readonly T[]) => new Deck(values, `${seed} ${what}`);
    const { themed, always } = opinionsFor(audience);
    const levels = [1, 2, 3, 4, 5] as const;
    this.#decks = {
      ...{
        presentation: deck("presentation", lookWords.presentation),
        origin: deck("origin", Object.keys(material.names)),
      },
      ...{ job: deck("job", material.jobs), interest: deck("interest", material.interests) },
      ...{ trait: deck("trait", material.traits), segment: deck("segment", material.segments) },
      ...{
        style: deck("style", speechStyles),
        voice: deck("voice", dealtVoices),
        pace: deck("pace", [0.9, 0.95, 1, 1.05, 1.1]),
      },
      ...{ energy: deck("energy", levels), warmth: deck("warmth", levels), humour: deck("humour", levels) },
      ...{ sentences: deck("sentences", ["short", "mixed", "long"] as const), turns: deck("turns", material.turns) },
      ...{ avoid: deck("avoid", material.avoid), taboos: deck("taboos", taboosFor(audience)) },
      ...{ themed: themed.length > 0 ? deck("themed", themed) : undefined, always: deck("always", always) },
      ...{
        hair: deck("hair", hair),
        hairColour: deck("hairColour", hairColours),
        skinTone: deck("skinTone", lookWords.skinTone),
      },
      ...{
        clothing: deck("clothing", lookWords.clothing),
        clothingColour: deck("clothingColour", lookWords.clothingColour),
      },
      ...{
        facialHair: deck("facialHair", lookWords.facialHair),
        glasses: deck("glasses", ["none", "none ", "none  ", "round", "square", "thin"] as const),
      },
      ...{
        given: deck(
          "given",
          Object.values(material.names).flatMap((list) => [...list.feminine, ...list.masculine, ...list.either]),
        ),
      },
      ...{
        family: deck(
          "family",
          Object.values(material.names).flatMap((list) => list.family),
        ),
      },
    };
  }

  cast(): Candidate {
    const d = this.#decks;
    const one = { presentation: "", origin: "" };
    const presentation = d.presentation.deal(one);
    const origin = d.origin.deal({ presentation, origin: "" });
    const groups = { presentation, origin };
    const [job, interest, trait] = [d.job.deal(groups), d.interest.deal(groups), d.trait.deal(groups)];
    const [energy, humour] = [d.energy.deal(groups), d.humour.deal(groups)];
    const themed = d.themed?.deal(groups);
    const persona = personaInput.parse({
      name: this.#nameOf(groups),
      audience: this.#audienceOf(d.segment.deal(groups)),
      look: {
        presentation,
        hair: d.hair.deal(groups),
        hairColour: d.hairColour.deal(groups),
        skinTone: d.skinTone.deal(groups),
        clothing: d.clothing.deal(groups),
        clothingColour: d.clothingColour.deal(groups),
        facialHair: presentation === "masculine" ? d.facialHair.deal(groups) : "none",
        glasses: d.glasses.deal(groups).trim(),
      },
      voice: d.voice.deal(groups).trim(),
      pace: d.pace.deal(groups),
      voiceOver: `${capital(material.energy[energy])}, ${material.humour[humour]}`,
      speechStyle: d.style.deal(groups),
      talk: {
        ...{ energy, humour, warmth: d.warmth.deal(groups), sentences: d.sentences.deal(groups) },
        ...{ turns: d.turns.dealSome(groups, 3), avoid: d.avoid.dealSome(groups, 3) },
      },
      opinions: [...(themed ? [themed] : []), ...d.always.dealSome(groups, themed ? 2 : 3)],
      taboos: d.taboos.dealSome(groups, 2).map(capital),
      backstory: `Made up for this brand: ${article(job)} ${job}, ${trait}, who ${interest}. Nobody like this exists, and says so when asked.`,
      seed: `${this.#seed}-${this.#count++}`.slice(-60),
    });
    return { ...groups, job, interest, trait, persona };
  }

  /** Counts somebody in who was cast elsewhere, so that whoever comes next differs from them, too. */
  know({ presentation, origin, job, interest, trait, persona }: Candidate): void {
    const d = this.#decks;
    const groups = { presentation, origin };
    const count = <T extends string | number>(deck: Deck<T> | undefined, ...values: (T | undefined)[]) =>
      deck?.count(groups, values.filter((value) => value !== undefined) as T[]);
    count(d.presentation, persona.look.presentation);
    count(d.origin, origin);
    count(d.job, job);
    count(d.interest, interest);
    count(d.trait, trait);
    count(d.style, persona.speechStyle);
    count(d.turns, ...(persona.talk.turns ?? []));
    count(d.always, ...persona.opinions);
    count(d.themed, ...persona.opinions);
  }

  /** A name of the origin that nobody has; a middle initial when all of them are taken. */
  #nameOf(groups: Groups): string {
    const list = material.names[groups.origin]!;
    const given =
      groups.presentation === "androgynous"
        ? list.either
        : groups.presentation === "feminine"
          ? list.feminine
          : list.masculine;
    const others = <T extends string>(all: readonly T[], own: readonly string[]) =>
      all.filter((each) => !own.includes(each));
    const all = Object.values(material.names);
    const notGiven = others(
      all.flatMap((each) => [...each.feminine, ...each.masculine, ...each.either]),
      given,
    );
    const notFamily = others(
      all.flatMap((each) => each.family),
      list.family,
    );
    for (let tries = 0; ; tries++) {
      const first = this.#decks.given.deal(groups, notGiven);
      const last = this.#decks.family.deal(groups, notFamily);
      const middle = tries < given.length * list.family.length ? "" : ` ${String.fromCodePoint(65 + (tries % 26))}.`;
      const name = `${first}${middle} ${last}`;
      if (this.#names.has(name.toLowerCase())) continue;
      this.#names.add(name.toLowerCase());
      return name;
    }
  }

  #audienceOf(segment: string): string {
    const tail = `, above all ${segment}`;
    const room = 280 - tail.length;
    const words =
      this.#audience.length <= room
        ? this.#audience
        : this.#audience
            .slice(0, room)
            .replace(/\p{Surrogate}/gu, "")
            .replace(/\s+\S*$/u, "");
    return `${words.replace(/[\s.,;:!?…]+$/u, "")}${tail}`;
  }
}

function tidy(audience: string): string {
  return audience
    .replace(/\p{Surrogate}/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const article = (word: string) => (/^[aeiou]/i.test(word) ? "an" : "a");
