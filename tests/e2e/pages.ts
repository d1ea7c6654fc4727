export const brand = "/b/nordlys-coffee";

/** Every page of the studio that needs no row's id. */
export const pages = [
  `${brand}/today`,
  `${brand}/briefs`,
  `${brand}/briefs/new`,
  `${brand}/review`,
  `${brand}/calendar`,
  `${brand}/library`,
  `${brand}/personas`,
  `${brand}/personas/new`,
  `${brand}/products`,
  `${brand}/products/new`,
  `${brand}/products/import`,
  `${brand}/brand`,
  `${brand}/results`,
  `${brand}/channels`,
  "/brands",
  "/settings",
  "/settings/members",
  "/settings/security",
  "/settings/outbox",
  "/settings/activity",
  "/settings/api-keys",
  "/settings/webhooks",
  "/settings/webhooks/new",
];
