import { expect, test } from "vitest";
import { readProductPage } from "./product-page.ts";

const ld = (data: unknown) =>
  `<script type="application/ld+json">${JSON.stringify(data).replaceAll("</", "<\\/")}</script>`;
const roast = {
  ...{ "@context": "https://schema.org", "@type": "Product", name: "Evening &amp; late roast" },
  description: "<p>Dark.<br>Slow.</p><script>alert(1)</script>",
  image: [{ "@type": "ImageObject", url: "https://shop.example/roast.jpg" }],
  offers: { "@type": "Offer", price: 14.9, priceCurrency: "eur" },
};
const read = {
  title: "Evening & late roast",
  description: "Dark. Slow.",
  price: "14.90",
  currency: "EUR",
  image: "https://shop.example/roast.jpg",
};

test.each<[string, string]>([
  ["at the top", ld(roast)],
  ["in a list", ld([{ "@type": "Organization", name: "Nordlys" }, roast])],
  ["in a graph", ld({ "@context": "https://schema.org", "@graph": [{ "@type": "WebSite", name: "Shop" }, roast] })],
  ["with a full type", ld({ ...roast, "@type": ["https://schema.org/Product", "Thing"] })],
  ["after a broken one", `<script type="application/ld+json">{ "name": </script>${ld(roast)}`],
  ["within a comment's signs", ld(roast).replace(">{", "><!--{").replace("}</script>", "}--></script>")],
  [
    "with a specified price",
    ld({ ...roast, offers: [{ priceSpecification: { price: "14.90", priceCurrency: "EUR" } }] }),
  ],
  [
    "as a range of prices",
    ld({ ...roast, offers: { "@type": "AggregateOffer", lowPrice: "14.90", priceCurrency: "EUR" } }),
  ],
])("a product is read from JSON-LD %s", (_, html) => {
  expect(readProductPage(`<html><head><title>Shop</title>${html}</head></html>`)).toEqual(read);
});

test("without JSON-LD, OpenGraph tells; without that, the title and the description", () => {
  const meta = (name: string, content: string) => `<meta property="${name}" content="${content}">`;
  const graph = [
    ...[meta("og:title", "Evening roast"), meta("og:title", "Another"), meta("og:description", "Dark")],
    ...[
      meta("product:price:amount", "1.299,00"),
      meta("product:price:currency", "NOK"),
      meta("og:image", "/roast.jpg"),
    ],
  ].join("");
  expect(readProductPage(`<head>${graph}<title>Shop</title></head>`)).toEqual({
    ...{ title: "Evening roast", description: "Dark", price: "1299.00", currency: "NOK", image: "/roast.jpg" },
  });
  expect(readProductPage(`<title> Evening\n roast </title><meta name="Description" content="Dark">`)).toEqual({
    ...{ title: "Evening roast", description: "Dark" },
  });
});

test("a page that says nothing gives nothing, and a strange one neither hangs nor fails", () => {
  expect(readProductPage("")).toEqual({});
  expect(readProductPage("\u0000\u0001 no markup at all")).toEqual({});
  const started = performance.now();
  for (const deep of [
    "<div>",
    "<meta '",
    '<meta ="',
    "<title>",
    "<script>",
    '<script type="application/ld+json">',
    "<",
  ]) {
    expect(readProductPage(deep.repeat(200_000))).toEqual({});
  }
  expect(performance.now() - started).toBeLessThan(5000);
  expect(readProductPage(ld({ "@type": "Product", name: 7, offers: "free", image: {} }))).toEqual({ title: "7" });
  expect(readProductPage(ld({ ...roast, offers: { price: "-", priceCurrency: "EUR" } }))).not.toHaveProperty("price");
  expect(readProductPage(ld({ ...roast, offers: { price: "9.90", priceCurrency: "coins" } }))).not.toHaveProperty(
    "price",
  );
  expect(readProductPage(ld({ ...roast, description: "word ".repeat(20_000) })).description).toHaveLength(5000);
});
