import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { DateTime } from "luxon";
import { listClaims } from "#db/queries/claims.ts";
import { listPersonas } from "#db/queries/personas.ts";
import { listProducts } from "#db/queries/products.ts";
import { addClaim } from "#studio/claims/library.ts";
import { ClaimForm } from "../claims/claim-form.tsx";
import { ClaimList } from "../claims/claim-list.tsx";
import { describeClaim, places, readClaim } from "../claims/claims.server.ts";
import { May } from "../components/may.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

const perPage = 50;

export const meta: MetaFunction = () => [{ title: "Claims · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const after = new URL(request.url).searchParams.get("after") || undefined;
  const [rows, products, personas] = await Promise.all([
    listClaims(db, brand.id, { ...(after ? { after } : {}), limit: perPage + 1 }).catch(orMissing),
    listProducts(db, brand.id, { limit: 200 }),
    listPersonas(db, brand.id, { limit: 200 }),
  ]);
  const today = todayIn(brand.zone);
  return {
    slug: brand.slug,
    claims: rows.slice(0, perPage).map((row) => describeClaim(row, today)),
    more: rows.length > perPage ? rows[perPage - 1]?.id : undefined,
    products: products.map(({ id, title }) => ({ id, name: title })),
    people: personas.filter(({ kind }) => kind === "cameo").map(({ id, name }) => ({ id, name })),
    places,
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "claim.edit");
  const form = await request.formData();
  try {
    await addClaim(db, brand.id, doer.by, readClaim(form), todayIn(brand.zone));
    return redirect(paths.claims(brand.slug));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function Claims() {
  const { slug, claims, more, products, people, places: all } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  return (
    <Page
      title="Claims"
      subtitle="What may be said because it can be shown. Scripts, captions and posts are held against this list."
      width="narrow"
      back={{ to: paths.brand(slug), label: "Brand" }}
    >
      <Panel flush>
        <ClaimList claims={claims} />
      </Panel>
      {more ? (
        <div>
          <Button url={`?after=${more}`}>Show more</Button>
        </div>
      ) : null}
      <May verb="claim.edit">
        <Panel title="Add a claim">
          <ClaimForm key={claims[0]?.id ?? ""} reply={reply} products={products} people={people} places={all} />
        </Panel>
      </May>
    </Page>
  );
}

function todayIn(zone: string): string {
  return DateTime.now().setZone(zone).toFormat("yyyy-MM-dd");
}
