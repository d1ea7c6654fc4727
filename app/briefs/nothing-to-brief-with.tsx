import { Button } from "@shopify/polaris";
import { EmptyState } from "../components/empty-state.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import type { Ingredients } from "./read-brief.server.ts";

/** Instead of a form that cannot be filled in: what is missing, and the way to add it. */
export function NothingToBriefWith({ ingredients }: { ingredients: Ingredients }) {
  const { slug } = useBrand();
  const product = ingredients.products.length === 0;
  return (
    <EmptyState
      title={product ? "Add a product first" : "Cast a persona first"}
      action={
        <Button variant="primary" url={product ? paths.products(slug) : paths.newPersona(slug)}>
          {product ? "Add a product" : "New persona"}
        </Button>
      }
    >
      {product ? "A brief is about something you sell." : "Somebody has to talk about it."}
    </EmptyState>
  );
}
