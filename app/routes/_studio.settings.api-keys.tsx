import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { listApiKeys } from "#db/queries/api-keys.ts";
import { createKey, revokeKey } from "#studio/api-keys/keys.ts";
import { FormBanner } from "../components/form-banner.tsx";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import { ApiKeyForm } from "../settings/api-key-form.tsx";
import { ApiKeyList } from "../settings/api-key-list.tsx";
import { describeKey, listOffers, readKeyForm } from "../settings/api-keys.server.ts";
import { NewApiKey } from "../settings/new-api-key.tsx";

export const meta: MetaFunction = () => [{ title: "API keys · Troupe" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { db, workspace, brands } = await requireUser({ request, context }, "api-key.create");
  const keys = await listApiKeys(db, workspace.id);
  return {
    keys: keys.map((key) => describeKey(key, brands, new Date())),
    offers: listOffers(),
    brands: brands.map(({ id, name }) => ({ id, name })),
    api: `${context.publicUrl}${paths.api()}`,
  };
}

/** POST makes a key that acts for whoever sends this, and shows it this once; or revokes the one named by `key`. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { db, doer, member } = await requireUser({ request, context }, "api-key.create");
  const form = await request.formData();
  try {
    if (form.get("intent") === "revoke") {
      const { name } = await revokeKey(db, doer, String(form.get("key") ?? ""));
      return { revoked: name };
    }
    const { key, secret } = await createKey(db, doer, member, readKeyForm(form));
    return { made: { id: key.id, name: key.name, secret } };
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function ApiKeys() {
  const { keys, offers, brands, api } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const made = reply && "made" in reply ? reply.made : undefined;
  const revoked = reply && "revoked" in reply ? reply.revoked : undefined;
  return (
    <Page
      title="API keys"
      subtitle="For programs that work in your name: a shop's sync, a report, a script."
      width="narrow"
      back={{ to: paths.settings(), label: "Settings" }}
      actions={<Link to={paths.apiReference()}>API reference</Link>}
    >
      <FormBanner reply={reply} />
      {revoked ? (
        <Notice>
          <span>{revoked} is revoked. It opens nothing from now on.</span>
        </Notice>
      ) : null}
      {made ? <NewApiKey key={made.secret} {...made} api={api} /> : null}
      <ApiKeyList keys={keys} />
      <ApiKeyForm key={made?.id ?? "first"} offers={offers} brands={brands} reply={reply} />
    </Page>
  );
}
