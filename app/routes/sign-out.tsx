import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { paths } from "../paths.ts";
import { requireUser } from "../session.server.ts";

/** Only a POST signs out: a link or a picture elsewhere must not. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireUser({ request, context });
  return redirect(paths.home());
}

export async function action({ request, context }: ActionFunctionArgs) {
  return redirect(paths.signIn(), { headers: await context.accounts.signOut(request) });
}
