import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData, useLocation, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { Refused } from "#config/errors.ts";
import { roleWords, sayRole } from "#studio/members/words.ts";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { lastWorkspaceCookie } from "../last-brand.server.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { Door, doorFoot, doorForm } from "../sign-in/door.tsx";

export const meta: MetaFunction = () => [
  { title: "Invitation · Troupe" },
  { name: "referrer", content: "no-referrer" },
];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  try {
    const invitation = await context.accounts.openInvitation(request, params.token ?? "");
    const session = await context.accounts.findSession(request);
    const { email, role, inviter, workspaceName, hasAccount } = invitation;
    const signedInAs = session?.user.email;
    return { over: undefined, email, role, inviter, workspaceName, hasAccount, signedInAs };
  } catch (error) {
    if (error instanceof Refused) return data({ over: error.message }, { status: 410 });
    throw error;
  }
}

/** Accepts: with the account that is signed in, or with one made here. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const field = (name: string) => String(form.get(name) ?? "");
  const account = form.has("password") ? { name: field("name"), password: field("password") } : undefined;
  try {
    const { headers, workspaceId } = await context.accounts.joinWorkspace(request, params.token ?? "", account);
    headers.append("set-cookie", await lastWorkspaceCookie.serialize(workspaceId));
    return redirect(paths.home(), { headers });
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function Invitation() {
  const invitation = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const busy = useNavigation().state !== "idle";
  const { pathname } = useLocation();
  if (invitation.over !== undefined) {
    return (
      <Door title="This invitation is over" text={invitation.over}>
        <p className={doorFoot}>
          <Link to={paths.signIn()}>Go to sign-in</Link>
        </p>
      </Door>
    );
  }
  const { email, role, inviter, workspaceName, hasAccount, signedInAs } = invitation;
  const yours = signedInAs?.toLowerCase() === email;
  const text = `${inviter ?? "Someone"} wants you in ${workspaceName}, as ${sayRole(role)}. ${roleWords[role].does}.`;
  if (signedInAs && !yours) {
    return (
      <Door title={`Join ${workspaceName}`} text={text}>
        <p>
          The invitation is for {email}, and you are signed in as {signedInAs}. Sign out, then open the link again.
        </p>
        <Form method="post" action={paths.signOut()}>
          <Button submit>Sign out</Button>
        </Form>
      </Door>
    );
  }
  if (hasAccount && !yours) {
    return (
      <Door title={`Join ${workspaceName}`} text={text}>
        <p>You have an account with {email}. Sign in, and you are brought back here.</p>
        <Button variant="primary" size="large" fullWidth url={`${paths.signIn()}?to=${encodeURIComponent(pathname)}`}>
          Sign in
        </Button>
      </Door>
    );
  }
  return (
    <Door title={`Join ${workspaceName}`} text={text}>
      <Form method="post" className={doorForm}>
        <FormBanner reply={reply} />
        {yours ? (
          <p>You are signed in as {email}.</p>
        ) : (
          <>
            <input type="hidden" name="username" autoComplete="username" value={email} />
            <p>Your account will be {email}.</p>
            <TextBox name="name" label="Your name" autoComplete="name" reply={reply} autoFocus />
            <TextBox
              name="password"
              label="Password"
              type="password"
              autoComplete="new-password"
              help="At least 10 characters"
              reply={reply}
            />
          </>
        )}
        <Button variant="primary" size="large" fullWidth submit loading={busy}>
          Join
        </Button>
      </Form>
    </Door>
  );
}
