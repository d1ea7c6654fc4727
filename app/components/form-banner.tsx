import { useEffect, useRef } from "react";
import styles from "./form-banner.module.css";

type Failure = {
  message: string;
  fields?: Record<string, string>;
  problems?: { place: string; message: string }[];
};
/** What an action that used `replyTo` may have answered; anything else it answers is let through. */
export type Reply = { error?: Failure; values?: Record<string, string | string[]> } | undefined;

/** More than this is not read at once. */
const shownProblems = 50;

/** Says why a form was not taken, above the form, and takes the focus so that a screen reader says it, too. */
export function FormBanner({ reply }: { reply: object | undefined }) {
  const failure = failureOf(reply);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (failure) box.current?.focus();
  }, [failure]);
  if (!failure) return null;
  const problems = failure.problems ?? [];
  const others = Object.values(failure.fields ?? {}).filter((message) => message !== failure.message);
  return (
    <div ref={box} role="alert" tabIndex={-1} className={styles.banner}>
      <strong>{failure.message}</strong>
      {others.length > 0 ? (
        <ul>
          {others.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      ) : null}
      {problems.length > 0 ? (
        <dl className={styles.problems}>
          {problems.slice(0, shownProblems).map(({ place, message }) => (
            <div key={`${place} ${message}`}>
              <dt>{place}</dt>
              <dd>{message}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {problems.length > shownProblems ? <p>And {problems.length - shownProblems} more. Mend these first.</p> : null}
    </div>
  );
}

/** The sentence for one field, for its `error` prop; of a list's field, the sentence for its first line at fault. */
export function fieldError(reply: object | undefined, field: string): string | undefined {
  const fields = failureOf(reply)?.fields ?? {};
  const line = Object.keys(fields).find((name) => name === field || name.startsWith(`${field}.`));
  return line === undefined ? undefined : fields[line];
}

/** What was typed before the form was refused, or else `fallback`. */
export function typedValue(reply: object | undefined, field: string, fallback = ""): string {
  const value = (reply as Reply)?.values?.[field];
  return Array.isArray(value) ? (value[0] ?? fallback) : (value ?? fallback);
}

function failureOf(reply: object | undefined): Failure | undefined {
  return (reply as Reply)?.error;
}
