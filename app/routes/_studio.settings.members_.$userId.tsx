import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { getMember } from "#db/queries/members.ts";
import { changeAccess, removeMember } from "#studio/members/access.ts";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { Time } from "../components/time.tsx";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import { AccessFields } from "../settings/access-fields.tsx";
import { readAccessForm, rolesToGive } from "../settings/access-form.server.ts";
import styles from "../settings/members.module.css";

export const meta: MetaFunction = () => [{ title: "Member · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, user, workspace, role, brands } = await requireUser({ request, context }, "member.read");
  const member = await getMember(db, workspace.id, params.userId ?? "").catch(orMissing);
  const roles = rolesToGive(role);
  return {
    member,
    you: member.userId === user.id,
    workspace: workspace.name,
    roles,
    brands: brands.map(({ id, name }) => ({ id, name })),
    // What is an owner's is an owner's to change.
    mayChange: roles.includes(member.role),
  };
}

/** Changes what a member may do, or takes them out of the workspace. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, user, doer } = await requireUser({ request, context });
  const form = await request.formData();
  const userId = params.userId ?? "";
  try {
    if (form.get("intent") === "remove") {
      await removeMember(db, doer, userId);
      return redirect(userId === user.id ? paths.home() : paths.members());
    }
    await changeAccess(db, doer, userId, readAccessForm(form));
    return redirect(paths.members());
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function Member() {
  const { member, you, workspace, roles, brands, mayChange } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const sending = useNavigation().formData?.get("intent");
  return (
    <Page title={member.name} subtitle={member.email} width="narrow" back={{ to: paths.members(), label: "Members" }}>
      <FormBanner reply={reply} />
      {mayChange ? (
        <Panel title={`What ${you ? "you" : member.name} may do`}>
          <Form method="post" className={styles.form}>
            <input type="hidden" name="intent" value="change" />
            <AccessFields access={member} roles={roles} brands={brands} reply={reply} />
            <div className={styles.foot}>
              <span className={styles.soft}>
                In {workspace} since <Time at={member.createdAt} shape="day" />
              </span>
              <Button submit variant="primary" loading={sending === "change"}>
                Save
              </Button>
            </div>
          </Form>
        </Panel>
      ) : (
        <Panel>
          <p>{member.name} is an owner. Only an owner changes that.</p>
        </Panel>
      )}
      {mayChange || you ? (
        <Panel title={you ? "Leave" : "Remove"}>
          <Form method="post" className={styles.foot}>
            <input type="hidden" name="intent" value="remove" />
            <span className={styles.soft}>
              {you
                ? `You lose ${workspace} at once. What you made stays.`
                : `${member.name} loses ${workspace} at once. What they made stays.`}
            </span>
            <Button submit tone="critical" loading={sending === "remove"}>
              {you ? "Leave the workspace" : `Remove ${member.name}`}
            </Button>
          </Form>
        </Panel>
      ) : null}
    </Page>
  );
}
