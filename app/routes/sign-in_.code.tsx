import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useNavigation, useSearchParams } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { findReturnPath } from "../return-path.ts";
import { Door, doorFoot, doorForm } from "../sign-in/door.tsx";

export const meta: MetaFunction = () => [{ title: "Your code · Troupe" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  if (await context.accounts.findSession(request)) throw redirect(returnPath(request));
  return null;
}

/** The second half of a sign-in. One that took too long leads back to the first. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const answer = { code: String(form.get("code") ?? ""), recovery: form.get("kind") === "recovery" };
  try {
    return redirect(returnPath(request), { headers: await context.accounts.answerChallenge(request, answer) });
  } catch (error) {
    return replyTo(error);
  }
}

function returnPath(request: Request): string {
  return findReturnPath(new URL(request.url).searchParams.get("to")) ?? paths.home();
}

export default function Code() {
  const reply = useActionData<typeof action>();
  const busy = useNavigation().state !== "idle";
  const [search] = useSearchParams();
  const recovery = search.get("with") === "recovery";
  const other = new URLSearchParams(search);
  if (recovery) other.delete("with");
  else other.set("with", "recovery");
  const over = reply && "error" in reply && reply.error.code === "challenge-over";
  return (
    <Door
      title={recovery ? "A recovery code" : "Your code"}
      text={
        recovery
          ? "Type one of the codes you kept when you set this up. Each works once."
          : "Open your authenticator app and type the six digits it shows for Troupe."
      }
    >
      <Form method="post" className={doorForm} key={String(recovery)}>
        <FormBanner reply={reply} />
        <input type="hidden" name="kind" value={recovery ? "recovery" : "app"} />
        <TextBox
          name="code"
          label={recovery ? "Recovery code" : "Code"}
          autoComplete={recovery ? "off" : "one-time-code"}
          inputMode={recovery ? "text" : "numeric"}
          reply={reply}
          autoFocus
        />
        <Button variant="primary" size="large" fullWidth submit loading={busy}>
          Go on
        </Button>
      </Form>
      <p className={doorFoot}>
        {over ? (
          <Link to={paths.signIn()}>Sign in again</Link>
        ) : (
          <Link to={`?${other}`}>{recovery ? "Use the app instead" : "Lost the phone? Use a recovery code"}</Link>
        )}
      </p>
    </Door>
  );
}
