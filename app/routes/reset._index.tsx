import type { ActionFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, Link, useActionData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { Door, doorFoot, doorForm } from "../sign-in/door.tsx";

export const meta: MetaFunction = () => [{ title: "New password · Troupe" }];

/** Answers the same whether or not somebody has that address. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  try {
    await context.accounts.requestReset(request, String(form.get("email") ?? ""));
    return { asked: true, delivers: context.mailer.delivers };
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function Reset() {
  const reply = useActionData<typeof action>();
  const busy = useNavigation().state !== "idle";
  const back = (
    <p className={doorFoot}>
      <Link to={paths.signIn()}>Back to sign-in</Link>
    </p>
  );
  if (reply && "asked" in reply) {
    return (
      <Door
        title="Look into your mail"
        text={
          reply.delivers
            ? "If somebody has an account with that address, a letter is on its way. Its link works for an hour."
            : "This studio sends no mail. If somebody has an account with that address, the link is in its Outbox and in the terminal it runs in: ask whoever runs it."
        }
      >
        {back}
      </Door>
    );
  }
  return (
    <Door title="A new password" text="Say which address you sign in with, and we send it a link.">
      <Form method="post" className={doorForm}>
        <FormBanner reply={reply} />
        <TextBox name="email" label="Email" type="email" autoComplete="username" reply={reply} autoFocus />
        <Button variant="primary" size="large" fullWidth submit loading={busy}>
          Send the link
        </Button>
      </Form>
      {back}
    </Door>
  );
}
