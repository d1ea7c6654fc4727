import type { ActionFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, Link, useActionData, useNavigation, useSearchParams } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { FormBanner } from "../components/form-banner.tsx";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { Door, doorFoot, doorForm } from "../sign-in/door.tsx";

export const meta: MetaFunction = () => [
  { title: "Your address · Troupe" },
  { name: "referrer", content: "no-referrer" },
];

/** A POST: a mail program that looks at the link confirms nothing. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  try {
    return { confirmed: await context.accounts.verifyEmail(request, String(form.get("token") ?? "")) };
  } catch (error) {
    return replyTo(error);
  }
}

export default function Verify() {
  const reply = useActionData<typeof action>();
  const busy = useNavigation().state !== "idle";
  const [search] = useSearchParams();
  const done = reply && "confirmed" in reply ? reply.confirmed : undefined;
  if (done !== undefined) {
    const text = done
      ? "Thank you. This address is known to be yours."
      : "This link has run out, or it is not one of ours. Ask for another one in Settings, under Security.";
    return (
      <Door title={done ? "Confirmed" : "That did not work"} text={text}>
        <p className={doorFoot}>
          <Link to={paths.home()}>Go to the studio</Link>
        </p>
      </Door>
    );
  }
  return (
    <Door title="Is this your address?" text="Confirm it, and letters about your account can be trusted to reach you.">
      <Form method="post" className={doorForm}>
        <FormBanner reply={reply} />
        <input type="hidden" name="token" value={search.get("token") ?? ""} />
        <Button variant="primary" size="large" fullWidth submit loading={busy}>
          It is mine
        </Button>
      </Form>
    </Door>
  );
}
