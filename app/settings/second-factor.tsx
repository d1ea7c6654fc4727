import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { TextBox } from "../components/fields.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { QrCode } from "./qr-code.tsx";
import styles from "./security.module.css";

export type SetUp = { qr: boolean[][]; secret: string; codes: string[] };

/** The second factor: off, being set up, or on; and new recovery codes when there are some to show. */
export function SecondFactorPanel(props: {
  on: boolean;
  setUp: SetUp | undefined;
  codes: string[] | undefined;
  reply: object | undefined;
}) {
  const { on, setUp, codes, reply } = props;
  const sending = useNavigation().formData?.get("intent");
  const chip = <StateChip state={on ? "on" : "off"} words={on ? "On" : "Off"} tone={on ? "green" : "quiet"} />;
  if (setUp) return <SettingUp {...setUp} reply={reply} busy={sending === "confirm"} />;
  return (
    <Panel title="Two-factor sign-in" aside={chip}>
      {codes ? (
        <div className={styles.form}>
          <p>These are your new recovery codes. Keep them where your phone is not; they are not shown again.</p>
          <Codes codes={codes} />
        </div>
      ) : null}
      {on ? (
        <Form method="post" className={styles.form}>
          <p className={styles.soft}>
            Signing in takes your password and a code of your authenticator app, or a recovery code.
          </p>
          <TextBox name="password" label="Password" type="password" autoComplete="current-password" reply={reply} />
          <div className={styles.save}>
            <IntentButton intent="renew" words="New recovery codes" />
            <IntentButton intent="stop" words="Turn it off" />
          </div>
        </Form>
      ) : (
        <Form method="post" className={styles.form}>
          <input type="hidden" name="intent" value="start" />
          <p className={styles.soft}>
            A password can be guessed, watched or lent. With a second factor it is not enough: signing in takes your
            phone, too.
          </p>
          <TextBox name="password" label="Password" type="password" autoComplete="current-password" reply={reply} />
          <div className={styles.save}>
            <Button submit loading={sending === "start"}>
              Set it up
            </Button>
          </div>
        </Form>
      )}
    </Panel>
  );
}

function SettingUp({ qr, secret, codes, reply, busy }: SetUp & { reply: object | undefined; busy: boolean }) {
  return (
    <Panel title="Set up two-factor sign-in">
      <Form method="post" className={styles.form}>
        <input type="hidden" name="intent" value="confirm" />
        <ol className={styles.steps}>
          <li>
            <div className={styles.form}>
              <p>Scan this with an authenticator app, or type the key into it.</p>
              <div className={styles.setup}>
                <QrCode rows={qr} label="QR code for an authenticator app" />
                <p className={styles.secret}>{secret}</p>
              </div>
            </div>
          </li>
          <li>
            <div className={styles.form}>
              <p>
                Keep these recovery codes where your phone is not: each lets you in once without it. They are not shown
                again.
              </p>
              <Codes codes={codes} />
            </div>
          </li>
          <li>
            <TextBox
              name="code"
              label="Type the code that the app shows"
              autoComplete="one-time-code"
              inputMode="numeric"
              reply={reply}
            />
          </li>
        </ol>
        <div className={styles.save}>
          <Button submit variant="primary" loading={busy}>
            Turn it on
          </Button>
        </div>
      </Form>
    </Panel>
  );
}

function Codes({ codes }: { codes: string[] }) {
  return (
    <ul className={styles.codes}>
      {codes.map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ul>
  );
}

function IntentButton({ intent, words }: { intent: string; words: string }) {
  return (
    <button type="submit" name="intent" value={intent} className={styles.act}>
      {words}
    </button>
  );
}
