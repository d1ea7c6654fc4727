import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Logo } from "../components/logo.tsx";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { findReturnPath } from "../return-path.ts";
import { Theme } from "../theme/theme.tsx";
import styles from "./sign-in.module.css";

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
    const headers = await context.accounts.signIn(request, { email, password });
    return redirect(returnPath(request), { headers });
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
  return (
    <Theme>
      <main className={styles.house}>
        <section className={styles.wing}>
          <Logo />
          <p className={styles.line}>From one brief to proven, labelled, approved posts.</p>
          <svg className={styles.art} viewBox="0 0 320 300" aria-hidden="true">
            <path d="M132 0h56l92 250H40z" fill="#ff5b3a" opacity=".92" />
            <ellipse cx="160" cy="250" rx="132" ry="34" fill="#fbf7f1" />
            <g fill="#17121c">
              <circle cx="160" cy="142" r="34" />
              <path d="M98 256c0-44 26-70 62-70s62 26 62 70c-18 9-39 13-62 13s-44-4-62-13z" />
              <circle cx="84" cy="178" r="23" opacity=".82" />
              <path d="M40 250c0-30 18-48 44-48 12 0 22 4 29 10-14 14-20 30-20 48-22-1-40-5-53-10z" opacity=".82" />
              <circle cx="236" cy="178" r="23" opacity=".82" />
              <path d="M280 250c0-30-18-48-44-48-12 0-22 4-29 10 14 14 20 30 20 48 22-1 40-5 53-10z" opacity=".82" />
            </g>
          </svg>
        </section>
        <section className={styles.door}>
          <Form method="post" className={styles.form}>
            <h1>{first ? "Open the house" : "Sign in"}</h1>
            <p className={styles.text}>
              {first ? "Nobody has an account here yet. Make yours: you will own the workspace." : "Welcome backstage."}
            </p>
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
        </section>
      </main>
    </Theme>
  );
}
