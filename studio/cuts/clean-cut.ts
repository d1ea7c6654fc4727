import type { Shot, Storyboard } from "#media/storyboard.ts";
import { secondsOfShot } from "#media/timeline.ts";

/** What is promotion in a picture, besides prices and discounts: the brand's name, the call, the address and the offer. */
type Promotion = { brandName: string; cta: string; link: string; offer: string | null };

/**
 * A storyboard without what some networks forbid an app to add: logo, brand name, price, call to action, address and
 * offer. Speech, captions, label and timing stay, and every shot that had none of these is the very same shot. Where the
 * end card stood, `picture` (the product's) is looked at for as long; without one the video ends before it.
 */
export function cleanCut(board: Storyboard, promotion: Promotion, picture: string | null): Storyboard {
  const shots = board.shots.flatMap((shot) =>
    cleanShot(shot, promotion, picture).map((clean) => standAsLong(clean, secondsOfShot(shot))),
  );
  return { ...board, shots };
}

/** What was read in a shot kept it standing; without it the shot keeps its time, so that all that follows keeps its own. */
function standAsLong(shot: Shot, seconds: number): Shot {
  return secondsOfShot(shot) < seconds ? { ...shot, atLeast: Math.min(60, Math.max(1, seconds)) } : shot;
}

function cleanShot(shot: Shot, promotion: Promotion, picture: string | null): Shot[] {
  const onScreen = shot.onScreen !== null && isPromotion(shot.onScreen, promotion) ? null : shot.onScreen;
  switch (shot.type) {
    case "end-card": {
      // As a shot of the same kind of passage and the same length, so that the shot before it stays the same, and the sound.
      return picture ? [lookAt(picture, shot)] : [];
    }
    case "product":
      return [{ ...shot, onScreen, price: null, title: withoutName(shot.title, promotion.brandName) }];
    case "text-card":
      return isPromotion(shot.text, promotion) ? unsaid(shot, picture) : [{ ...shot, onScreen }];
    default:
      return [{ ...shot, onScreen }];
  }
}

/** A card whose words may not stand: the product instead, or else what is said over it. With neither nothing is left of it. */
function unsaid(shot: Extract<Shot, { type: "text-card" }>, picture: string | null): Shot[] {
  if (picture) return [lookAt(picture, shot)];
  return shot.speech ? [{ ...shot, text: shot.speech.text.slice(0, 140), onScreen: null }] : [];
}

const lookAt = (picture: string, { speech }: Pick<Shot, "speech">): Shot => ({
  ...{ type: "b-roll", picture, move: "in", speech, onScreen: null },
});

const price = /[€$£¥₹]\s?\d|\d\s?(?:[€$£¥₹]|(?:eur|usd|gbp|chf|nok|sek|dkk|jpy|kr|euros?|dollars?|pounds?)\b)/i;
const discount = /\d\s?%|%\s?\d/;

/** Whether a text on the screen sells: it names a price, a discount, the brand, the offer, the call or the address. */
export function isPromotion(text: string, { brandName, cta, link, offer }: Promotion): boolean {
  if (price.test(text) || discount.test(text)) return true;
  return [brandName, cta, link, offer ?? ""].some((part) => part !== "" && plain(text).includes(plain(part)));
}

const plain = (text: string) =>
  ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;

/** A product's name as it stands on its plate, without the brand's before or after it. */
function withoutName(title: string, brandName: string): string {
  const at = title.toLowerCase().indexOf(brandName.toLowerCase());
  if (at < 0) return title;
  const rest = `${title.slice(0, at)} ${title.slice(at + brandName.length)}`.replace(/\s+/g, " ").trim();
  return /[\p{L}\p{N}]/u.test(rest) ? rest : title;
}
