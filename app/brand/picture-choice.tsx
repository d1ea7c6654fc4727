import styles from "./video-look.module.css";

/** One of several looks, each as a picture of it. Radio buttons, so that arrow keys go through them. */
export function PictureChoice(props: {
  name: string;
  legend: string;
  /** How the pictures lie: captions in wide strips, end cards upright. */
  shape: "wide" | "upright";
  chosen: string;
  options: { id: string; name: string; note: string; picture: string }[];
  /** Shown, and not to be changed. */
  fixed: boolean;
}) {
  const { name, legend, shape, chosen, options, fixed } = props;
  return (
    <fieldset className={styles.choice}>
      <legend>{legend}</legend>
      <div className={styles.cards} data-shape={shape}>
        {options.map(({ id, name: called, note, picture }) => (
          <label key={id} className={styles.card}>
            <img
              src={picture}
              alt=""
              loading="lazy"
              width={shape === "wide" ? 460 : 270}
              height={shape === "wide" ? 120 : 480}
            />
            <span className={styles.words}>
              <input
                type="radio"
                name={name}
                value={id}
                defaultChecked={id === chosen}
                disabled={fixed && id !== chosen}
              />
              <span>
                <strong>{called}</strong>
                <span className={styles.note}>{note}</span>
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
