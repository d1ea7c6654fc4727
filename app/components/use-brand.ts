import { useRouteLoaderData } from "@remix-run/react";
import type { Verb } from "#studio/members/permissions.ts";
import type { loader as studioLoader } from "../routes/_studio.tsx";
import type { loader } from "../routes/b.$brand.tsx";

/** The brand of the page, as its layout loaded it. Only on pages below /b/:brand. */
export function useBrand(): { slug: string; name: string; zone: string } {
  const data = useRouteLoaderData<typeof loader>("routes/b.$brand");
  if (!data) throw new Error("useBrand belongs on pages of a brand");
  return data.brand;
}

/** The brand's zone, or UTC on pages that belong to no brand. */
export function useZone(): string {
  return useRouteLoaderData<typeof loader>("routes/b.$brand")?.brand.zone ?? "UTC";
}

/**
 * Whether the person may do something: in the workspace, or on the brand of the page or of the rail beside it. For leaving out
 * buttons; the action behind one asks again.
 */
export function useMay(): (verb: Verb) => boolean {
  const brand = useRouteLoaderData<typeof loader>("routes/b.$brand");
  const studio = useRouteLoaderData<typeof studioLoader>("routes/_studio");
  const may: Verb[] = (brand ?? studio)?.may ?? [];
  return (verb) => may.includes(verb);
}
