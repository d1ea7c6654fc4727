import { brandOperations } from "./brands.ts";
import { briefOperations } from "./briefs.ts";
import { meOperations } from "./me.ts";
import type { Operation } from "./operation.ts";
import { personaOperations } from "./personas.ts";
import { postOperations } from "./posts.ts";
import { productOperations } from "./products.ts";
import { readingOperations } from "./readings.ts";
import { reviewOperations } from "./reviews.ts";
import { variantOperations } from "./variants.ts";
import { videoOperations } from "./videos.ts";

/** The parts of the API, in the order of the flow. A new one is a file here and a line in this list. */
export const resources: { name: string; operations: Operation[] }[] = [
  { name: "The key", operations: meOperations },
  { name: "Brands", operations: brandOperations },
  { name: "Products", operations: productOperations },
  { name: "Personas", operations: personaOperations },
  { name: "Briefs", operations: briefOperations },
  { name: "Variants", operations: variantOperations },
  { name: "Videos", operations: videoOperations },
  { name: "Reviews", operations: reviewOperations },
  { name: "Posts", operations: postOperations },
  { name: "Readings", operations: readingOperations },
];

/** Every operation: what there is to ask, who may, and what fits. Routing, checks, the document and the tests go by it. */
export const operations: Operation[] = resources.flatMap((resource) => resource.operations);
