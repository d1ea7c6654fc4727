// AssemblyScript, not TypeScript: `npm run build:kernel` compiles it to lay.wasm, which is what runs.
// A sprite's plane is laid over a canvas' plane, eight or sixteen pixels to an instruction. All addresses are bytes in
// the one memory; whoever calls has made sure that everything lies inside of it, 32 bytes from its end.

/** The widest row that can be laid; the longest side of any picture we make is 1,920, enlarged four times. */
const widest: i32 = 16384;
/** Two rows of a sprite blended into one: its values, and how far it covers. */
const values: usize = memory.data(16384 + 64, 16);
const covers: usize = memory.data(16384 + 64, 16);
/** Columns are found eight at once in sixteen bytes, so a sprite may shrink to a bit more than half that way. */
const longestStep: i32 = 0x1e000;

/** Where a sprite may be kept; 0 when there is no room. */
export function reserve(bytes: usize): usize {
  return heap.alloc(bytes + 32);
}

export function release(address: usize): void {
  heap.free(address);
}

/**
 * Lays a plane whose corner stands on a whole pixel, unscaled. `strength` of 256 is opaque as drawn. Only the window of the
 * sprite from column `first` to before `last` is laid.
 */
export function layStill(
  to: usize,
  toWidth: i32,
  toHeight: i32,
  from: usize,
  alpha: usize,
  width: i32,
  height: i32,
  x: i32,
  y: i32,
  first: i32,
  last: i32,
  strength: i32,
): void {
  const left = max(0, x + first);
  const right = min(toWidth, x + last);
  if (left >= right) return;
  const end = min(toHeight, y + height);
  for (let row = max(0, y); row < end; row++) {
    const source = (row - y) * width + (left - x);
    layRow(to + row * toWidth + left, from + source, alpha + source, right - left, strength);
  }
}

function layRow(to: usize, from: usize, alpha: usize, count: i32, strength: i32): void {
  let at = 0;
  for (; at + 16 <= count; at += 16) {
    const cover = v128.load(alpha + at);
    if (!v128.any_true(cover)) continue;
    const value = v128.load(from + at);
    if (strength == 256 && i8x16.all_true(i8x16.eq(cover, i8x16.splat(-1)))) {
      v128.store(to + at, value);
      continue;
    }
    const under = v128.load(to + at);
    const low = over(
      i16x8.extend_low_i8x16_u(value),
      i16x8.extend_low_i8x16_u(cover),
      i16x8.extend_low_i8x16_u(under),
      strength,
    );
    const high = over(
      i16x8.extend_high_i8x16_u(value),
      i16x8.extend_high_i8x16_u(cover),
      i16x8.extend_high_i8x16_u(under),
      strength,
    );
    v128.store(to + at, i8x16.narrow_i16x8_u(low, high));
  }
  for (; at < count; at++) overOne(to + at, load<u8>(from + at), load<u8>(alpha + at), strength);
}

/**
 * Lays a plane anywhere at any size, bilinear, with the sampling position in 16.16 fixed point. `spans` has four whole numbers
 * for each row of the sprite: where it begins and ends to show anything, and between which columns it hides what is below.
 * `bend` has, for each row of the canvas from `firstRow` to before `lastRow`, how far it is shifted right in canvas
 * pixels and down in sprite pixels; 0 for none.
 */
