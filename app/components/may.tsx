import type { ReactNode } from "react";
import type { Verb } from "#studio/members/permissions.ts";
import { useMay } from "./use-brand.ts";

/** Shows what is inside to those who may do it. The action behind asks again. */
export function May({ verb, children }: { verb: Verb; children: ReactNode }) {
  return useMay()(verb) ? children : null;
}
