import { Time } from "../components/time.tsx";
import { useBrand } from "../components/use-brand.ts";
import styles from "./plan.module.css";
import type { ReviewPage } from "./review-page.ts";

/** What a press of "Approve" sends about the post: the next free slot, a time on the brand's wall clock, or none yet. */
export type PlanForm = { plan: "slot" | "time" | "none"; at: string; connectionId: string };

/** The first account's next free slot, unless there is none or the reviewer put planning off before. */
export function startOfPlan(outlets: ReviewPage["outlets"], later: boolean): PlanForm {
  const [first] = outlets;
  const plan = later || !first ? "none" : first.at ? "slot" : "time";
  return { plan, at: "", connectionId: first?.connectionId ?? "" };
}

/** When and where the video goes out once it is approved. */
export function Plan(props: {
  outlets: ReviewPage["outlets"];
  form: PlanForm;
  onChange: (form: PlanForm) => void;
  refusal: { message: string; field: string | undefined } | undefined;
  /** Whether planning may be put off. */
  mayWait?: boolean;
}) {
  const { outlets, form, onChange, refusal, mayWait = true } = props;
  const { zone } = useBrand();
  const outlet = outlets.find(({ connectionId }) => connectionId === form.connectionId);
  const wrong = refusal?.field === "at" ? refusal.message : undefined;
  if (!outlet) {
    return <p className={styles.none}>No channel is connected, so an approved video waits in the library.</p>;
  }
  const choice = (plan: PlanForm["plan"], words: React.ReactNode) => (
    <label className={styles.choice}>
      <input type="radio" name="plan" checked={form.plan === plan} onChange={() => onChange({ ...form, plan })} />
      <span>{words}</span>
    </label>
  );
  return (
    <fieldset className={styles.plan}>
      <legend>Goes out on {outlets.length === 1 ? outlet.name : null}</legend>
      {outlets.length > 1 ? (
        <select
          aria-label="Account"
          value={form.connectionId}
          onChange={(event) => onChange({ ...form, connectionId: event.target.value })}
        >
          {outlets.map(({ connectionId, name }) => (
            <option key={connectionId} value={connectionId}>
              {name}
            </option>
          ))}
        </select>
      ) : null}
      {outlet.at
        ? choice(
            "slot",
            <>
              Next free slot, <Time at={outlet.at} />
            </>,
          )
        : null}
      {choice("time", "At a time I choose")}
      {form.plan === "time" ? (
        <span className={styles.time}>
          <input
            type="datetime-local"
            aria-label={`Time in ${zone}`}
            aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong ? "plan-wrong" : undefined}
            value={form.at}
            onChange={(event) => onChange({ ...form, at: event.target.value })}
          />
          {wrong ? (
            <span id="plan-wrong" role="alert" className={styles.wrong}>
              {wrong}
            </span>
          ) : null}
        </span>
      ) : null}
      {mayWait ? choice("none", "Not yet, only approve") : null}
      <p className={styles.zone}>Times are in {zone}.</p>
    </fieldset>
  );
}
