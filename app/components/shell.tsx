import { Form, Link, NavLink, useNavigation } from "@remix-run/react";
import { ExitIcon, MenuHorizontalIcon, SearchIcon } from "@shopify/polaris-icons";
import { type ReactNode, useState } from "react";
import { paths } from "../paths.ts";
import { Theme } from "../theme/theme.tsx";
import { BrandSwitcher } from "./brand-switcher.tsx";
import { CommandMenu } from "./command-menu.tsx";
import { Icon } from "./icon.tsx";
import { Logo } from "./logo.tsx";
import { places as allPlaces, castPlaces, type Place } from "./places.ts";
import { Sheet } from "./sheet.tsx";
import styles from "./shell.module.css";
import { useMay } from "./use-brand.ts";

export type ShellBrand = { slug: string; name: string };

/**
 * The wings around every page of the studio: a rail on a desk, a bar at the thumb on a phone. `brand` is undefined
 * while the workspace has none; `due` is how many videos wait for review.
 */
export function Shell(props: {
  user: { name: string; email: string };
  brand: ShellBrand | undefined;
  brands: ShellBrand[];
  due?: number;
  children: ReactNode;
}) {
  const { user, brand, brands, due = 0, children } = props;
  const may = useMay();
  const places = allPlaces.filter(({ verb }) => !verb || may(verb));
  const [more, setMore] = useState(false);
  const [finding, setFinding] = useState(false);
  const busy = useNavigation().state !== "idle";
  const item = (place: Place) => (
    <PlaceLink key={place.name} place={place} brand={brand} due={place.name === "Review" ? due : 0} />
  );
  return (
    <Theme>
      <div className={styles.shell}>
        <a className={styles.skip} href="#stage">
          Skip to the page
        </a>
        <nav className={styles.rail} aria-label="Studio">
          <Link to={paths.home()} className={styles.home} aria-label="Troupe, go to Today">
            <Logo />
          </Link>
          <BrandSwitcher brand={brand} brands={brands} />
          <button type="button" className={styles.find} onClick={() => setFinding(true)}>
            <Icon source={SearchIcon} />
            <span>Find anything</span>
            <kbd>Ctrl K</kbd>
          </button>
          <ul className={styles.places}>{brand ? places.map(item) : null}</ul>
          <ul className={`${styles.places} ${styles.cast}`}>
            {castPlaces.filter((place) => brand || place.name === "Settings").map(item)}
          </ul>
          <Leave name={user.name} />
        </nav>
        <div className={styles.stage} id="stage" tabIndex={-1}>
          {children}
        </div>
        <nav className={styles.bar} aria-label="Places">
          <ul>
            {brand ? places.filter(({ main }) => main).map(item) : null}
            <li>
              <button type="button" className={styles.place} onClick={() => setMore(true)} aria-haspopup="dialog">
                <Icon source={MenuHorizontalIcon} />
                <span>More</span>
              </button>
            </li>
          </ul>
        </nav>
        <Sheet title="More" open={more} onClose={() => setMore(false)}>
          <BrandSwitcher brand={brand} brands={brands} />
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: a key on a link inside is a click, too */}
          <ul className={styles.more} onClick={() => setMore(false)}>
            {brand ? places.filter(({ main }) => !main).map(item) : null}
            {castPlaces.filter((place) => brand || place.name === "Settings").map(item)}
          </ul>
          <Leave name={user.name} />
        </Sheet>
        <CommandMenu brand={brand} brands={brands} open={finding} onOpen={setFinding} />
        <div className={styles.busy} data-busy={busy} role="presentation" />
      </div>
    </Theme>
  );
}

function PlaceLink({ place, brand, due }: { place: Place; brand: ShellBrand | undefined; due: number }) {
  return (
    <li>
      <NavLink to={place.to(brand?.slug ?? "")} className={styles.place} prefetch="intent">
        <Icon source={place.icon} />
        <span>{place.name}</span>
        {due > 0 ? (
          <span className={styles.due}>
            {due > 99 ? "99+" : due}
            <span className={styles.spoken}> waiting</span>
          </span>
        ) : null}
      </NavLink>
    </li>
  );
}

function Leave({ name }: { name: string }) {
  return (
    <Form method="post" action={paths.signOut()} className={styles.leave}>
      <span className={styles.who}>{name}</span>
      <button type="submit" className={styles.quiet} aria-label="Sign out" title="Sign out">
        <Icon source={ExitIcon} />
      </button>
    </Form>
  );
}
