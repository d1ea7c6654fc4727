/** A sentence in which the speaker claims to have lived something, with the words that say so. */
export type ExperienceClaim = {
  sentence: string;
  words: string;
  kind: "explicit" | "habit" | "possession" | "elapsed-time" | "elliptical" | "effect" | "identity" | "vicarious";
};

/**
 * Finds claimed experience: "I used it for three weeks", but also without a subject ("Swapped mine out last spring"),
 * by the calendar alone ("Week two and counting"), by what is owned or who is asked ("Ask my sister"), and by an
 * invented life ("As a mum of two"). From a synthetic persona each of them is a fake testimonial (16 CFR 465.2), so
 * this rule prefers a false alarm to a miss. Opinions ("I'd start here", "if you ask me") are free.
 *
 * It reads grammar by pattern. Tense, possession and time are closed classes, so the rules are general and name no
 * product; the verbs of use are listed.
 */
export function findExperienceClaims(text: string): ExperienceClaim[] {
  return sentencesOf(text).flatMap((sentence) => {
    for (const clause of clausesOf(sentence)) {
      for (const [kind, pattern] of rules) {
        const found = pattern.exec(clause);
        if (found) return [{ sentence, kind, words: found[0].trim() }];
      }
    }
    return [];
  });
}

function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?…])\s+|\n+/u)
    .map((sentence) => sentence.trim())
    .filter(Boolean);
}

/** What may stand without a subject of its own: a sentence, and each part of it after a dash, colon or semicolon. */
function clausesOf(sentence: string): string[] {
  return sentence
    .replace(/[’‘]/g, "'")
    .replace(/\s+/g, " ")
    .split(/\s[–—]\s|(?<=[:;])\s+/u);
}

const number =
  "(?:\\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a|an|a few|a couple(?: of)?|several)";
const span = "(?:days?|nights?|weeks?|months?|years?|mornings?|evenings?|washes|uses|cups|bottles|bags|packs)";
const usePast =
  "used|tried|tested|swapped|switched|bought|ordered|wore|worn|drank|ate|ditched|replaced|returned|gifted|finished|emptied|applied|slept|cooked|brewed|kept|loved|hated|noticed|felt|quit|stopped|started|threw|binned|tossed|went|moved|upgraded|converted|been|got|gave";
const useNow =
  "use|drink|eat|wear|own|apply|sleep|cook|brew|make|buy|order|carry|reach for|swear by|rely on|live in|live by|start (?:my|the|every|each)|end (?:my|the|every|each)|wake|feel|notice|keep (?!saying|hearing|seeing|telling|asking|it short|this short|coming)|put|pour|take|re-?order|re-?buy|re-?stock|look forward|bring";
/** What may be called "my" without a life behind it. */
const opinionNouns =
  "opinion|view|take|advice|point|question|answer|vote|word|two cents|rule|argument|case|verdict|theory|bet|suggestion|hot take|honest opinion|only question|only rule|one rule|position|claim|guess|message|pitch|name|job here|list|pick|kind of|type of|way of (?:saying|putting)|friends?\\b(?=,? (?:this|that|here|listen|please))";
const identities =
  "mum|mom|mother|dad|father|parent|grandmother|grandfather|nurse|doctor|dentist|dermatologist|barista|chef|runner|cyclist|student|teacher|trainer|coach|pharmacist|nutritionist|plumber|carpenter|gardener|baker|designer|photographer|traveller|renter|homeowner|wife|husband|survivor|patient|customer|user|owner|fan|convert|regular|night owl|early riser|coffee drinker|insomniac|skeptic|sceptic";
const people =
  "mum|mom|mother|dad|father|sister|brother|wife|husband|partner|boyfriend|girlfriend|fianc[ée]e?|flatmate|roommate|neighbou?rs?|friends?|kids?|children|son|daughter|boss|colleagues?|coworkers?|team|grandm\\w+|grandp\\w+|aunt|uncle|cousin|family|followers|clients?|customers|dog|cat";

