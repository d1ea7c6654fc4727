import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { findReturnPath } from "../return-path.ts";
import { Door, doorFoot, doorForm } from "../sign-in/door.tsx";

export const meta: MetaFunction = () => [{ title: "Sign in · Troupe" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  if (await context.accounts.findSession(request)) throw redirect(returnPath(request));
  return { first: await context.accounts.isEmpty() };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const field = (name: string) => String(form.get(name) ?? "");
  const [email, password] = [field("email"), field("password")];
  try {
    if (form.get("intent") === "create") {
      await context.accounts.createOwner({ email, password, name: field("name"), workspace: field("workspace") });
    }
    const { headers, challenge } = await context.accounts.signIn(request, { email, password });
    return redirect(challenge ? paths.challenge(returnPath(request)) : returnPath(request), { headers });
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

function returnPath(request: Request): string {
  return findReturnPath(new URL(request.url).searchParams.get("to")) ?? paths.home();
}

export default function SignIn() {
  const { first } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const busy = useNavigation().state !== "idle";
  const text = first ? "Nobody has an account here yet. Make yours: you will own the workspace." : "Welcome backstage.";
  return (
    <Door title={first ? "Open the house" : "Sign in"} text={text}>
      <Form method="post" className={doorForm}>
        <FormBanner reply={reply} />
        {first ? (
          <>
            <input type="hidden" name="intent" value="create" />
            <TextBox name="name" label="Your name" autoComplete="name" reply={reply} autoFocus />
            <TextBox name="workspace" label="Workspace" help="Your company or team" reply={reply} />
          </>
        ) : null}
        <TextBox name="email" label="Email" type="email" autoComplete="username" reply={reply} autoFocus={!first} />
        <TextBox
          name="password"
          label="Password"
          type="password"
          autoComplete={first ? "new-password" : "current-password"}
          help={first ? "At least 10 characters" : undefined}
          reply={reply}
        />
        <Button variant="primary" size="large" fullWidth submit loading={busy}>
          {first ? "Create the account" : "Sign in"}
        </Button>
      </Form>
      {first ? null : (
        <p className={doorFoot}>
          <Link to={paths.reset()}>Forgot the password?</Link>
        </p>
      )}
    </Door>
  );
}
