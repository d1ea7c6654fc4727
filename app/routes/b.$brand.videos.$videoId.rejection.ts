import type { ActionFunctionArgs } from "@remix-run/node";
import { reject } from "#studio/reviews/decision.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST rejects the video for good; `note` may say why. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "video.reject");
  const form = await request.formData();
  const [sha256, note] = [String(form.get("sha256") ?? ""), String(form.get("note") ?? "")];
  try {
    await reject(db, brand.id, doer.by, params.videoId ?? "", sha256, note);
    return { done: "rejected" as const, goesOut: null };
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}
