import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { createProduct } from "#studio/products/product.ts";
import { Page } from "../components/page.tsx";
import { paths } from "../paths.ts";
import { ProductForm } from "../products/product-form.tsx";
import { readProduct } from "../products/read-product.server.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Add product · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { brand } = await requireBrand({ request, params, context }, "product.edit");
  return { slug: brand.slug };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "product.edit");
  const form = await request.formData();
  try {
    const product = await createProduct(db, brand.id, doer.by, readProduct(form));
    return redirect(paths.product(brand.slug, product.id));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function NewProduct() {
  const { slug } = useLoaderData<typeof loader>();
  return (
    <Page title="Add product" width="narrow" back={{ to: paths.products(slug), label: "Products" }}>
      <ProductForm reply={useActionData<typeof action>()} submit="Add product" />
    </Page>
  );
}
