import type { LibraryOrder } from "#db/queries/library.ts";
import { FilterBar, FilterPick, FilterSearch, FilterStates } from "../components/filter-bar.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hooks } from "../videos/hooks.ts";
import { type Filter, libraryOrders, libraryScores, libraryStates, ratios } from "./read-filter.ts";

type Named = { id: string; name: string };

/** Narrows and orders the library. What has only one thing to choose from is not asked. */
export function LibraryFilters(props: {
  filter: Filter;
  order: LibraryOrder;
  personas: Named[];
  briefs: Named[];
  channels: Named[];
  /** Whether any video has another shape than the upright one. */
  shapes: boolean;
}) {
  const { filter, order, personas, briefs, channels, shapes } = props;
  const { slug } = useBrand();
  const narrowed = Object.values(filter).some(Boolean);
  const toChoices = (named: Named[]) => named.map(({ id, name }) => ({ value: id, words: name }));
  const ofHooks = Object.entries(hooks).map(([value, { name }]) => ({ value, words: name }));
  return (
    <FilterBar clear={narrowed ? paths.library(slug) : undefined}>
      <FilterStates name="state" value={filter.state} states={[...libraryStates]} />
      <FilterSearch
        name="words"
        label="Search titles, names and what is said"
        short="Search"
        said={filter.words ?? ""}
      />
      <FilterPick
        name="persona"
        label="Persona"
        all="Every persona"
        value={filter.personaId}
        options={toChoices(personas)}
      />
      <FilterPick name="hook" label="Hook" all="Every hook" value={filter.hook} options={ofHooks} />
      {briefs.length > 1 || filter.briefId ? (
        <FilterPick name="brief" label="Brief" all="Every brief" value={filter.briefId} options={toChoices(briefs)} />
      ) : null}
      {channels.length > 1 || filter.channel ? (
        <FilterPick
          name="channel"
          label="Channel"
          all="Every channel"
          value={filter.channel}
          options={toChoices(channels)}
        />
      ) : null}
      {shapes || filter.ratio ? (
        <FilterPick
          name="ratio"
          label="Shape"
          all="Every shape"
          value={filter.ratio}
          options={ratios.map((ratio) => ({ value: ratio, words: ratio }))}
        />
      ) : null}
      <FilterPick name="score" label="Score" all="Any click rate" value={filter.score} options={[...libraryScores]} />
      <FilterPick
        name="order"
        label="Order"
        all="Newest first"
        value={order === "newest" ? undefined : order}
        options={[...libraryOrders]}
      />
    </FilterBar>
  );
}
