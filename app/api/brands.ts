import { z } from "zod";
import { type BrandRow, listBrands } from "#db/queries/brands.ts";
import { type Connection, listConnections } from "#db/queries/connections.ts";
import { can } from "#studio/members/permissions.ts";
import { about, id, iso, model, moment } from "./models.ts";
import { operation } from "./operation.ts";
import { pageOf, pageQuery, readPage } from "./pages.ts";

const brand = model(
  "Brand",
  z.object({
    id: id(),
    slug: about("Its name in the studio's addresses.", z.string(), "nordlys-coffee"),
    name: z.string(),
    zone: about("The IANA time zone that its calendar goes by.", z.string(), "Europe/Oslo"),
    createdAt: moment(),
  }),
);

const connection = model(
  "Connection",
  z.object({
    id: id(),
    channel: about("The kind of network.", z.string(), "showcase"),
    handle: z.string(),
    name: z.string(),
    createdAt: moment(),
  }),
);

export const brandOperations = [
  operation({
    id: "listBrands",
    method: "GET",
    path: "/brands",
    summary: "The brands that this key may open, oldest first",
    scope: "brands:read",
    query: z.object(pageQuery),
    response: pageOf(brand),
    run: async ({ db, admission: { workspace, doer }, query }) => {
      // Few enough for one look, of which the key may open some.
      const open = (await listBrands(db, workspace.id, { limit: 10_000 })).filter(({ id }) =>
        can(doer.member, "brand.read", id),
      );
      const read = async ({ after = "", limit }: { after?: string; limit: number }) =>
        open.filter((row) => row.id > after).slice(0, limit);
      return readPage("brands", query, read, toBrand, (row) => row.id);
    },
  }),
  operation({
    id: "getBrand",
    method: "GET",
    path: "/brands/{brandId}",
    summary: "One brand",
    scope: "brands:read",
    verb: "brand.read",
    response: brand,
    run: async ({ brand }) => toBrand(brand),
  }),
  operation({
    id: "listConnections",
    method: "GET",
    path: "/brands/{brandId}/connections",
    summary: "The brand's accounts that posts can go out on",
    about: "All of them, oldest first: a brand has a handful.",
    scope: "brands:read",
    verb: "brand.read",
    response: z.object({ data: z.array(connection) }),
    run: async ({ db, brand }) => ({ data: (await listConnections(db, brand.id)).map(toConnection) }),
  }),
];

function toBrand({ id, slug, name, zone, createdAt }: BrandRow): z.input<typeof brand> {
  return { id, slug, name, zone, createdAt: iso(createdAt) };
}

function toConnection({ id, channel, handle, name, createdAt }: Connection): z.input<typeof connection> {
  return { id, channel, handle, name, createdAt: iso(createdAt) };
}
