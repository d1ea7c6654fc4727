import { useRouteLoaderData } from "@remix-run/react";
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