const rules: [ExperienceClaim["kind"], RegExp][] = (
  [
    [
      "vicarious",
      `\\b(?:my|our) (?:\\w+ ){0,2}?(?:${people})\\b|\\b(?:everyone|everybody|people|someone|somebody|a \\w+) I (?:know|live with|work with)|\\b(?:friend|${people}) of mine\\b`,
    ],
    [
      "explicit",
      `\\bI(?:'ve| have|'d| had) (?:\\w+ly |never |always |just |already |ever |finally |also |only |not ){0,2}(?:been|had|\\w+ed|\\w{2,}en|${usePast}|had|made|done|found|lost|slept|read|spent|put|kept|seen|heard|told)\\b`,
    ],
    [
      "explicit",
      `\\bI (?:\\w+ly |never |always |just |already |finally |also |only |first |once |even |still |then ){0,2}(?!need|said|promised|mentioned|asked)(?:\\w+ed|${usePast}|was|had|did|didn't|couldn't|wasn't|found|thought|saw|lost|spent|made|took|put|came|woke|knew|drove|fell|grew|ran|paid|sent|did)\\b(?! better be)`,
    ],
    [
      "habit",
      `\\bI (?:\\w+ly |never |always |just |still |now |only |also |can't stop |can |get to |actually |keep ){0,2}(?:${useNow})\\b(?! (?:for granted|the (?:view|side)|a (?:stand|guess|bet)|that as|sense|no (?:promises|claims)|it short|this short|your word))`,
    ],
    [
      "habit",
      `\\b(?:every|each) (?:single )?(?:morning|day|night|evening|week|weekend)\\b.{0,24}\\bI\\b|\\bI\\b(?! (?:would|should|could|might)).{0,24}\\b(?:every|each) (?:single )?(?:morning|day|night|evening|week|weekend)\\b`,
    ],
    [
      "effect",
      "\\bI love (?:it|them|this|these|mine|using|how (?:it|my|mine))\\b|\\bI(?:'m| am) (?:\\w+ )?(?:obsessed|hooked|addicted|converted|a convert|never going back|not going back|on (?:my|bag|bottle|day|week))|\\bI (?:can't|couldn't|won't|will never|could never) (?:live|imagine|go back|do|start|be|stop|get enough)\\b",
    ],
    [
      "effect",
      "\\b(?:gave|gives|got|gets|helped|helps|made|makes|kept|keeps|left|leaves|saved|saves|convinced|sold|won|wakes|woke|cured|calmed|calms|bought|cost|costs|changed|turned|carried|carries|works? (?:so well )?for|worked for|everything for|wonders for|changer for) me\\b",
    ],
    [
      "vicarious",
      `\\bwe(?:'ve)? (?:\\w+ly |all |both |never |always |just ){0,2}(?:been|${usePast}|use|love|drink|wear|swear by)\\b`,
    ],
    ["possession", `\\b(?<!gold |coal |land)mine\\b(?! (?:field|shaft))|\\bmyself\\b`],
    [
      "possession",
      `\\bmy (?!(?:${opinionNouns})\\b)\\w+|\\bour (?:\\w+ )?(?:home|house|kitchen|flat|apartment|bathroom|bedroom|mornings?|evenings?|shelf|counter)\\b`,
    ],
    [
      "identity",
      `\\bas (?:a|an) (?:\\w+[ -]){0,3}?(?:${identities})\\b|\\bas someone (?:who|with)\\b|\\bI(?:'m| am) (?:a|an) (?:\\w+[ -]){0,3}?(?:${identities})\\b|\\bI (?:live|work|run|train|travel|commute|suffer|struggle)\\b`,
    ],
    [
      "elapsed-time",
      `^(?:it's |this is |now |still |and |only |already |currently )*(?:on )?(?:day|week|month|year|bag|bottle|night|cup) (?:\\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty)\\b`,
    ],
    [
      "elapsed-time",
      `\\b${number} (?:\\w+ )?${span} (?:in\\b(?! (?:the|a|an|one|water|total|advance|every))|and counting|strong|deep|down\\b|on and)`,
    ],
    [
      "elapsed-time",
      `^(?:and |just |only |about |almost |nearly )*${number} (?:\\w+ )?${span} (?:later|ago|now|since|of (?:using|wearing|drinking|testing|trying|sleeping|this))\\b`,
    ],
    [
      "elapsed-time",
      `\\bafter (?:just |only |about |almost )?${number} (?:\\w+ )?${span}(?: (?:of (?:use|using|wearing|drinking|testing|trying|this)|with (?:it|this|these))\\b|,)`,
    ],
    [
      "elapsed-time",
      "\\b(?:haven't|hasn't|never|not|no)\\b.{0,40}\\bsince (?:last |january|february|march|april|may\\b|june|july|august|september|october|november|december|spring|summer|autumn|winter|then|switching|swapping|i\\b)",
    ],
    [
      "elliptical",
      `^(?:(?:so|and|but|finally|just|honestly|okay|ok|yes|literally|officially|already|only|recently|also|even),? )*(?:${usePast})(?: (?:\\w+ly|to|from|away|up|right))? (?:mine|my|it|this|that|these|those|them|one|two|three|both|everything|every|out|over|back|through|using|the old|the other|a (?:dozen|few|couple|whole)|so many|for (?:${number}|the (?:last|past)|weeks|months|years))\\b`,
    ],
    [
      "elliptical",
      "^(?:(?:so|and|but|honestly|okay|yes|officially),? )*(?:(?:currently|now|still) (?:using|wearing|drinking|on (?:my|bag|bottle))|been (?:\\w+ing|on this|at this)|(?:not|never) (?:going|looking) back|never (?:\\w+ed|going|looking)|(?:can't|cannot|couldn't) (?:stop|live|imagine|go back|believe|get enough)|obsessed|hooked\\b|zero regrets|no regrets|wouldn't go back|won't go back|haven't (?:looked|gone|touched|stopped|been|bought|used|needed))",
    ],
  ] as const
).map(([kind, source]) => [kind, new RegExp(source, "iu")]);
