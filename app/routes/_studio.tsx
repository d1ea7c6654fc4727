import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { listPermissions } from "#studio/members/permissions.ts";
import { Shell } from "../components/shell.tsx";
import { Trouble } from "../components/trouble.tsx";
import { chooseBrand } from "../last-brand.server.ts";
import { requireUser } from "../session.server.ts";

/** Around the pages that belong to the workspace and to no brand; the rail leads back to the brand last worked for. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { user, brands, member } = await requireUser({ request, context });
  const brand = await chooseBrand(request, brands);
  return { user, brands, brand, may: listPermissions(member, brand?.id) };
}

export default function StudioLayout() {
  const loaded = useLoaderData<typeof loader>();
  return (
    <Shell {...loaded}>
      <Outlet />
    </Shell>
  );
}

export function ErrorBoundary() {
  const loaded = useRouteLoaderData<typeof loader>("routes/_studio");
  if (!loaded) return <Trouble standalone />;
  return (
    <Shell {...loaded}>
      <Trouble />
    </Shell>
  );
}