export function layMoving(
  to: usize,
  toWidth: i32,
  from: usize,
  alpha: usize,
  spans: usize,
  width: i32,
  height: i32,
  x: f64,
  y: f64,
  scale: f64,
  strength: i32,
  bend: usize,
  firstRow: i32,
  lastRow: i32,
): void {
  if (width > widest) return;
  const step = <i32>Math.round(65536 / scale);
  for (let row = firstRow; row < lastRow; row++) {
    let origin = x;
    let v = (<f64>row + 0.5 - y) / scale - 0.5;
    if (bend) {
      const shift = bend + (<usize>(row - firstRow) << 4);
      origin += load<f64>(shift);
      v -= load<f64>(shift, 8);
    }
    const above = <i32>Math.floor(v);
    if (above < 0 || above + 1 >= height) continue;
    const upper = spans + (<usize>above << 4);
    const first = min(load<i32>(upper), load<i32>(upper, 16));
    const last = max(load<i32>(upper, 4), load<i32>(upper, 20));
    if (first >= last) continue;
    // `offset` turns a column of the sprite into one of the canvas.
    const offset = origin - 0.5 + 0.5 * scale;
    const begin = max(0, <i32>Math.ceil(<f64>max(0, first - 1) * scale + offset));
    const end = min(toWidth, <i32>Math.ceil(<f64>min(width - 1, last) * scale + offset));
    if (begin >= end) continue;
    let solidFrom = end;
    let solidTo = end;
    const hidesFrom = max(load<i32>(upper, 8), load<i32>(upper, 24));
    const hidesTo = min(load<i32>(upper, 12), load<i32>(upper, 28)) - 1;
    if (strength == 256 && hidesTo - hidesFrom > 4) {
      solidFrom = min(max(<i32>Math.ceil(<f64>hidesFrom * scale + offset), begin), end);
      solidTo = min(max(<i32>Math.ceil(<f64>hidesTo * scale + offset), solidFrom), end);
    }
    const start = max(0, <i32>Math.round((-offset / scale) * 65536) + begin * step);
    // Only what the row shows is blended from its two rows.
    const firstRead = start >> 16;
    const lastRead = min(width, ((start + (end - begin) * step) >> 16) + 2);
    const low = <i32>Math.round((v - <f64>above) * 256);
    const top = from + above * width;
    blendRows(values + firstRead, top + firstRead, width, lastRead - firstRead, low);
    const line = to + row * toWidth;
    const cover = alpha + above * width;
    const solidStart = start + (solidFrom - begin) * step;
    const restStart = start + (solidTo - begin) * step;
    if (begin < solidFrom) {
      const until = min(width, (solidStart >> 16) + 2);
      blendRows(covers + firstRead, cover + firstRead, width, until - firstRead, low);
      lay(line + begin, solidFrom - begin, start, step, strength);
    }
    hide(line + solidFrom, solidTo - solidFrom, solidStart, step);
    if (solidTo < end) {
      const since = restStart >> 16;
      blendRows(covers + since, cover + since, width, lastRead - since, low);
      lay(line + solidTo, end - solidTo, restStart, step, strength);
    }
  }
}

/**
 * Turns premultiplied RGBA into planes: luma and alpha of full size, colour and its alpha of half. BT.709, limited range;
 * the coefficients are times 65,536, those of colour for the sum of four pixels.
 */
