/** Seconds as "40 s", "2 min 10 s" or "1 h 5 min". */
export function sayDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 90) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Millionths of a US dollar as dollars and cents; less than a cent is said so, not rounded to nothing. */
export function sayDollars(micros: number): string {
  if (micros > 0 && micros < 10_000) return "under $0.01";
  return new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(micros / 1_000_000);
}
