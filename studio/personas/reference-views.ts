import type { ImageShape, ImageSubject } from "#providers/image/contract.ts";
import { describeLook } from "../playground/describe-look.ts";
import type { Bible } from "./bible.ts";

/** A side from which a persona is seen. The first is drawn from words; the others agree with it. */
export type ReferenceView = { id: string; name: string; subject: ImageSubject; shape: ImageShape; shows: string };

export const referenceViews: readonly ReferenceView[] = [
  view("front", "From the front", "Head and shoulders, straight at the camera, calm, mouth closed."),
  view("left", "Three quarters left", "Head and shoulders, turned three quarters to the left, calm."),
  view("right", "Three quarters right", "Head and shoulders, turned three quarters to the right, calm."),
  view("profile", "Profile", "Head and shoulders in profile."),
  view("smiling", "Smiling", "Head and shoulders, straight at the camera, a small smile."),
  {
    ...{ id: "home", name: "At home", subject: "set", shape: "upright" },
    shows: "Half length, sitting at home where somebody like this would film with a phone, soft window light.",
  },
];

/** A product in the persona's hand; the second reference is the product's own picture. */
export const productView: ReferenceView = {
  ...{ id: "product", name: "With the product", subject: "product", shape: "upright" },
  shows:
    "Half length, holding the product of the second reference picture towards the camera. The product keeps its shape, colours and print.",
};

function view(id: string, name: string, shows: string): ReferenceView {
  return { id, name, subject: "portrait", shape: "square", shows };
}

/**
 * What is asked of a picture model for a view. It says that the person is made up, an adult, and nobody in particular,
 * which is true and what content policies ask for.
 */
export function promptForView({ id, shows }: ReferenceView, bible: Pick<Bible, "look">): string {
  const who =
    id === "front"
      ? `A made-up adult who does not exist and resembles nobody in particular: ${describeLook(bible.look)}.`
      : "The same person as in the first reference picture: same face, hair, skin and clothes.";
  const ground = id === "home" || id === "product" ? "" : " Plain light grey background, even light.";
  return `${who} ${shows} Photograph.${ground} No text, no logo, no watermark, no other people.`;
}
