import { FilterBar, FilterPick, FilterStates } from "../components/filter-bar.tsx";
import { hookName } from "../videos/hooks.ts";
import { type WallFilter, wallStates } from "./read-wall.ts";

/** Narrows a launched brief's wall. Nothing is asked that has one answer only. */
export function WallFilters(props: { filter: WallFilter; personas: { id: string; name: string }[]; hooks: string[] }) {
  const { filter, personas, hooks } = props;
  const narrowed = Object.values(filter).some(Boolean);
  return (
    <FilterBar clear={narrowed ? "?" : undefined}>
      <FilterStates name="state" value={filter.state} states={[...wallStates]} />
      {personas.length > 1 ? (
        <FilterPick
          name="persona"
          label="Persona"
          all="Every persona"
          value={filter.personaId}
          options={personas.map(({ id, name }) => ({ value: id, words: name }))}
        />
      ) : null}
      {hooks.length > 1 ? (
        <FilterPick
          name="hook"
          label="Hook"
          all="Every hook"
          value={filter.hook}
          options={hooks.map((hook) => ({ value: hook, words: hookName(hook) }))}
        />
      ) : null}
    </FilterBar>
  );
}
