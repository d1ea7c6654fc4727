/** The beats of a script in the marketer's words. */
export const beatNames: Record<string, string> = {
  hook: "Hook",
  problem: "Problem",
  product: "Product",
  proof: "Proof",
  "how-to": "How to",
  offer: "Offer",
  cta: "Call to action",
};
