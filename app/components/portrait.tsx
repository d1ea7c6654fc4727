import styles from "./portrait.module.css";

/**
 * A persona's face. Without a picture, its first letter on a stage. `size` is in pixels; without it the face fills its box.
 * `eager` is for the one face that a page is about.
 */
export function Portrait(props: { src?: string | undefined; name: string; size?: number; eager?: boolean }) {
  const { src, name, size, eager = false } = props;
  const style = size === undefined ? undefined : { width: size, height: size, fontSize: size * 0.42 };
  return (
    <span className={`${styles.portrait} ${size === undefined ? styles.fill : ""}`} style={style}>
      {src ? (
        <img src={src} alt={`Portrait of ${name}`} loading={eager ? "eager" : "lazy"} decoding="async" />
      ) : (
        <span aria-hidden="true">{name.slice(0, 1).toUpperCase()}</span>
      )}
    </span>
  );
}
