import type { Room } from "../../room-words.ts";
import type { ItemName } from "./items.ts";
import type { View } from "./openings.ts";

/** What makes a place: its wall, what hangs and stands there, and what whoever speaks sits behind. */
export type Place = {
  wall: "plain" | "tiles" | "boards" | "brick" | "outside";
  views: View[];
  /** A window on the wall; a place outside is all view. */
  window: boolean;
  hung: ItemName[];
  standing: ItemName[];
  /** What runs along the wall behind whoever speaks. */
  along?: ItemName;
  /** What hangs from the ceiling. */
  above?: ItemName;
  surface: "wood" | "stone" | "cloth";
  near: ("mug" | "laptop" | "plant" | "books" | "microphone" | "towels" | "bottle" | "tools" | "kettlebell")[];
};

export const places: Record<Room, Place> = {
  kitchen: {
    ...{ wall: "tiles", views: ["hills", "trees", "sea"], window: true, surface: "stone" },
    ...{ hung: ["jarShelf", "clock"], standing: ["kettle", "monstera"], along: "cabinets", above: "pendant" },
    near: ["mug", "plant"],
  },
  "living room": {
    ...{ wall: "plain", views: ["city", "trees", "hills"], window: true, surface: "wood" },
    ...{ hung: ["art", "bookshelf"], standing: ["floorLamp", "monstera"], along: "sofa" },
    near: ["books", "mug"],
  },
  desk: {
    ...{ wall: "plain", views: ["city", "hills"], window: true, surface: "wood" },
    ...{ hung: ["bookshelf", "art"], standing: ["floorLamp", "snakePlant"], above: "pendant" },
    near: ["laptop", "mug"],
  },
  balcony: {
    ...{ wall: "outside", views: ["city", "sea", "hills"], window: false, surface: "wood" },
    ...{ hung: ["hangingPlant"], standing: ["snakePlant", "monstera"], along: "railing", above: "stringLights" },
    near: ["mug", "plant"],
  },
  garden: {
    ...{ wall: "outside", views: ["trees", "hills"], window: false, surface: "wood" },
    ...{ hung: [], standing: ["bush", "monstera"], along: "fence", above: "stringLights" },
    near: ["plant", "mug"],
  },
  studio: {
    ...{ wall: "plain", views: ["city"], window: false, surface: "wood" },
    ...{ hung: ["panels", "bookshelf"], standing: ["softbox", "snakePlant"] },
    near: ["microphone", "laptop"],
  },
  gym: {
    ...{ wall: "boards", views: ["city", "trees"], window: true, surface: "cloth" },
    ...{ hung: ["clock", "mirror"], standing: ["dumbbells", "monstera"], above: "pendant" },
    near: ["kettlebell", "bottle"],
  },
  bathroom: {
    ...{ wall: "tiles", views: ["sea", "trees"], window: true, surface: "stone" },
    ...{ hung: ["mirror", "bottleShelf", "towels"], standing: ["snakePlant", "monstera"] },
    near: ["towels", "bottle"],
  },
  workshop: {
    ...{ wall: "boards", views: ["hills", "trees"], window: true, surface: "wood" },
    ...{ hung: ["pegboard", "jarShelf"], standing: ["floorLamp", "snakePlant"], above: "pendant" },
    near: ["tools", "mug"],
  },
  café: {
    ...{ wall: "brick", views: ["city"], window: true, surface: "wood" },
    ...{ hung: ["menuBoard", "jarShelf"], standing: ["monstera", "kettle"], above: "pendant" },
    near: ["mug", "books"],
  },
};
