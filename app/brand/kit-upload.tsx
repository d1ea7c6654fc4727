import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { FileField } from "../components/file-field.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import styles from "./kit-upload.module.css";

/** Uploads a kit's folder. What is wrong with it is listed by file and line, and nothing of it is taken then. */
export function KitUpload({ reply }: { reply: object | undefined }) {
  const busy = useNavigation().state !== "idle";
  return (
    <Form method="post" encType="multipart/form-data" className={styles.form}>
      <FormBanner reply={reply} />
      <FileField
        folder
        name="kit"
        label="Choose the kit’s folder"
        help="The one with kit.yaml in it, 100 MB at most"
        maxBytes={100 * 1024 * 1024}
        reply={reply}
      />
      <div>
        <Button submit variant="primary" size="large" loading={busy}>
          Import the kit
        </Button>
      </div>
    </Form>
  );
}
