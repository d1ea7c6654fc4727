import { useId } from "react";
import styles from "./cut-switch.module.css";
import { sayCut } from "./say-cut.ts";

export type ShownCut = { cut: string; networks: string[]; sha256: string; bytes: number; isOwn: boolean };

/** Which cut of a video is watched, where it has more than one. */
export function CutSwitch(props: {
  cuts: readonly ShownCut[];
  shown: string | undefined;
  onShow: (cut: string) => void;
  /** What a reviewer should know of it. */
  note?: string;
}) {
  const { cuts, shown, onShow, note } = props;
  const name = useId();
  if (cuts.length < 2) return null;
  return (
    <fieldset className={styles.cuts}>
      <legend>Cut</legend>
      <div className={styles.switch}>
        {cuts.map((each) => (
          <label key={each.cut}>
            <input
              type="radio"
              name={name}
              checked={(shown ?? cuts[0]?.cut) === each.cut}
              onChange={() => onShow(each.cut)}
            />
            <span>{sayCut(each)}</span>
          </label>
        ))}
      </div>
      {note ? <p>{note}</p> : null}
    </fieldset>
  );
}
