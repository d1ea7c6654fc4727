import { useSearchParams } from "@remix-run/react";
import { FilterBar, FilterCheck, FilterPick, FilterSearch, FilterStates } from "../components/filter-bar.tsx";
import { type ActivityFilter, periods } from "./activity-filter.ts";
import { nameFunction, statuses, statusWords } from "./activity-words.ts";

/** Narrows the list of runs; a run's id opens it. */
export function ActivityFilters(props: { filter: ActivityFilter; functionIds: string[]; missing: string | undefined }) {
  const { filter, functionIds, missing } = props;
  const [search] = useSearchParams();
  const narrowed = ["status", "function", "period", "house", "run"].some((name) => search.get(name));
  return (
    <FilterBar clear={narrowed ? "?" : undefined}>
      <FilterStates
        name="status"
        value={filter.status}
        states={statuses.map((value) => ({ value, words: statusWords[value] }))}
      />
      <FilterPick
        name="function"
        label="Workflow"
        all="Every workflow"
        value={filter.functionId}
        options={functionIds.map((value) => ({ value, words: nameFunction(value) }))}
      />
      <FilterPick name="period" label="Started" all="Any time" value={filter.period} options={[...periods]} />
      <FilterCheck name="house" words="Housekeeping" on={filter.house} />
      <FilterSearch
        name="run"
        label="Open a run by its id"
        short="Run id"
        said={missing ?? ""}
        wrong={missing ? `There is no run “${missing}” here. Runs are kept for 30 days at most.` : undefined}
      />
    </FilterBar>
  );
}
