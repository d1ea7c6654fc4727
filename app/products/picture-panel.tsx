import { useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { FileField } from "../components/file-field.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { paths } from "../paths.ts";
import styles from "./product-wall.module.css";

type Pictured = {
  id: string;
  title: string;
  picture: string | null;
  pictureUrl: string | null;
  pictureNote: string | null;
};

/** The product's picture and the way to change it. A file that is no picture is refused and the one before stays. */
export function PicturePanel({ slug, product }: { slug: string; product: Pictured }) {
  const fetcher = useFetcher<object>();
  const address = paths.productPicture(slug, product.id);
  return (
    <fetcher.Form method="post" action={address} encType="multipart/form-data" className={styles.picked}>
      <FormBanner reply={fetcher.data} />
      {product.picture ? (
        <img className={styles.big} src={`${address}?v=${encodeURIComponent(product.picture)}`} alt={product.title} />
      ) : (
        <p className={styles.soft}>
          {product.pictureNote ?? "There is no picture yet. Videos name the product in type until there is."}
        </p>
      )}
      {product.pictureUrl && !product.picture ? <p className={styles.soft}>It is at {product.pictureUrl}</p> : null}
      <FileField
        name="picture"
        label={product.picture ? "Choose another picture" : "Choose a picture"}
        help="PNG, JPEG or WebP, at most 20 MB"
        accept="image/png,image/jpeg,image/webp"
        maxBytes={20 * 1024 * 1024}
        reply={fetcher.data}
      />
      <div>
        <Button submit loading={fetcher.state !== "idle"}>
          Use this picture
        </Button>
      </div>
    </fetcher.Form>
  );
}
