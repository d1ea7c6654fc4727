import { data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Outlet, useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { countQueue } from "#db/queries/review-queue.ts";
import { Shell } from "../components/shell.tsx";
import { Trouble } from "../components/trouble.tsx";
import { lastBrandCookie, lastWorkspaceCookie } from "../last-brand.server.ts";
import { requireBrand } from "../session.server.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, user, brand, brands, may } = await requireBrand({ request, params, context });
  const due = await countQueue(db, brand.id);
  const headers = new Headers({ "Set-Cookie": await lastBrandCookie.serialize(brand.slug) });
  headers.append("Set-Cookie", await lastWorkspaceCookie.serialize(brand.workspaceId));
  return data({ user, brand, brands, may, due }, { headers });
}

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: loaded ? `${loaded.brand.name} · Troupe` : "Troupe" },
];

export default function BrandLayout() {
  const { user, brand, brands, due } = useLoaderData<typeof loader>();
  return (
    <Shell user={user} brand={brand} brands={brands} due={due}>
      <Outlet />
    </Shell>
  );
}

/** A page of the brand that fails keeps the shell around it, as long as the shell itself could be loaded. */
export function ErrorBoundary() {
  const loaded = useRouteLoaderData<typeof loader>("routes/b.$brand");
  if (!loaded) return <Trouble standalone />;
  return (
    <Shell {...loaded}>
      <Trouble />
    </Shell>
  );
}
