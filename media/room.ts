import { seededNumbers } from "./canvas/motion.ts";
import { type Room, roomWords } from "./room-words.ts";
import type { RoomSet } from "./storyboard.ts";

/** Words that tell where somebody is at home, for a bible that names no room: the first that fits decides. */
const hints: [RegExp, Room][] = [
  [/\b(barista|caf[eé]|coffee bar|bar)\b/i, "café"],
  [/\b(cook|chef|kitchen|bak(e|er|ing)|recipe)/i, "kitchen"],
  [/\b(engineer|maker|carpenter|workshop|repair|designer|tools?)\b/i, "workshop"],
  [/\b(swimmer|runner|trainer|coach|gym|athlete)\b/i, "gym"],
  [/\b(garden|gardener|trail|outdoors?|hik(er|ing)|camp|farm)/i, "garden"],
  [/\b(bath|soap|skin ?care|spa|beauty|hair)/i, "bathroom"],
  [/\b(stream|podcast|music|singer|camera|film)/i, "studio"],
  [/\b(harbour|city|roof|balcony|neighbour)/i, "balcony"],
  [/\b(office|student|teacher|writer|accountant|developer|numbers)\b/i, "desk"],
  [/\b(home|parent|mother|father|family|shelf|read)/i, "living room"],
];

/**
 * A persona's room: the one its look names, else one that its backstory speaks of, else one by lot. The same persona is
 * always at home in the same room; `seed` decides its colours, light and things.
 */
export function designRoom(wanted: Room | undefined, seed: string, backstory = ""): RoomSet {
  const told = hints.find(([words]) => words.test(backstory))?.[1];
  const lot = roomWords[Math.floor(seededNumbers(`room:${seed}`)() * roomWords.length)]!;
  return { room: wanted ?? told ?? lot, seed };
}
