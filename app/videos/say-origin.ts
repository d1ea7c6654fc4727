type Origin = {
  digitalSourceType: string;
  signature: { state: string; issuer: string | null } | null;
  problem: string | null;
} | null;

/** IPTC's kinds of origin in plain words. */
const kinds: Record<string, string> = {
  trainedAlgorithmicMedia: "Made by a trained model",
  compositeWithTrainedAlgorithmicMedia: "Composed, with parts made by a trained model",
  compositeSynthetic: "Composed, with drawn parts",
  algorithmicMedia: "Drawn by software, no trained model",
};

/** What a video's file says of where it comes from, as facts for its page. */
export function sayOrigin(origin: Origin): [string, string][] {
  const none = "No Content Credentials are embedded.";
  if (!origin) return [["Content Credentials", none]];
  const { digitalSourceType, signature, problem } = origin;
  const kind = digitalSourceType.split("/").at(-1) ?? "";
  const issuer = signature?.issuer ?? "an unnamed issuer";
  const said = signature
    ? `Signed by ${issuer}${signature.state === "trusted" ? "" : ", who is on no trust list here"}`
    : problem
      ? `${none} ${problem}`
      : none;
  return [
    ["Origin in the file", kinds[kind] ?? kind],
    ["Content Credentials", said],
  ];
}
