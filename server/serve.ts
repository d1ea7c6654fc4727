import { runProgram, sayEngine, startStudio } from "./run-studio.ts";

/** `npm start`: the studio on its data, without the demo. `npm run dev` is the same with the app rebuilt as it is edited. */
await runProgram(async (env, stopping) => {
  const studio = await startStudio(env, { dev: process.argv.includes("--dev") });
  console.log(`Troupe is at ${studio.house.publicUrl} · Ctrl-C stops it`);
  const engine = sayEngine(studio.house);
  if (engine) console.log(engine);
  await new Promise((resolve) => stopping.addEventListener("abort", resolve, { once: true }));
  await studio.close();
});
