import { useEffect, useId, useState } from "react";
import styles from "./font-specimen.module.css";

/** A font of the kit, written in itself once the browser has it. */
export function FontSpecimen({ name, family, src }: { name: string; family: string; src: string }) {
  const face = `kit-${useId().replaceAll(":", "")}`;
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const font = new FontFace(face, `url("${src}")`);
    font.load().then(
      () => {
        document.fonts.add(font);
        setReady(true);
      },
      () => setReady(false),
    );
    return () => void document.fonts.delete(font);
  }, [face, src]);
  return (
    <div>
      <p className={styles.line} style={ready ? { fontFamily: face } : undefined}>
        {family}
      </p>
      <p className={styles.letters} style={ready ? { fontFamily: face } : undefined}>
        Aa Bb Cc Gg Qq Ææ Øø Éé 0123456789
      </p>
      <p className={styles.name}>{name}</p>
    </div>
  );
}
