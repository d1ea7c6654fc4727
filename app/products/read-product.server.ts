import type { ProductInput } from "#studio/products/product.ts";

/** A product's form as its verb takes it; what is missing is empty, and the verb says so. */
export function readProduct(form: FormData): ProductInput {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  return {
    title: text("title"),
    description: text("description"),
    benefits: text("benefits"),
    facts: text("facts"),
    price: text("price"),
    currency: text("currency") || "USD",
    url: text("url"),
  };
}
