import { type ActionFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { Door, doorFoot, doorForm } from "../sign-in/door.tsx";

export const meta: MetaFunction = () => [
  { title: "New password · Troupe" },
  { name: "referrer", content: "no-referrer" },
];

/** The token is looked at only when it is used, so that a mail program that follows links does not spend it. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const form = await request.formData();
  try {
    await context.accounts.resetPassword(request, params.token ?? "", String(form.get("password") ?? ""));
    return redirect(paths.signIn());
  } catch (error) {
    return replyTo(error);
  }
}

export default function ChoosePassword() {
  const reply = useActionData<typeof action>();
  const busy = useNavigation().state !== "idle";
  return (
    <Door title="Choose a new password" text="Everybody who is signed in to your account is signed out.">
      <Form method="post" className={doorForm}>
        <FormBanner reply={reply} />
        <TextBox
          name="password"
          label="New password"
          type="password"
          autoComplete="new-password"
          help="At least 10 characters"
          reply={reply}
          autoFocus
        />
        <Button variant="primary" size="large" fullWidth submit loading={busy}>
          Save the password
        </Button>
      </Form>
      <p className={doorFoot}>
        <Link to={paths.reset()}>Ask for another link</Link>
      </p>
    </Door>
  );
}
