import { script as scriptSchema } from "#providers/text/contract.ts";

/**
 * A stored script with the times at which its lines are really spoken: a scene is one shot, and the shots know where they
 * start. Without them (no video yet) the writer's own plan stands in.
 */
export function readScript(stored: unknown, shots: { startsAt: number }[] = []) {
  const script = scriptSchema.parse(stored);
  const known = shots.length >= script.scenes.length;
  const scenes = script.scenes.map((scene, index) => ({
    ...scene,
    startsAt: (known ? shots[index]?.startsAt : undefined) ?? scene.start,
  }));
  return { ...script, scenes };
}
