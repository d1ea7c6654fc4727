import { readFileSync } from "node:fs";
import { ownFile } from "../../place.ts";

/** What `lay.as.ts` exports. Addresses and sizes are bytes in `memory`. */
type Kernel = {
  reserve(bytes: number): number;
  release(address: number): void;
  fillPlanes(rgba: number, width: number, height: number, y: number, a: number, u: number, v: number, ca: number): void;
  copyWindow(to: number, toWidth: number, toHeight: number, from: number, width: number, x: number, y: number): void;
  findSpans(alpha: number, width: number, height: number, spans: number): void;
  layStill(
    to: number,
    toWidth: number,
    toHeight: number,
    from: number,
    alpha: number,
    width: number,
    height: number,
    x: number,
    y: number,
    first: number,
    last: number,
    strength: number,
  ): void;
  layMoving(
    to: number,
    toWidth: number,
    from: number,
    alpha: number,
    spans: number,
    width: number,
    height: number,
    x: number,
    y: number,
    scale: number,
    strength: number,
    bend: number,
    firstRow: number,
    lastRow: number,
  ): void;
};

/**
 * 512 MiB of addresses, in pages of 64 KiB; the system gives memory to a page when it is first written. It never grows, so
 * that arrays which lie in it stay where they are.
 */
const memory = new WebAssembly.Memory({ initial: 8192, maximum: 8192 });
export const kernel = startKernel();
/** Where arrays from elsewhere are lent room for a call. */
const loan = { address: kernel.reserve(64 * 1024 * 1024), bytes: 64 * 1024 * 1024 };
const returns = new FinalizationRegistry<number>((address) => kernel.release(address));

/**
 * Zeroed bytes that the kernel can reach or, when its memory is full, bytes that it has to be lent. They are given back
 * when nobody holds the array any more; parts of it are taken with `partOf`.
 */
export function takeBytes(size: number): Uint8Array {
  return take(size, (room, at) => new Uint8Array(room, at, size));
}

/** As `takeBytes`, for what goes to libraries that want a buffer. */
export function takeBuffer(size: number): Buffer {
  return take(size, (room, at) => Buffer.from(room, at, size));
}

/** Some of an array's bytes, which keep the whole from being given back. */
export function partOf(whole: Uint8Array, from: number, to: number): Uint8Array {
  const part = new Uint8Array(whole.buffer, whole.byteOffset + from, to - from);
  wholes.set(part, whole);
  return part;
}
const wholes = new WeakMap<Uint8Array, Uint8Array>();

/** As `takeBytes`, in whole numbers of 32 bits. */
export function takeWords(count: number): Int32Array {
  return take(count * 4, (room, at) => new Int32Array(room, at, count));
}

/**
 * Calls `use` with the addresses of arrays. Those that lie elsewhere are copied to where the kernel reaches them, and of
 * those the first `drawn`, which are written to, are copied back.
 */
export function withAddresses(
  arrays: (Uint8Array | Int32Array)[],
  use: (addresses: number[]) => void,
  drawn = 1,
): void {
  let next = loan.address;
  const addresses = arrays.map((array) => {
    if (array.buffer === memory.buffer) return array.byteOffset;
    const address = next;
    next += Math.ceil(array.byteLength / 16 + 2) * 16;
    if (next > loan.address + loan.bytes) throw new Error("it needed more memory to draw than there is");
    bytesAt(address, array.byteLength).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    return address;
  });
  use(addresses);
  for (const [index, array] of arrays.slice(0, drawn).entries()) {
    if (array.buffer === memory.buffer) continue;
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(bytesAt(addresses[index]!, array.byteLength));
  }
}

/** The shifts of each row of a canvas, which the kernel reads: right and down, in turn. No canvas has more rows. */
export const bends = new Float64Array(memory.buffer, kernel.reserve(4096 * 16), 4096 * 2);

function take<View extends Uint8Array | Int32Array>(
  size: number,
  viewOf: (room: ArrayBuffer, at: number) => View,
): View {
  let address: number;
  try {
    address = kernel.reserve(size);
  } catch {
    return viewOf(new ArrayBuffer(size), 0);
  }
  const view = viewOf(memory.buffer as ArrayBuffer, address);
  view.fill(0);
  returns.register(view, address);
  return view;
}

function bytesAt(address: number, size: number): Uint8Array {
  return new Uint8Array(memory.buffer, address, size);
}

function startKernel(): Kernel {
  const code = new WebAssembly.Module(readFileSync(ownFile("canvas/kernel/lay.wasm")));
  const abort = () => {
    throw new Error("the drawing kernel stopped");
  };
  return new WebAssembly.Instance(code, { env: { memory, abort } }).exports as Kernel;
}
