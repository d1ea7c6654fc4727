import { useFetcher, useSearchParams } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { type CSSProperties, type KeyboardEvent, useMemo, useRef } from "react";
import { languageOf, nameLanguage } from "#providers/text/languages.ts";
import { estimateRun, type Price } from "#studio/briefs/estimate.ts";
import { type Grid, listGrid, type Tags } from "#studio/briefs/matrix.ts";
import { ChoiceBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { KeyHints } from "../components/key-hints.tsx";
import { Portrait } from "../components/portrait.tsx";
import { useBrand, useMay } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hookName } from "../videos/hooks.ts";
import { sayDollars, sayDuration } from "./amounts.ts";
import styles from "./matrix-grid.module.css";
import { sayRatio } from "./say-ratio.ts";
import { useCells } from "./use-cells.ts";

type Named = { id: string; name: string };
type Placed = Tags & { place: number };

/** More squares than this are slow to draw and too many to look at; a filter narrows them by itself then. */
const mostShown = 1500;
const filters = [
  ["productId", "Product"],
  ["angle", "Angle"],
  ["lengthSeconds", "Length"],
  ["ratio", "Format"],
  ["locale", "Language"],
] as const;
const letters = "ABCDEFGHIJ";

/** The whole grid of a brief: personas down, hooks across, and in each crossing a square for every way to fill it. */
export function MatrixGrid(props: {
  brief: { id: string; stamp: string; products: { id: string; title: string }[]; personas: Named[] };
  grid: Grid;
  made: number[];
  planned: number[];
  proposed: number[];
  workers: number;
  prices: { lengthSeconds: number; ratio: string; price: Price }[];
  budget: { leftMicros: number | null };
}) {
  const { brief, grid, workers, prices, budget } = props;
  const { slug } = useBrand();
  const may = useMay();
  const launch = useFetcher<object>();
  const table = useRef<HTMLTableElement>(null);
  const [search, setSearch] = useSearchParams();
  const cells = useCells({ ...props, address: paths.briefCells(slug, brief.id), stamp: brief.stamp });
  const all = useMemo(() => listGrid(grid).map((tags, place) => ({ ...tags, place })), [grid]);
  const { shown, narrowed } = useMemo(() => narrow(all, grid, search), [all, grid, search]);
  const priceOf = ({ lengthSeconds, ratio }: Tags) =>
    (prices.find((price) => price.lengthSeconds === lengthSeconds && price.ratio === ratio) ?? prices[0]!).price;
  const planned = all.filter(({ place }) => cells.chosen.has(place) && !cells.made.has(place));
  const here = shown.filter(({ place }) => cells.chosen.has(place) && !cells.made.has(place));
  const run = estimateRun(planned.map(priceOf), workers);
  const waits = prices.some(({ price }) => price.waits);
  const short = budget.leftMicros !== null && run.costMicros > budget.leftMicros;
  const angles = grid.angles.length > 1 ? grid.angles : [];
  const across = {
    "--across": Math.min(4, new Set(shown.map(({ lengthSeconds, ratio }) => `${lengthSeconds} ${ratio}`)).size),
  } as CSSProperties;
  const productName = (id: string) => brief.products.find((product) => product.id === id)?.title ?? "";
  const mark = ({ angle, lengthSeconds, productId, locale }: Tags) =>
    [
      brief.products.length > 1 ? brief.products.findIndex(({ id }) => id === productId) + 1 : "",
      angles.length > 0 ? (letters[angles.indexOf(angle)] ?? "") : "",
      grid.lengths.length > 1 ? lengthSeconds : "",
      grid.locales.length > 1 ? languageOf(locale) : "",
    ].join("");
  const words = (cell: Placed, name: string) =>
    [
      name,
      hookName(cell.hook),
      ...(brief.products.length > 1 ? [productName(cell.productId)] : []),
      ...(angles.length > 0 ? [cell.angle] : []),
      `${cell.lengthSeconds} seconds`,
      ...(grid.ratios.length > 1 ? [sayRatio(cell.ratio)] : []),
      ...(grid.locales.length > 1 ? [nameLanguage(cell.locale)] : []),
      sayPrice(priceOf(cell)),
      ...(cells.made.has(cell.place) ? ["launched"] : []),
    ].join(", ");
  const labelOf = (axis: (typeof filters)[number][0], value: string) =>
    ({
      productId: productName(value),
      angle: value,
      lengthSeconds: `${value} s`,
      ratio: sayRatio(value),
      locale: nameLanguage(value),
    })[axis];
  const options = (axis: (typeof filters)[number][0]) =>
    [...new Set(all.map((cell) => String(cell[axis])))].map((value) => ({
      value,
      label: labelOf(axis, value),
    }));
  const filter = (axis: string, value: string) =>
    setSearch(
      (old) => {
        if (value === "") old.delete(axis);
        else old.set(axis, value);
        return old;
      },
      { preventScrollReset: true, replace: true },
    );
  const toggleAll = (some: Placed[]) => {
    const places = some.map(({ place }) => place);
    cells.set(
      places,
      places.some((place) => !cells.chosen.has(place) && !cells.made.has(place)),
    );
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "u") return cells.undo();
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-row]")?.dataset.row;
    if (event.key === "r" && row) return toggleAll(shown.filter(({ personaId }) => personaId === row));
    if (move(table.current, event.target as HTMLElement, event.key)) event.preventDefault();
  };

  return (
    <>
      <FormBanner reply={launch.data} />
      <div className={styles.bar}>
        <output className={styles.totals}>
          <strong>
            {planned.length} {planned.length === 1 ? "video" : "videos"} to come
          </strong>
          {cells.made.size > 0 ? <span>{cells.made.size} launched</span> : null}
          {planned.length > 0 ? (
            <span>
              {run.costMicros === 0 ? (run.laterMicros > 0 ? "Drafts free" : "Free") : sayDollars(run.costMicros)}
            </span>
          ) : null}
          {run.laterMicros > 0 ? <span>{sayDollars(run.laterMicros)} to film all of them, once approved</span> : null}
          {planned.length > 0 ? (
            <span>
              {waits ? "at most" : "about"} {sayDuration(run.seconds)}
            </span>
          ) : null}
          {short ? <span data-short="true">{sayDollars(budget.leftMicros ?? 0)} of the budget left</span> : null}
        </output>
        <span className={styles.state} role="status" data-wrong={cells.wrong !== undefined}>
          {cells.wrong ?? (cells.saving ? "Saving" : cells.undoable ? "Saved" : "")}
        </span>
        <div className={styles.verbs}>
          <Button onClick={cells.undo} disabled={!cells.undoable}>
            Undo
          </Button>
          {may("brief.edit") ? <Button onClick={cells.startOver}>Choose by rule</Button> : null}
          {may("brief.launch") && planned.length > 0 ? (
            <launch.Form method="post" action={paths.briefLaunch(slug, brief.id)} className={styles.verbs}>
              {here.length > 0 && here.length < planned.length ? (
                <>
                  <input type="hidden" name="stamp" value={brief.stamp} />
                  <input type="hidden" name="only" value={here.map(({ place }) => place).join(",")} />
                </>
              ) : null}
              <Button submit variant="primary" size="large" loading={launch.state !== "idle"} disabled={cells.saving}>
                {here.length > 0 && here.length < planned.length
                  ? `Launch the ${here.length} shown`
                  : `Launch ${planned.length}`}
              </Button>
            </launch.Form>
          ) : null}
        </div>
      </div>
      <div className={styles.filters}>
        {filters.map(([axis, label]) =>
          options(axis).length > 1 ? (
            <ChoiceBox
              key={axis}
              name={axis}
              label={label}
              value={narrowed[axis] ?? ""}
              options={[{ value: "", label: "All" }, ...options(axis)]}
              onChoice={(value) => filter(axis, value)}
            />
          ) : null,
        )}
        <KeyHints
          keys={[
            ["Arrows", "Move from square to square"],
            ["Space", "Put in or take out"],
            ["r", "The whole row"],
            ["u", "Undo"],
          ]}
        />
      </div>
      {all.length > shown.length ? (
        <p className={styles.soft}>
          {shown.length.toLocaleString("en")} of {all.length.toLocaleString("en")} combinations are shown.
        </p>
      ) : null}
      {angles.length > 0 || brief.products.length > 1 ? (
        <p className={styles.soft}>
          {[
            ...(brief.products.length > 1 ? brief.products.map(({ title }, at) => `${at + 1}: ${title}`) : []),
            ...angles.map((angle, at) => `${letters[at]}: ${angle}`),
          ].join(" · ")}
        </p>
      ) : null}
      <ul className={styles.prices} aria-label="What one video costs and takes">
        {grid.lengths.flatMap((length) =>
          groupPrices(prices.filter(({ lengthSeconds }) => lengthSeconds === length)).map(({ ratios, words }) => (
            <li key={`${length} ${ratios}`}>
              <strong>
                A video of {length} s{ratios ? `, ${ratios}` : ""}
              </strong>
              : {words}
            </li>
          )),
        )}
      </ul>
      <ul className={styles.legend} aria-label="What the squares say">
        <li data-state="in">To come</li>
        <li data-state="made">Launched</li>
        <li data-state="out">Left out</li>
      </ul>
      <div className={styles.scroll}>
        <table ref={table} className={styles.grid} onKeyDown={onKey}>
          <thead>
            <tr>
              <td />
              {grid.hooks.map((hook) => (
                <th key={hook} scope="col">
                  <button type="button" onClick={() => toggleAll(shown.filter((cell) => cell.hook === hook))}>
                    {hookName(hook)}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {brief.personas.map(({ id, name }, row) => (
              <tr key={id} data-row={id}>
                <th scope="row">
                  <button type="button" onClick={() => toggleAll(shown.filter(({ personaId }) => personaId === id))}>
                    <Portrait src={paths.personaPortrait(slug, id)} name={name} size={32} />
                    <span>{name}</span>
                  </button>
                </th>
                {grid.hooks.map((hook, column) => (
                  <td key={hook}>
                    <div className={styles.squares} style={across}>
                      {shown
                        .filter((cell) => cell.personaId === id && cell.hook === hook)
                        .map((cell, index) => (
                          <button
                            key={cell.place}
                            type="button"
                            data-square
                            data-state={
                              cells.made.has(cell.place) ? "made" : cells.chosen.has(cell.place) ? "in" : "out"
                            }
                            tabIndex={row + column + index === 0 ? 0 : -1}
                            aria-pressed={cells.made.has(cell.place) || cells.chosen.has(cell.place)}
                            aria-disabled={cells.made.has(cell.place) || undefined}
                            aria-label={words(cell, name)}
                            title={words(cell, name)}
                            onClick={() => cells.set([cell.place], !cells.chosen.has(cell.place))}
                          >
                            {mark(cell)}
                            {grid.ratios.length > 1 ? (
                              <i className={styles.shape} style={{ aspectRatio: cell.ratio.replace(":", "/") }} />
                            ) : null}
                          </button>
                        ))}
                    </div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Formats that cost the same are told together, and not at all when they all do. */
function groupPrices(prices: { ratio: string; price: Price }[]): { ratios: string; words: string }[] {
  const byWords = new Map<string, string[]>();
  for (const { ratio, price } of prices) byWords.set(sayPrice(price), [...(byWords.get(sayPrice(price)) ?? []), ratio]);
  return [...byWords].map(([words, ratios]) => ({ words, ratios: byWords.size > 1 ? ratios.join(" and ") : "" }));
}

/** "$1.20, at most 30 min" or "draft free, about 13 s; $1.20 to film it". */
function sayPrice({ micros, seconds, waits, later }: Price): string {
  const takes = `${waits ? "at most" : "about"} ${sayDuration(seconds + (waits ?? 0))}`;
  if (later) return `draft free, ${takes}; ${sayDollars(later.micros)} to film it`;
  return `${micros === 0 ? "free" : sayDollars(micros)}, ${takes}`;
}

/** What the filters leave; the first values of the axes that are open too wide, when that is still too much. */
function narrow(all: Placed[], grid: Grid, search: URLSearchParams) {
  const narrowed: Record<string, string> = {};
  let shown = all;
  const keep = (axis: (typeof filters)[number][0], value: string) => {
    narrowed[axis] = value;
    shown = shown.filter((cell) => String(cell[axis]) === value);
  };
  for (const [axis] of filters) {
    const value = search.get(axis);
    if (value && all.some((cell) => String(cell[axis]) === value)) keep(axis, value);
  }
  for (const [axis] of [filters[1], filters[2], filters[3], filters[4], filters[0]]) {
    if (shown.length > mostShown && !narrowed[axis] && shown[0]) keep(axis, String(shown[0][axis]));
  }
  return { shown, narrowed, size: grid.personaIds.length };
}

/** Takes the focus to the neighbour in the arrow's direction; false when the key is another. */
function move(table: HTMLTableElement | null, from: HTMLElement, key: string): boolean {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
  const edge = { Home: 0, End: -1 }[key];
  if (!table || (!step && edge === undefined) || !from.matches("[data-square]")) return false;
  const rows = [...table.tBodies[0]!.rows].map((row) => [...row.querySelectorAll<HTMLElement>("[data-square]")]);
  const row = rows.findIndex((squares) => squares.includes(from));
  const at = rows[row]!.indexOf(from);
  const [down = 0, right = 0] = step ?? [];
  const target = edge === undefined ? rows[row + down]?.[at + right] : rows[row]!.at(edge);
  if (!target) return true;
  from.tabIndex = -1;
  target.tabIndex = 0;
  target.focus();
  return true;
}
