import { type ActionFunctionArgs, data } from "@remix-run/node";
import { kitNetworks } from "#brand-kits/schema.ts";
import { changeVideoLook } from "#studio/brands/change-video-look.ts";
import { unusualCuts } from "#studio/cuts/choose-cut.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** Sets captions, end card, music and cuts of the brand's videos: the next version of its kit. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, brand, doer } = await requireBrand({ request, params, context }, "kit.import");
  const form = await request.formData();
  const field = (name: string) => form.get(name)?.toString();
  try {
    const given = kitNetworks.flatMap((network) => {
      const cut = field(`cut-${network}`);
      return cut === undefined ? [] : [[network, cut] as const];
    });
    const wanted = {
      ...{ captions: field("captions"), endCard: field("endCard"), bed: field("bed") },
      cuts: given.length > 0 ? unusualCuts(Object.fromEntries(given)) : undefined,
    };
    return data({ look: await changeVideoLook(db, context.files, brand, doer.by, wanted) });
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}