export function fillPlanes(rgba: usize, width: i32, height: i32, y: usize, a: usize, u: usize, v: usize, ca: usize): void {
  const pixels = width * height;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const at = rgba + (<usize>pixel << 2);
    const alpha = <i32>load<u8>(at, 3);
    store<u8>(a + pixel, alpha);
    const luma = 11966 * <i32>load<u8>(at) + 40254 * <i32>load<u8>(at, 1) + 4064 * <i32>load<u8>(at, 2) + 4112 * alpha;
    store<u8>(y + pixel, (luma + 32768) >> 16);
  }
  const stride = width << 2;
  let to = 0;
  for (let row = 0; row < height; row += 2) {
    const line = rgba + row * stride;
    for (let at = line; at < line + stride; at += 8) {
      const alpha = sumOfFour(at + 3, stride);
      const red = sumOfFour(at, stride);
      const green = sumOfFour(at + 1, stride);
      const blue = sumOfFour(at + 2, stride);
      const grey = 8224 * alpha + 32768;
      store<u8>(ca + to, (alpha + 2) >> 2);
      store<u8>(u + to, max(0, (grey - 1648 * red - 5548 * green + 7196 * blue) >> 16));
      store<u8>(v + to, max(0, (grey + 7196 * red - 6536 * green - 660 * blue) >> 16));
      to++;
    }
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function sumOfFour(at: usize, stride: i32): i32 {
  const below = at + stride;
  return <i32>load<u8>(at) + <i32>load<u8>(at, 4) + <i32>load<u8>(below) + <i32>load<u8>(below, 4);
}

/** Covers a plane with a part of a wider one, whole pixels. */
export function copyWindow(to: usize, toWidth: i32, toHeight: i32, from: usize, width: i32, x: i32, y: i32): void {
  for (let row = 0; row < toHeight; row++) memory.copy(to + row * toWidth, from + (y + row) * width + x, toWidth);
}

/** Writes the `spans` that `layMoving` reads: for each row where it begins and ends to show, and its longest opaque stretch. */
export function findSpans(alpha: usize, width: i32, height: i32, spans: usize): void {
  for (let row = 0; row < height; row++) {
    const line = alpha + row * width;
    let first = 0;
    while (first < width && load<u8>(line + first) == 0) first++;
    let last = width;
    while (last > first && load<u8>(line + last - 1) == 0) last--;
    let bestFrom = 0;
    let bestTo = 0;
    let from = -1;
    for (let column = first; column <= last; column++) {
      if (column < last && load<u8>(line + column) == 255) {
        if (from < 0) from = column;
      } else if (from >= 0) {
        if (column - from > bestTo - bestFrom) {
          bestFrom = from;
          bestTo = column;
        }
        from = -1;
      }
    }
    const at = spans + (<usize>row << 4);
    store<i32>(at, first);
    store<i32>(at, last, 4);
    store<i32>(at, bestFrom, 8);
    store<i32>(at, bestTo, 12);
  }
}

/** One row out of two that lie one above the other, `low` of 256 parts the lower. Writes up to 15 bytes further. */
function blendRows(to: usize, upper: usize, width: i32, count: i32, low: i32): void {
  const lower = upper + width;
  const a = i16x8.splat(<i16>(256 - low));
  const b = i16x8.splat(<i16>low);
  const half = i16x8.splat(128);
  for (let at = 0; at < count; at += 16) {
    const above = v128.load(upper + at);
    const below = v128.load(lower + at);
    const left = i16x8.add(
      i16x8.add(
        i16x8.mul(i16x8.extend_low_i8x16_u(above), a),
        i16x8.mul(i16x8.extend_low_i8x16_u(below), b),
      ),
      half,
    );
    const right = i16x8.add(
      i16x8.add(
        i16x8.mul(i16x8.extend_high_i8x16_u(above), a),
        i16x8.mul(i16x8.extend_high_i8x16_u(below), b),
      ),
      half,
    );
    v128.store(to + at, i8x16.narrow_i16x8_u(i16x8.shr_u(left, 8), i16x8.shr_u(right, 8)));
  }
}

/** Where nothing shows through: `values` sampled from `start` on, `step` further for each pixel. */
function hide(to: usize, count: i32, start: i32, step: i32): void {
  let at = 0;
  let sample = start;
  if (step <= longestStep) {
    let a = firstFour(start, step);
    let b = i32x4.add(a, i32x4.splat(step * 4));
    const further = i32x4.splat(step * 8);
    for (; at + 8 <= count; at += 8) {
      const base = sample >> 16;
      const columns = columnsOf(a, b, base);
      const near = sharesOf(a, b);
      v128.store64_lane(to + at, narrow(pick(v128.load(values + base), columns, near)), 0);
      a = i32x4.add(a, further);
      b = i32x4.add(b, further);
      sample += step * 8;
    }
  }
  for (; at < count; at++) {
    store<u8>(to + at, pickOne(values, sample));
    sample += step;
  }
}

/** As `hide`, over what is there. */
function lay(to: usize, count: i32, start: i32, step: i32, strength: i32): void {
  let at = 0;
  let sample = start;
  if (step <= longestStep) {
    let a = firstFour(start, step);
    let b = i32x4.add(a, i32x4.splat(step * 4));
    const further = i32x4.splat(step * 8);
    for (; at + 8 <= count; at += 8) {
      const base = sample >> 16;
      const cover = v128.load(covers + base);
      if (v128.any_true(cover)) {
        const columns = columnsOf(a, b, base);
        const near = sharesOf(a, b);
        const value = pick(v128.load(values + base), columns, near);
        const under = i16x8.extend_low_i8x16_u(v128.load64_zero(to + at));
        v128.store64_lane(to + at, narrow(over(value, pick(cover, columns, near), under, strength)), 0);
      }
      a = i32x4.add(a, further);
      b = i32x4.add(b, further);
      sample += step * 8;
    }
  }
  for (; at < count; at++) {
    overOne(to + at, pickOne(values, sample), pickOne(covers, sample), strength);
    sample += step;
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function firstFour(start: i32, step: i32): v128 {
  return i32x4.add(i32x4.splat(start), i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(step)));
}

/** Which of sixteen bytes each of eight pixels lies at or right of. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function columnsOf(a: v128, b: v128, base: i32): v128 {
  const from = i32x4.splat(base);
  const words = i16x8.narrow_i32x4_s(i32x4.sub(i32x4.shr_s(a, 16), from), i32x4.sub(i32x4.shr_s(b, 16), from));
  return i8x16.narrow_i16x8_u(words, words);
}

/** How much of 256 each of eight pixels takes from the column to the right. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function sharesOf(a: v128, b: v128): v128 {
  const byte = i32x4.splat(255);
  return i16x8.narrow_i32x4_s(v128.and(i32x4.shr_s(a, 8), byte), v128.and(i32x4.shr_s(b, 8), byte));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function pick(window: v128, columns: v128, near: v128): v128 {
  const left = i16x8.extend_low_i8x16_u(i8x16.swizzle(window, columns));
  const right = i16x8.extend_low_i8x16_u(i8x16.swizzle(window, i8x16.add(columns, i8x16.splat(1))));
  // Sixteen bits wrap around on the way and come back: the sum itself is never more than 65,408.
  const sum = i16x8.add(i16x8.shl(left, 8), i16x8.mul(i16x8.sub(right, left), near));
  return i16x8.shr_u(i16x8.add(sum, i16x8.splat(128)), 8);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function pickOne(row: usize, sample: i32): i32 {
  const at = row + (sample >> 16);
  const near = (sample >> 8) & 255;
  return ((<i32>load<u8>(at)) * (256 - near) + (<i32>load<u8>(at, 1)) * near + 128) >> 8;
}

/** What lies over what: premultiplied value + what was there × (255 − cover) / 255, rounded. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function over(value: v128, cover: v128, under: v128, strength: i32): v128 {
  let shown = value;
  let hides = cover;
  if (strength < 256) {
    const share = i16x8.splat(<i16>strength);
    shown = i16x8.shr_u(i16x8.mul(value, share), 8);
    hides = i16x8.shr_u(i16x8.mul(cover, share), 8);
  }
  const left = i16x8.add(i16x8.mul(under, i16x8.sub(i16x8.splat(255), hides)), i16x8.splat(128));
  return i16x8.add(shown, i16x8.shr_u(i16x8.add(left, i16x8.shr_u(left, 8)), 8));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function overOne(to: usize, value: i32, cover: i32, strength: i32): void {
  const shown = strength < 256 ? (value * strength) >> 8 : value;
  const hides = strength < 256 ? (cover * strength) >> 8 : cover;
  const left = (<i32>load<u8>(to)) * (255 - hides) + 128;
  store<u8>(to, min(255, shown + ((left + (left >> 8)) >> 8)));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function narrow(words: v128): v128 {
  return i8x16.narrow_i16x8_u(words, words);
}
