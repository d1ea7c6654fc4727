import type { ActionFunctionArgs } from "@remix-run/node";
import { NotFound } from "#config/errors.ts";
import type { Visit } from "#studio/showcase/visitors.ts";
import { paths } from "../paths.ts";
import { findVisit, isFromOurPage, whyNotAVisit } from "./visit.server.ts";

/**
 * What a visitor does with a post, or the answer to what is not a visitor's doing: another site's form (403), and a bot
 * or a browser without our cookie (204, as if it had counted, so that nobody learns how to).
 */
export async function readAct(
  args: ActionFunctionArgs,
): Promise<{ postId: string; visit: Visit; form: FormData } | Response> {
  const { request, params, context } = args;
  if (!isFromOurPage(request, context.publicUrl)) return new Response(null, { status: 403 });
  const visit = findVisit(request);
  if (whyNotAVisit(request, ["POST"]) || !visit) return new Response(null, { status: 204 });
  return { postId: params.postId ?? "", visit, form: await readForm(request) };
}

/** What was done to a post that is not there, or no longer, is not done. */
export async function answerAct<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NotFound) throw new Response("This video is no longer here", { status: 404 });
    throw error;
  }
}

/** JSON for the page's script; for a plain form, back to the post. */
export function backToPost({ request, params }: ActionFunctionArgs, outcome: object): Response {
  if (request.headers.get("Accept")?.includes("application/json")) return Response.json(outcome);
  const location = paths.showcase(params.handle ?? "", params.postId);
  return new Response(null, { status: 303, headers: { Location: location } });
}

async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    return new FormData(); // A body that is no form says nothing.
  }
}
