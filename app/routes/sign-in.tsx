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
  return (
    <Theme>
      <main className={styles.house}>
        <section className={styles.wing}>
          <Logo />
          <p className={styles.line}>From one brief to proven, labelled, approved posts.</p>
          <svg className={styles.art} viewBox="0 0 320 300" aria-hidden="true">
            <defs>
              <linearGradient id="beam" x1="0" y1="0" x2="0.6" y2="1">
                <stop offset="0" stopColor="#ff5b3a" />
                <stop offset="1" stopColor="#ff5b3a" stopOpacity="0.35" />
              </linearGradient>
            </defs>
            <path d="M8 22 50 0l250 236c-26 34-150 48-214 26z" fill="url(#beam)" />
            <ellipse cx="194" cy="246" rx="112" ry="30" fill="#ff5b3a" />
            <g fill="#fbf7f1">
              <circle cx="194" cy="138" r="30" />
              <path d="M140 246c0-42 22-68 54-68s54 26 54 68c-32 12-76 12-108 0z" />
            </g>
            <g fill="#2a2231">
              <circle cx="58" cy="186" r="22" />
              <path d="M16 262c0-30 17-48 42-48s42 18 42 48c-26 9-58 9-84 0z" />
              <circle cx="286" cy="164" r="18" opacity="0.9" />
              <path d="M252 228c0-25 13-40 34-40 19 0 32 14 34 36-20 9-46 11-68 4z" opacity="0.9" />
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
