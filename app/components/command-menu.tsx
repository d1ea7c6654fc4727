import { useNavigate } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import type { Verb } from "#studio/members/permissions.ts";
import { paths } from "../paths.ts";
import styles from "./command-menu.module.css";
import { isTyping } from "./keys.ts";
import { castPlaces, places } from "./places.ts";
import { useMay } from "./use-brand.ts";

type Line = { slug: string; name: string };
type Command = { name: string; kind: string; to: string };

/** Ctrl-K or ⌘K: type a few letters of a place or a thing to do, and Enter goes there. */
export function CommandMenu(props: {
  brand: Line | undefined;
  brands: Line[];
  open: boolean;
  onOpen: (open: boolean) => void;
}) {
  const { brand, brands, open, onOpen } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const wanted = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k";
      if (!wanted && !(event.key === "/" && !isTyping(event))) return;
      event.preventDefault();
      onOpen(true);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [onOpen]);

  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open && dialog.current?.open) dialog.current.close();
    if (open) {
      setTyped("");
      setAt(0);
    }
  }, [open]);

  const may = useMay();
  const found = commandsOf(brand, brands, may).filter(({ name }) => matches(name, typed));
  const go = (command: Command | undefined) => {
    if (!command) return;
    onOpen(false);
    navigate(command.to);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      className={styles.menu}
      aria-label="Find anything"
      onClose={() => onOpen(false)}
      onClick={(event) => event.target === dialog.current && onOpen(false)}
    >
      <input
        className={styles.input}
        type="text"
        role="combobox"
        aria-label="Where to, or what to do"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={found[at] ? `command-${at}` : undefined}
        autoComplete="off"
        placeholder="Where to, or what to do?"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step && found.length > 0) {
            event.preventDefault();
            setAt((at + step + found.length) % found.length);
          }
          if (event.key === "Enter") go(found[at]);
        }}
      />
      <div id="commands" role="listbox" aria-label="Found" className={styles.list}>
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus, as in every combobox
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
          <div
            key={command.to + command.kind}
            id={`command-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles.option}
            onClick={() => go(command)}
            onPointerMove={() => setAt(index)}
          >
            <span>{command.name}</span>
            <span className={styles.kind}>{command.kind}</span>
          </div>
        ))}
      </div>
      {found.length === 0 ? <p className={styles.none}>Nothing is called “{typed}”. Try fewer letters.</p> : null}
    </dialog>
  );
}

/** `verb` is what one has to be allowed for a command to be any use. */
function commandsOf(brand: Line | undefined, brands: Line[], may: (verb: Verb) => boolean): Command[] {
  const here: (Command & { verb?: Verb })[] = brand
    ? [
        ...[...places, ...castPlaces].map(({ name, to, verb }) => ({
          ...{ name, kind: "Go to", to: to(brand.slug) },
          ...(verb ? { verb } : {}),
        })),
        { name: "Write a brief", kind: "Do", to: paths.newBrief(brand.slug), verb: "brief.edit" },
        { name: "Create a persona", kind: "Do", to: paths.newPersona(brand.slug), verb: "persona.edit" },
        { name: "Add a product", kind: "Do", to: paths.product(brand.slug, "new"), verb: "product.edit" },
        { name: "Import products", kind: "Do", to: paths.productImport(brand.slug), verb: "product.edit" },
      ]
    : [{ name: "Settings", kind: "Go to", to: paths.settings() }];
  const around: (Command & { verb?: Verb })[] = [
    { name: "Activity", kind: "Go to", to: paths.activity(), verb: "activity.read" },
    { name: "Members", kind: "Go to", to: paths.members(), verb: "member.read" },
    { name: "Security", kind: "Go to", to: paths.security() },
    { name: "All brands", kind: "Go to", to: paths.brands() },
    { name: "Add a brand", kind: "Do", to: paths.newBrand(), verb: "brand.create" },
  ];
  return [
    ...[...here, ...around].filter(({ verb }) => !verb || may(verb)),
    ...brands
      .filter(({ slug }) => slug !== brand?.slug)
      .map(({ slug, name }) => ({ name, kind: "Brand", to: paths.today(slug) })),
  ];
}

/** The typed letters come in this order somewhere in the name: "wb" finds "Write a brief". */
function matches(name: string, typed: string): boolean {
  let from = 0;
  for (const letter of typed.toLowerCase().replaceAll(" ", "")) {
    const found = name.toLowerCase().indexOf(letter, from);
    if (found < 0) return false;
    from = found + 1;
  }
  return true;
}
