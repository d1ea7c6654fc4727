import { FilterBar, FilterPick, FilterStates } from "../components/filter-bar.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hooks } from "../videos/hooks.ts";
import { type Filter, libraryStates } from "./read-filter.ts";

type Named = { id: string; name: string };

/** Narrows the library. */
export function LibraryFilters(props: { filter: Filter; personas: Named[]; briefs: Named[] }) {
  const { filter, personas, briefs } = props;
  const { slug } = useBrand();
  const narrowed = Object.values(filter).some(Boolean);
  const toChoices = (named: Named[]) => named.map(({ id, name }) => ({ value: id, words: name }));
  const ofHooks = Object.entries(hooks).map(([value, { name }]) => ({ value, words: name }));
  return (
    <FilterBar clear={narrowed ? paths.library(slug) : undefined}>
      <FilterStates name="state" value={filter.state} states={[...libraryStates]} />
      <FilterPick
        name="persona"
        label="Persona"
        all="Every persona"
        value={filter.personaId}
        options={toChoices(personas)}
      />
      <FilterPick name="hook" label="Hook" all="Every hook" value={filter.hook} options={ofHooks} />
      <FilterPick name="brief" label="Brief" all="Every brief" value={filter.briefId} options={toChoices(briefs)} />
    </FilterBar>
  );
}
