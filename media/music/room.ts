/**
 * The sound of a small room, after Schroeder: four combs side by side and two allpasses in a row, `share` of it beside the
 * dry sound. The loop goes round twice, so that its beginning rings with its end.
 */
export function placeInRoom(samples: Float32Array, sampleRate: number, share: number): Float32Array {
  const combs = [0.0297, 0.0371, 0.0411, 0.0437].map((seconds) => delayLine(seconds, sampleRate));
  const passes = [0.005, 0.0017].map((seconds) => delayLine(seconds, sampleRate));
  const heard = new Float32Array(samples.length);
  let dull = 0;
  for (let round = 0; round < 2; round++) {
    for (let index = 0; index < samples.length; index++) {
      let wet = 0;
      for (const comb of combs) {
        const back = comb.line[comb.at]!;
        comb.line[comb.at] = samples[index]! + back * 0.76;
        if (++comb.at === comb.line.length) comb.at = 0;
        wet += back * 0.25;
      }
      for (const pass of passes) {
        const back = pass.line[pass.at]!;
        const into = wet + back * 0.7;
        pass.line[pass.at] = into;
        if (++pass.at === pass.line.length) pass.at = 0;
        wet = back - into * 0.7;
      }
      dull += 0.35 * (wet - dull);
      if (round === 1) heard[index] = samples[index]! + share * dull;
    }
  }
  return heard;
}

function delayLine(seconds: number, sampleRate: number): { line: Float32Array; at: number } {
  return { line: new Float32Array(Math.round(seconds * sampleRate)), at: 0 };
}
