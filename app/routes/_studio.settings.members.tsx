import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { listOpenInvitations } from "#db/queries/invitations.ts";
import { listMembers } from "#db/queries/members.ts";
import { invite, resendInvitation, revokeInvitation } from "#studio/members/invitations.ts";
import { roleWords } from "#studio/members/words.ts";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import { AccessFields } from "../settings/access-fields.tsx";
import { readAccessForm, rolesToGive, sayReach } from "../settings/access-form.server.ts";
import styles from "../settings/members.module.css";

export const meta: MetaFunction = () => [{ title: "Members · Troupe" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { db, user, workspace, role, brands, may } = await requireUser({ request, context }, "member.read");
  const [members, invitations] = await Promise.all([
    listMembers(db, workspace.id),
    listOpenInvitations(db, workspace.id),
  ]);
  const now = new Date();
  return {
    you: user.id,
    workspace: workspace.name,
    members: members.map((member) => ({ ...member, reach: sayReach(member, brands) })),
    invitations: invitations.map((each) => ({ ...each, reach: sayReach(each, brands), over: each.expiresAt <= now })),
    brands: brands.map(({ id, name }) => ({ id, name })),
    roles: rolesToGive(role),
    mayInvite: may.includes("member.invite"),
    delivers: context.mailer.delivers,
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { db, doer } = await requireUser({ request, context }, "member.invite");
  const form = await request.formData();
  const linkTo = (token: string) => `${context.publicUrl}${paths.invitation(token)}`;
  const id = String(form.get("invitation") ?? "");
  try {
    if (form.get("intent") === "resend") {
      return { said: `A new link goes to ${(await resendInvitation(db, doer, id, linkTo)).email}.` };
    }
    if (form.get("intent") === "revoke") {
      return { said: `The invitation of ${(await revokeInvitation(db, doer, id)).email} is taken back.` };
    }
    const email = String(form.get("email") ?? "");
    await invite(db, doer, { email, ...readAccessForm(form) }, linkTo);
    return { said: `${email} is invited.` };
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function Members() {
  const { you, workspace, members, invitations, brands, roles, mayInvite, delivers } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const navigation = useNavigation();
  const inviting = navigation.formData?.get("intent") === "invite";
  const said = reply && "said" in reply ? reply.said : undefined;
  return (
    <Page title="Members" subtitle={workspace} width="narrow" back={{ to: paths.settings(), label: "Settings" }}>
      <FormBanner reply={reply} />
      {said ? (
        <Notice>
          <span>{said}</span>
          {delivers ? null : (
            <>
              {" "}
              <Link to={paths.outbox()}>No mail is sent here: see the Outbox</Link>
            </>
          )}
        </Notice>
      ) : null}
      <Panel flush title={members.length === 1 ? "One member" : `${members.length} members`}>
        <ul className={styles.people}>
          {members.map((member) => (
            <li key={member.userId}>
              <div className={styles.who}>
                <span className={styles.name}>
                  {member.name}
                  {member.userId === you ? " (you)" : ""}
                </span>
                <span className={styles.soft}>{member.email}</span>
                <span className={styles.soft}>{member.reach}</span>
              </div>
              <div className={styles.chips}>
                {member.twoFactorEnabled ? <StateChip state="2fa" words="Two-factor" tone="green" /> : null}
                <StateChip state={member.role} words={roleWords[member.role].name} tone="quiet" />
              </div>
              <div className={styles.acts}>
                <Button url={paths.member(member.userId)} accessibilityLabel={`Change ${member.name}`}>
                  Change
                </Button>
              </div>
            </li>
          ))}
        </ul>
      </Panel>
      {invitations.length > 0 ? (
        <Panel flush title="Invited">
          <ul className={styles.people}>
            {invitations.map((invitation) => (
              <li key={invitation.id}>
                <div className={styles.who}>
                  <span className={styles.name}>{invitation.email}</span>
                  <span className={styles.soft}>
                    {invitation.reach}. {invitation.over ? "Ran out " : "Open until "}
                    <Time at={invitation.expiresAt} shape="day" />
                  </span>
                </div>
                <div className={styles.chips}>
                  <StateChip
                    state="invited"
                    words={invitation.over ? "Run out" : roleWords[invitation.role].name}
                    tone={invitation.over ? "amber" : "teal"}
                  />
                </div>
                {mayInvite ? (
                  <Form method="post" className={styles.acts}>
                    <input type="hidden" name="invitation" value={invitation.id} />
                    <Act intent="resend" words="Send again" of={invitation.email} />
                    <Act intent="revoke" words="Take back" of={invitation.email} />
                  </Form>
                ) : null}
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
      {mayInvite ? (
        <Panel title="Invite somebody">
          <Form method="post" className={styles.form} key={said}>
            <input type="hidden" name="intent" value="invite" />
            <TextBox name="email" label="Email" type="email" reply={reply} />
            <AccessFields
              access={{ role: "reviewer", narrowed: false, brandRoles: {} }}
              roles={roles}
              brands={brands}
              reply={reply}
            />
            <div className={styles.foot}>
              <span className={styles.soft}>
                {delivers
                  ? "The link works once, for a week."
                  : "No mail is sent here. The link will be in the Outbox."}
              </span>
              <Button submit variant="primary" loading={inviting}>
                Invite
              </Button>
            </div>
          </Form>
        </Panel>
      ) : null}
    </Page>
  );
}

/** Polaris' button sends no name of its own, so each act is one button of HTML with its value. */
function Act({ intent, words, of }: { intent: string; words: string; of: string }) {
  return (
    <button type="submit" name="intent" value={intent} className={styles.act} aria-label={`${words}: ${of}`}>
      {words}
    </button>
  );
}
