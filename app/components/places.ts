import {
  CalendarIcon,
  ChannelsIcon,
  ChartVerticalIcon,
  CheckCircleIcon,
  ClipboardIcon,
  HomeIcon,
  ImagesIcon,
  PersonIcon,
  ProductIcon,
  SettingsIcon,
  StoreIcon,
  WandIcon,
} from "@shopify/polaris-icons";
import type { Verb } from "#studio/members/permissions.ts";
import { paths } from "../paths.ts";
import type { IconSource } from "./icon.tsx";

export type Place = {
  name: string;
  icon: IconSource;
  to: (brand: string) => string;
  /** One of the five that the phone's bar has room for. */
  main?: true;
  /** What one has to be allowed for the place to be any use. */
  verb?: Verb;
};

/** The map of the app, in the order of the work. */
export const places: Place[] = [
  { name: "Today", icon: HomeIcon, to: paths.today, main: true },
  { name: "Briefs", icon: ClipboardIcon, to: paths.briefs, main: true },
  { name: "Review", icon: CheckCircleIcon, to: (brand) => paths.review(brand), main: true },
  { name: "Calendar", icon: CalendarIcon, to: paths.calendar, main: true },
  { name: "Library", icon: ImagesIcon, to: paths.library },
  { name: "Results", icon: ChartVerticalIcon, to: paths.results, main: true, verb: "results.read" },
];

export const castPlaces: Place[] = [
  { name: "Personas", icon: PersonIcon, to: paths.personas },
  { name: "Products", icon: ProductIcon, to: paths.products },
  { name: "Brand", icon: StoreIcon, to: paths.brand },
  { name: "Playground", icon: WandIcon, to: (brand) => paths.playground(brand) },
  { name: "Channels", icon: ChannelsIcon, to: paths.channels },
  { name: "Settings", icon: SettingsIcon, to: paths.settings },
];
