/**
 * The thirteen calls of WASI preview 1 that Flite makes, over files held in memory. `node:wasi` is not used: it is
 * experimental, warns on every start, and crashes the process now and then when a compiled module is run again
 * (nodejs/node#52402, reported with this very module; #53087).
 */
export type MemoryProgram = {
  /** Runs `_start` and returns what was printed. Throws when the program ends with a code other than 0. */
  run(module: WebAssembly.Module, args: string[]): Promise<string>;
  /** Files by their path below `/out`, the one folder there is. */
  files: Map<string, Uint8Array>;
};

class ProgramEnded extends Error {
  constructor(readonly code: number) {
    super(`The program ended with ${code}`);
  }
}

type OpenFile = { name: string | null; position: number };
const [ok, badFile, noEntry] = [0, 8, 44];
const folder = 3;
const encoder = new TextEncoder();

export function createMemoryProgram(): MemoryProgram {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    async run(module, args) {
      const printed: Buffer[] = [];
      const opened = new Map<number, OpenFile>();
      const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: calls() });
      const memory = instance.exports.memory as WebAssembly.Memory;
      try {
        (instance.exports._start as () => void)();
      } catch (error) {
        if (!(error instanceof ProgramEnded) || error.code !== 0) throw error;
      }
      return Buffer.concat(printed).toString("utf8");

      function calls() {
        const view = () => new DataView(memory.buffer);
        const bytes = (at: number, length: number) => new Uint8Array(memory.buffer, at, length);
        const list = args.map((arg) => encoder.encode(`${arg}\0`));
        const setSize = (at: number, size: number) => view().setUint32(at, size, true);
        const eachBuffer = (at: number, count: number) =>
          Array.from({ length: count }, (_, index) =>
            bytes(view().getUint32(at + index * 8, true), view().getUint32(at + index * 8 + 4, true)),
          );
        return {
          args_sizes_get(count: number, size: number) {
            setSize(count, list.length);
            setSize(
              size,
              list.reduce((sum, arg) => sum + arg.length, 0),
            );
            return ok;
          },
          args_get(pointers: number, start: number) {
            let at = start;
            list.forEach((arg, index) => {
              setSize(pointers + index * 4, at);
              bytes(at, arg.length).set(arg);
              at += arg.length;
            });
            return ok;
          },
          clock_time_get(_clock: number, _precision: bigint, at: number) {
            view().setBigUint64(at, BigInt(Date.now()) * 1_000_000n, true);
            return ok;
          },
          fd_prestat_get(fd: number, at: number) {
            if (fd !== folder) return badFile;
            setSize(at, 0);
            setSize(at + 4, 4);
            return ok;
          },
          fd_prestat_dir_name(fd: number, at: number, length: number) {
            if (fd !== folder) return badFile;
            bytes(at, length).set(encoder.encode("/out").subarray(0, length));
            return ok;
          },
          fd_fdstat_get(fd: number, at: number) {
            if (fd > folder && !opened.has(fd)) return badFile;
            bytes(at, 24).fill(0);
            view().setUint8(at, fd < folder ? 2 : fd === folder ? 3 : 4);
            view().setBigUint64(at + 8, 0xffffffffn, true);
            view().setBigUint64(at + 16, 0xffffffffn, true);
            return ok;
          },
          fd_fdstat_set_flags: () => ok,
          path_open(
            _fd: number,
            _look: number,
            path: number,
            length: number,
            how: number,
            _base: bigint,
            _more: bigint,
            _flags: number,
            at: number,
          ) {
            const name = Buffer.from(bytes(path, length)).toString("utf8");
            const [create, truncate] = [how & 1, how & 8];
            if (!files.has(name) && !create) return noEntry;
            if (!files.has(name) || truncate) files.set(name, new Uint8Array(0));
            const fd = Math.max(folder, ...opened.keys()) + 1;
            opened.set(fd, { name, position: 0 });
            setSize(at, fd);
            return ok;
          },
          fd_close: (fd: number) => (opened.delete(fd) ? ok : badFile),
          fd_read(fd: number, buffers: number, count: number, at: number) {
            const file = opened.get(fd);
            const content = file?.name ? files.get(file.name) : undefined;
            if (fd > folder && (!file || !content)) return badFile;
            let read = 0;
            for (const buffer of content && file ? eachBuffer(buffers, count) : []) {
              const part = content!.subarray(file!.position, file!.position + buffer.length);
              buffer.set(part);
              file!.position += part.length;
              read += part.length;
            }
            setSize(at, read);
            return ok;
          },
          fd_write(fd: number, buffers: number, count: number, at: number) {
            const file = opened.get(fd);
            if (fd > folder && !file) return badFile;
            let written = 0;
            for (const buffer of eachBuffer(buffers, count)) {
              if (file?.name) writeInto(files, file, buffer);
              else printed.push(Buffer.from(buffer));
              written += buffer.length;
            }
            setSize(at, written);
            return ok;
          },
          fd_seek(fd: number, offset: bigint, whence: number, at: number) {
            const file = opened.get(fd);
            if (!file?.name) return badFile;
            const from = [0, file.position, files.get(file.name)?.length ?? 0][whence] ?? 0;
            file.position = from + Number(offset);
            view().setBigUint64(at, BigInt(file.position), true);
            return ok;
          },
          proc_exit(code: number) {
            throw new ProgramEnded(code);
          },
        };
      }
    },
  };
}

function writeInto(files: Map<string, Uint8Array>, file: OpenFile, part: Uint8Array): void {
  const name = file.name!;
  const content = files.get(name) ?? new Uint8Array(0);
  const end = file.position + part.length;
  // Room doubles, so that a line written in small parts is not copied once for each.
  const room =
    end > content.buffer.byteLength
      ? new Uint8Array(Math.max(end, content.length * 2, 65536))
      : new Uint8Array(content.buffer);
  if (room.buffer !== content.buffer) room.set(content);
  room.set(part, file.position);
  files.set(name, room.subarray(0, Math.max(end, content.length)));
  file.position = end;
}
