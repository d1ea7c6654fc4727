import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { encode } from "uqr";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import { sayDevice } from "../settings/device-words.ts";
import people from "../settings/members.module.css";
import { SecondFactorPanel, type SetUp } from "../settings/second-factor.tsx";
import styles from "../settings/security.module.css";

export const meta: MetaFunction = () => [{ title: "Security · Troupe" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { user } = await requireUser({ request, context });
  const [session, sessions] = await Promise.all([
    context.accounts.findSession(request),
    context.accounts.listSessions(request),
  ]);
  return {
    email: user.email,
    verified: session?.user.emailVerified ?? false,
    twoFactor: session?.user.twoFactorEnabled ?? false,
    delivers: context.mailer.delivers,
    sessions: sessions.map(({ userAgent, ...line }) => ({ ...line, device: sayDevice(userAgent) })),
  };
}

/** Everything that needs the password asks for it again. */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireUser({ request, context });
  const form = await request.formData();
  const field = (name: string) => String(form.get(name) ?? "");
  const { accounts } = context;
  const [intent, password] = [field("intent"), field("password")];
  try {
    switch (intent) {
      case "start": {
        const { uri, codes } = await accounts.startTwoFactor(request, password);
        const secret = new URL(uri).searchParams.get("secret") ?? "";
        const qr = encode(uri, { border: 0, ecc: "M" }).data;
        return data({ setUp: { qr, codes, secret: secret.replace(/.{4}/g, "$& ").trim() } });
      }
      case "confirm":
        return data({ saved: intent }, { headers: await accounts.confirmTwoFactor(request, field("code")) });
      case "renew":
        return data({ saved: intent, codes: await accounts.renewRecoveryCodes(request, password) });
      case "stop":
        return data({ saved: intent }, { headers: await accounts.stopTwoFactor(request, password) });
      case "verify":
        await accounts.requestVerification(request);
        return data({ saved: intent });
      case "end":
        await accounts.endSession(request, field("session"));
        return data({ saved: intent });
      default: {
        const passwords = { present: field("presentPassword"), next: field("nextPassword") };
        return data({ saved: "password" }, { headers: await accounts.changePassword(request, passwords) });
      }
    }
  } catch (error) {
    return replyTo(error);
  }
}

export default function Security() {
  const { email, verified, twoFactor, delivers, sessions } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const sending = useNavigation().formData?.get("intent");
  const saved = reply && "saved" in reply ? reply.saved : undefined;
  const setUp = useSetUp(reply);
  const codes = reply && "codes" in reply ? (reply.codes as string[]) : undefined;
  return (
    <Page title="Security" subtitle={email} width="narrow" back={{ to: paths.settings(), label: "Settings" }}>
      <FormBanner reply={reply} />
      <SecondFactorPanel on={twoFactor} setUp={setUp} codes={codes} reply={reply} />
      <Panel title="Password">
        <Form method="post" className={styles.form} key={saved === "password" ? "saved" : "open"}>
          <input type="hidden" name="intent" value="password" />
          <input type="hidden" name="username" autoComplete="username" value={email} />
          <TextBox
            name="presentPassword"
            label="Present password"
            type="password"
            autoComplete="current-password"
            reply={reply}
          />
          <TextBox
            name="nextPassword"
            label="New password"
            type="password"
            autoComplete="new-password"
            help="At least 10 characters. Other browsers are signed out."
            reply={reply}
          />
          <div className={styles.save}>
            <Button submit loading={sending === "password"}>
              Change the password
            </Button>
            <span role="status" className={styles.saved}>
              {saved === "password" ? "Saved" : ""}
            </span>
          </div>
        </Form>
      </Panel>
      <Panel
        title="Email"
        aside={
          <StateChip
            state="email"
            words={verified ? "Confirmed" : "Not confirmed"}
            tone={verified ? "green" : "amber"}
          />
        }
      >
        {verified ? (
          <p className={styles.soft}>Letters about your account go to {email}.</p>
        ) : (
          <Form method="post" className={styles.save}>
            <input type="hidden" name="intent" value="verify" />
            <Button submit loading={sending === "verify"}>
              Send the letter
            </Button>
            <span role="status" className={styles.soft}>
              {saved === "verify"
                ? delivers
                  ? `Look into the mail of ${email}.`
                  : "No mail is sent here: the letter is in the Outbox and in the terminal."
                : `Confirm that ${email} is yours: we send it a link.`}
            </span>
          </Form>
        )}
      </Panel>
      <Panel flush title="Where you are signed in">
        <ul className={people.people}>
          {sessions.map((session) => (
            <li key={session.id}>
              <div className={people.who}>
                <span className={people.name}>{session.device}</span>
                <span className={people.soft}>
                  {session.ipAddress ? `${session.ipAddress}. ` : ""}Last seen <Time at={session.updatedAt} ago />,
                  since <Time at={session.createdAt} />
                </span>
              </div>
              <div className={people.chips}>
                {session.current ? <StateChip state="here" words="This browser" tone="green" /> : null}
              </div>
              {session.current ? null : (
                <Form method="post" className={people.acts}>
                  <input type="hidden" name="intent" value="end" />
                  <input type="hidden" name="session" value={session.id} />
                  <Button submit accessibilityLabel={`Sign out ${session.device}`}>
                    Sign out
                  </Button>
                </Form>
              )}
            </li>
          ))}
          {sessions.length > 1 ? (
            <li>
              <Form method="post">
                <input type="hidden" name="intent" value="end" />
                <input type="hidden" name="session" value="others" />
                <Button submit>Sign out everywhere else</Button>
              </Form>
            </li>
          ) : null}
        </ul>
      </Panel>
    </Page>
  );
}

/** The set-up stays on the page while codes are mistyped, and goes when one was right. */
function useSetUp(reply: object | undefined): SetUp | undefined {
  const [kept, setKept] = useState<SetUp>();
  const given = reply && "setUp" in reply ? (reply.setUp as SetUp) : undefined;
  const done = reply !== undefined && "saved" in reply;
  useEffect(() => {
    if (given) setKept(given);
    else if (done) setKept(undefined);
  }, [given, done]);
  return given ?? (done ? undefined : kept);
}
