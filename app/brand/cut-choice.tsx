import { cuts } from "#brand-kits/schema.ts";
import styles from "./video-look.module.css";

export type NetworkCut = {
  id: string;
  name: string;
  cut: string /** Whether its rules forbid promotion in the picture. */;
  forbids: boolean;
};

const names: Record<(typeof cuts)[number], string> = { branded: "Branded", clean: "Clean" };

/** Which cut each network gets: with logo, price, call and address in the picture, or without. */
export function CutChoice({ networks, fixed }: { networks: readonly NetworkCut[]; fixed: boolean }) {
  return (
    <fieldset className={styles.choice}>
      <legend>Cut for each network</legend>
      <p className={styles.note}>
        A clean cut has no logo, price, call or address in the picture and closes on the product. A brief for networks
        of both kinds makes both, from the same shots.
      </p>
      <ul className={styles.networks}>
        {networks.map(({ id, name, cut, forbids }) => (
          <li key={id}>
            <span>
              <strong>{name}</strong>
              {forbids ? <span className={styles.note}>Its rules ask for the clean one</span> : null}
            </span>
            <span className={styles.pair} role="radiogroup" aria-label={`Cut for ${name}`}>
              {cuts.map((each) => (
                <label key={each}>
                  <input
                    type="radio"
                    name={`cut-${id}`}
                    value={each}
                    defaultChecked={each === cut}
                    disabled={fixed && each !== cut}
                  />
                  <span>{names[each]}</span>
                </label>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
