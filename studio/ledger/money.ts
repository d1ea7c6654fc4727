/** Millionths of a US dollar in words; less than a cent is said so, not rounded to nothing. */
export function sayMoney(micros: number): string {
  if (micros > 0 && micros < 10_000) return "under $0.01";
  return `$${(micros / 1_000_000).toFixed(2)}`;
}
