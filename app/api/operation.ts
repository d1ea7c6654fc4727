import type { z } from "zod";
import type { Db } from "#db/database.ts";
import type { BrandRow } from "#db/queries/brands.ts";
import type { House } from "#server/house.ts";
import type { KeyAdmission } from "#studio/api-keys/admit.ts";
import type { Scope } from "#studio/api-keys/scopes.ts";
import type { Actor } from "#studio/audit/actor.ts";
import type { BrandVerb } from "#studio/members/permissions.ts";

/** What the API takes of the house. */
export type ApiHouse = Pick<
  House,
  "db" | "within" | "dispatch" | "channels" | "files" | "publicUrl" | "logger" | "means"
>;

/** A request as it came, whatever brought it. `search` begins with "?" or is empty; names of headers are small. */
export type Asked = {
  method: string;
  path: string;
  search: string;
  headers: Headers;
  body: Uint8Array | undefined;
  address: string | null;
  requestId?: string | undefined;
};

type ParamsOf<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Record<Name, string> & ParamsOf<Rest>
  : unknown;

/** What an operation works with. `B` is the body as it was sent, and known to fit its schema. */
export type Call<P extends string = string, Q = unknown, B = unknown> = {
  house: ApiHouse;
  /** The workspace's part of the database; a transaction for whatever writes, which its answer is kept in as well. */
  db: Db;
  /** Sends events with the transaction. */
  send(event: Parameters<House["dispatch"]>[1]): Promise<void>;
  admission: KeyAdmission;
  by: Actor;
  /** The brand of the address, which the key may open. */
  brand: P extends `/brands/{brandId}${string}` ? BrandRow : undefined;
  params: ParamsOf<P>;
  query: Q;
  body: B;
  asked: Asked;
};

type Asking<P extends string, Q extends z.ZodObject, B extends z.ZodType> = {
  /** Unique; clients that are generated call their functions so. */
  id: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below /api/v1; ids in braces. */
  path: P;
  /** One sentence for the reference. */
  summary: string;
  /** More of it, in Markdown. */
  about?: string;
  /** What the key has to be allowed; without one, any key will do. */
  scope?: Scope;
  /** What whoever the key acts for has to be allowed, on the brand of the address. */
  verb?: BrandVerb;
  query?: Q;
  body?: B;
  /** A body that fits, for the reference; ids in it are made up. */
  example?: z.input<B>;
  /** Said of fields of the body that their names do not tell. */
  notes?: Record<string, string>;
};

type Answering<R extends z.ZodType> = {
  status?: 200 | 201 | 202;
  response: R;
  /** Where what was made is, with `{id}` for the answer's. */
  location?: string;
};

/** A file instead of JSON, in ranges if wanted. */
type AnsweringFile = { file: { types: string[] } };

export type Operation = Asking<string, z.ZodObject, z.ZodType> &
  (Answering<z.ZodType> | AnsweringFile) & {
    /**
     * It talks to a network, which no transaction undoes, and may be repeated without harm. With an Idempotency-Key it is
     * marked as begun first, instead of being kept in one transaction with its answer.
     */
    reachesOut?: true;
    run(call: Call): Promise<unknown>;
  };

/** An operation of the API, as data: routing, checks, the OpenAPI document and the tests all come from it. */
export function operation<
  const P extends string,
  R extends z.ZodType,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
>(
  made: Asking<P, Q, B> &
    Answering<R> & { reachesOut?: true; run(call: Call<P, z.output<Q>, z.input<B>>): Promise<z.input<R>> },
): Operation {
  return made as unknown as Operation;
}

/** An operation that answers with a file. */
export function fileOperation<const P extends string>(
  made: Asking<P, z.ZodObject, z.ZodType> & AnsweringFile & { run(call: Call<P>): Promise<Response> },
): Operation {
  return made as unknown as Operation;
}
