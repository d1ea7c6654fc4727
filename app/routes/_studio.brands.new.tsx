import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData } from "@remix-run/react";
import { importKitFromFiles } from "#studio/brands/import-upload.ts";
import { KitUpload } from "../brand/kit-upload.tsx";
import { readKitFiles } from "../brand/read-kit-files.server.ts";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "New brand · Troupe" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireUser({ request, context }, "brand.create");
  return null;
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { db, doer, workspace } = await requireUser({ request, context }, "brand.create");
  try {
    const files = await readKitFiles(request);
    const { brand } = await importKitFromFiles(db, context.files, { workspaceId: workspace.id }, doer.by, files);
    return redirect(paths.brand(brand.slug));
  } catch (error) {
    return replyTo(error);
  }
}

export default function NewBrand() {
  const reply = useActionData<typeof action>();
  return (
    <Page
      title="Add a brand"
      subtitle="Upload its kit: a folder that you keep in git or on a drive."
      width="narrow"
      back={{ to: paths.brands(), label: "Brands" }}
    >
      <Panel>
        <KitUpload reply={reply} />
      </Panel>
      <Panel title="What is in the folder">
        <p>
          <code>kit.yaml</code> names the brand: its colours, two fonts, the logo, what may be claimed, how posts are
          labelled, when they go out, and the products. <code>voice.md</code> says how the brand talks;{" "}
          <code>personas.yaml</code>, if it is there, brings a starter roster. Two complete kits come with the studio,
          in its own <code>brand-kits</code> folder: copy one and change it.
        </p>
      </Panel>
    </Page>
  );
}
