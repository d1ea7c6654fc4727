import type { Readable } from "node:stream";

export type StoredFile = { key: string; savedAt: Date };

/**
 * Where files live. A key is a relative path such as `brands/<id>/videos/<id>.mp4`. `save` replaces; it may be repeated.
 * Reading a key that is not there fails with `NotFound("file")`; a key that climbs out of the store is refused.
 */
export type FileStore = {
  id: string;
  save(key: string, source: { path: string } | { bytes: Uint8Array }): Promise<void>;
  size(key: string): Promise<number>;
  /** Bytes `start` to `end`, both included and optional, as HTTP ranges count them. */
  read(key: string, range?: { start?: number; end?: number }): Promise<Readable>;
  bytes(key: string): Promise<Uint8Array>;
  /** A path on this machine that holds the file, for what can only read paths; a remote store makes a copy first. */
  localPath(key: string): Promise<string>;
  remove(key: string): Promise<void>;
  /** Every whole file whose key begins so, in no order. What is saved or removed meanwhile may be among them or not. */
  list(prefix?: string): AsyncIterable<StoredFile>;
  /** Removes what was begun before then and never finished, because a process was killed. Absent where nothing stays behind. */
  removeAbandoned?(before: Date): Promise<{ files: number; bytes: number }>;
};
