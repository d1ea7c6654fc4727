import type { LoaderFunctionArgs } from "@remix-run/node";
import { followLink } from "#studio/showcase/clicks.ts";
import { renderNotice } from "../showcase/notice.server.tsx";
import { welcome, whyNotAVisit } from "../showcase/visit.server.ts";

/** A short link: to the product's page, and counted when a person tapped it. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { visit, headers } = welcome(request, context.publicUrl);
  const counts = whyNotAVisit(request, ["GET"]) === undefined;
  const target = await followLink(context.everywhere, params.code ?? "", counts ? visit : undefined);
  if (!target) {
    return renderNotice({
      title: "This link leads nowhere",
      text: "It may be misspelt, or its video was taken down. Look for the product in the shop.",
    });
  }
  return new Response(null, {
    status: 302,
    headers: { ...(counts ? headers : {}), Location: target, "Cache-Control": "no-store", "X-Robots-Tag": "noindex" },
  });
}
