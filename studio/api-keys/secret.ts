import { createHash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomLetters = 32;
const checkLetters = 6;

/** What every key begins with, so that people and scanners of source code know one when they see it. */
const prefix = "troupe_";

/** How much of a key is kept to be shown: enough to tell two apart. */
const shownLetters = 4;

/**
 * A new key: `troupe_`, 32 letters by lot (190 bits), and 6 that check them. A scanner tells a key from a word that looks
 * like one without asking anybody (the form that GitHub's tokens have), and a slip of the finger never reaches the database.
 */
export function makeSecret(): string {
  const random = Array.from({ length: randomLetters }, () => letters[randomInt(letters.length)]).join("");
  return `${prefix}${random}${checkOf(random)}`;
}

/** Whether a text can be a key at all. */
export function isSecret(text: string): boolean {
  const random = text.slice(prefix.length, prefix.length + randomLetters);
  return /^troupe_[0-9A-Za-z]{38}$/.test(text) && text.endsWith(checkOf(random));
}

/** By which a key is found and known. A fast hash will do: nobody guesses 190 bits. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

export function startOf(secret: string): string {
  return secret.slice(0, prefix.length + shownLetters);
}

function checkOf(random: string): string {
  let rest = crc32(random);
  let check = "";
  for (let n = 0; n < checkLetters; n += 1) {
    check = `${letters[rest % letters.length]}${check}`;
    rest = Math.floor(rest / letters.length);
  }
  return check;
}
