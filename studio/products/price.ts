/** A price as it is said and written, such as €14.90; null when there is none, and then nothing may be said about it. */
export function showPrice(product: { priceCents: number | null; currency: string | null }): string | null {
  if (product.priceCents === null || product.currency === null) return null;
  const style = { style: "currency", currency: product.currency, trailingZeroDisplay: "stripIfInteger" } as const;
  return new Intl.NumberFormat("en", style).format(product.priceCents / 100);
}

/** What a column of 32 bits holds, in cents: past 21 million of anything it is a slip of the finger. */
const mostCents = 2_147_483_647;

/** Reads an amount such as `14.9` or `1,250.00` into cents; undefined when it is no amount of at least 0. */
export function readAmount(text: string): number | undefined {
  const plain = text.trim().replace(/,(?=\d{3}(\D|$))/g, "");
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(plain)) return undefined;
  const cents = Math.round(Number(plain) * 100);
  return cents <= mostCents ? cents : undefined;
}
