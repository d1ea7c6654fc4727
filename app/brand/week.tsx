import styles from "./week.module.css";

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The weekly slots, a column per day. */
export function Week({ slots }: { slots: { weekday: number; minute: number }[] }) {
  if (slots.length === 0) return <p className={styles.soft}>No slots. Posts then go out only at times you choose.</p>;
  return (
    <ol className={styles.week}>
      {days.map((day, index) => (
        <li key={day}>
          <strong>{day}</strong>
          {slots
            .filter(({ weekday }) => weekday === index + 1)
            .map(({ minute }) => (
              <span key={minute} className={styles.slot}>
                {sayMinute(minute)}
              </span>
            ))}
        </li>
      ))}
    </ol>
  );
}

function sayMinute(minute: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
