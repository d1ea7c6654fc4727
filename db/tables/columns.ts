import type { ColumnType, Generated, JSONColumnType } from "kysely";

/** A row's own id: a uuid version 7, so that ids sort by when they were made. Given by the database unless set. */
export type Id = Generated<string>;

/** An instant set by the database when the row is written, and never changed. */
export type WrittenAt = ColumnType<Date, Date | string | undefined, never>;

/** An instant that may be absent. */
export type Moment = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

/** A JSON document. It goes in as text (`asJson`) and comes out parsed; whoever reads it parses it with its own schema. */
export type Json<T extends object | null = object> = JSONColumnType<T, string, string>;

/** Where every tenant-owned row says whose it is: set once, never moved to another brand. */
export type BrandOwned = { brandId: ColumnType<string, string, never> };
