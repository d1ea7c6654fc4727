import { Link } from "@remix-run/react";
import { AppProvider } from "@shopify/polaris";
import en from "@shopify/polaris/locales/en.json";
import type { ComponentProps, ReactNode } from "react";
import "./polaris.css";

/**
 * Polaris' words, our links, and Polaris' styles in our colours. Around the studio's pages only: the public Showcase has no
 * use for 450 kB of styles.
 */
export function Theme({ children }: { children: ReactNode }) {
  return (
    <AppProvider i18n={en} linkComponent={PolarisLink}>
      {children}
    </AppProvider>
  );
}

type PolarisLinkProps = Omit<ComponentProps<"a">, "ref"> & { url: string; external?: boolean; target?: string };

function PolarisLink({ url, external, target, children, ...rest }: PolarisLinkProps) {
  const away = external || target === "_blank" || /^[a-z]+:/i.test(url);
  if (away || rest.download !== undefined) {
    return (
      <a href={url} {...(away && !url.startsWith("mailto:") ? { target: "_blank", rel: "noreferrer" } : {})} {...rest}>
        {children}
      </a>
    );
  }
  return (
    <Link to={url} {...rest}>
      {children}
    </Link>
  );
}
