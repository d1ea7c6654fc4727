import type { GetStepTools } from "inngest";
import type { Filming, FilmRef, FilmStage } from "#studio/takes/filming.ts";
import type { FilmedShot } from "#studio/takes/order-shot.ts";
import { type FilmPlan, lookAt, orderNext, planFilming, settleFilming } from "#studio/takes/plan-filming.ts";
import type { Client } from "./client.ts";
import { takeChanged } from "./events.ts";
import { orGiveUp } from "./failures.ts";

type Step = GetStepTools<Client>;
type Crew = FilmStage & { filming: Filming };

/** What a version is made of: whether it is a draft, and what was filmed for its shots. */
export type FilmedVersion = Pick<FilmPlan, "tier"> & { shots: FilmedShot[] };

/**
 * Films what of a version is to be filmed, its shots side by side. Safe to repeat: takes are found again by what was
 * asked, so that a run that starts over pays for nothing twice.
 */
export async function filmShots(step: Step, stage: FilmStage, ref: FilmRef): Promise<FilmedVersion> {
  const plan = await step.run("plan-filming", () => orGiveUp(planFilming(stage, ref)));
  const { filming } = stage;
  if (plan.positions.length === 0 || !filming) return { tier: plan.tier, shots: plan.standing };
  const crew = { ...stage, filming };
  const filmed = await Promise.all(plan.positions.map((position) => filmShot(step, crew, ref, position, plan)));
  const shots = await step.run("settle-filming", () => orGiveUp(settleFilming(stage, ref, filmed, plan)));
  return { tier: plan.tier, shots };
}

/** One shot: orders what is next and waits for it, clip by clip and model by model, until it is filmed or given up. */
async function filmShot(step: Step, crew: Crew, ref: FilmRef, position: number, plan: FilmPlan): Promise<FilmedShot> {
  for (let turn = 0; ; turn++) {
    const order = await step.run(`order-${position}-${turn}`, () => orGiveUp(orderNext(crew, ref, position, plan)));
    if ("filmed" in order) return order.filmed;
    await Promise.all(order.follow.map((takeId) => followTake(step, crew, ref, `${position}-${turn}`, takeId)));
  }
}

/**
 * Waits for a take: until its vendor tells of it, and beside that by looking again and again, because a message may be
 * lost and the last one comes a minute after the end. Whatever woke it, the vendor is asked how the run stands.
 */
async function followTake(step: Step, crew: Crew, ref: FilmRef, turn: string, takeId: string): Promise<void> {
  for (let look = 0; ; look++) {
    const name = `${turn}-${takeId.slice(-6)}-${look}`;
    const news = await step.run(`look-${name}`, () => orGiveUp(lookAt(crew, ref, takeId, look)));
    if (!["ordered", "sending", "running"].includes(news.state)) return;
    await step.waitForEvent(`wait-${name}`, {
      event: takeChanged,
      timeout: Math.max(1000, Math.ceil(news.againInSeconds * 1000)),
      if: `async.data.takeId == "${takeId}"`,
    });
  }
}
