/**
 * A part of a video that something else made: a generated shot, or a picture. `model` is who made it, as the vendor names
 * it; what is not known of a part is null.
 */
export type Component = {
  title: string;
  model: string | null;
  digitalSourceType: string | null;
  sha256: string | null;
};

/** What a signed file says of itself. `digitalSourceType` is of the whole. */
export type Claim = {
  title: string;
  generator: { name: string; version: string };
  digitalSourceType: string;
  components: readonly Component[];
};

/**
 * What reading a file's Content Credentials found. `trusted` stands for a certificate on the reader's list, `valid` for a
 * whole signature by anybody else, `invalid` for a file that was changed since.
 */
export type Signature = { state: "trusted" | "valid" | "invalid"; issuer: string | null; problems: string[] };

/**
 * Signs videos with Content Credentials (C2PA). `sign` writes a new file and may be repeated; it reads the file back and
 * answers what a reader will see. Both fail with `ProviderError`, "misconfigured" when the signer or its certificate
 * cannot be used. `read` is undefined for a file that has none.
 */
export type ProvenanceSigner = {
  id: string;
  sign(file: string, out: string, claim: Claim): Promise<Signature>;
  read(file: string): Promise<Signature | undefined>;
};
