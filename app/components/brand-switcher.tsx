import { Link } from "@remix-run/react";
import { CheckIcon, PlusIcon, SelectIcon } from "@shopify/polaris-icons";
import { useEffect, useRef } from "react";
import { paths } from "../paths.ts";
import styles from "./brand-switcher.module.css";
import { Icon } from "./icon.tsx";
import { May } from "./may.tsx";

type Line = { slug: string; name: string };

/** Which brand one works for, and the way to another. */
export function BrandSwitcher({ brand, brands }: { brand: Line | undefined; brands: Line[] }) {
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const inside = event.target instanceof Node && box.current?.contains(event.target);
      const escaped = event instanceof KeyboardEvent && event.key === "Escape";
      if (box.current?.open && (escaped || (event.type === "pointerdown" && !inside))) box.current.open = false;
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("keydown", close);
    };
  }, []);
  const shut = () => {
    if (box.current) box.current.open = false;
  };
  return (
    <details ref={box} className={styles.switcher}>
      <summary>
        <span className={styles.initial} aria-hidden="true">
          {(brand?.name ?? "?").slice(0, 1)}
        </span>
        <span className={styles.name}>{brand?.name ?? "No brand yet"}</span>
        <Icon source={SelectIcon} />
      </summary>
      <ul>
        {brands.map(({ slug, name }) => (
          <li key={slug}>
            <Link to={paths.today(slug)} onClick={shut} aria-current={slug === brand?.slug || undefined}>
              <span className={styles.name}>{name}</span>
              {slug === brand?.slug ? <Icon source={CheckIcon} /> : null}
            </Link>
          </li>
        ))}
        <li className={styles.apart}>
          <Link to={paths.brands()} onClick={shut}>
            All brands
          </Link>
        </li>
        <May verb="brand.create">
          <li>
            <Link to={paths.newBrand()} onClick={shut}>
              <Icon source={PlusIcon} />
              Add a brand
            </Link>
          </li>
        </May>
      </ul>
    </details>
  );
}
