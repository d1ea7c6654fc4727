import styles from "./security.module.css";

/** A QR code of squares in one path, always dark on white: phones read no other. `rows` is true where it is dark. */
export function QrCode({ rows, label }: { rows: boolean[][]; label: string }) {
  const d = rows
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")))
    .filter(Boolean)
    .join("");
  return (
    <svg className={styles.qr} viewBox={`0 0 ${rows.length} ${rows.length}`} role="img" aria-label={label}>
      <path d={d} fill="#17121c" shapeRendering="crispEdges" />
    </svg>
  );
}
