import { ArrowDownIcon } from "@shopify/polaris-icons";
import { useEffect, useRef } from "react";
import { Icon } from "../components/icon.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import type { ShownCut } from "./cut-switch.tsx";
import styles from "./download-menu.module.css";
import { sayCut } from "./say-cut.ts";

/**
 * Every file of one version to take away, of each of its `cuts` where there are several. `of` says whose, for a screen
 * reader. `quiet` is for a tile on a wall.
 */
export function DownloadMenu(props: { id: string; of: string; cuts?: readonly ShownCut[]; quiet?: boolean }) {
  const { id, of, cuts = [], quiet = false } = props;
  const { slug } = useBrand();
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const open = menu.current;
      if (!open?.open || (event.type !== "keydown" && open.contains(event.target as Node))) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== "Escape") return;
        open.querySelector("summary")?.focus();
      }
      open.open = false;
    };
    const heard = ["pointerdown", "focusin", "keydown"] as const;
    for (const name of heard) document.addEventListener(name, close);
    return () => {
      for (const name of heard) document.removeEventListener(name, close);
    };
  }, []);
  const several = cuts.length > 1;
  const videos = several ? cuts : [{ cut: "", networks: [], isOwn: true }];
  const files: [words: string, kind: string, to: string][] = [
    ...videos.map((each): [string, string, string] => [
      several ? `Video, ${sayCut(each).replace(/^./, (letter) => letter.toLowerCase())}` : "Video",
      "MP4",
      paths.videoDownload(slug, id, "video.mp4", each.isOwn ? undefined : each.cut),
    ]),
    ["Subtitles", "SRT", paths.videoDownload(slug, id, "captions.srt")],
    ["Subtitles", "WebVTT", paths.videoDownload(slug, id, "captions.vtt")],
    ["Poster", "Picture", paths.videoDownload(slug, id, "poster")],
    ["Dossier", "To read", paths.videoDossier(slug, id, "html")],
    ["Dossier", "JSON", paths.videoDossier(slug, id, "json")],
  ];
  return (
    <details ref={menu} className={styles.menu} data-quiet={quiet || undefined}>
      <summary aria-label={`Download ${of}`}>
        <Icon source={ArrowDownIcon} size={16} />
        Download
      </summary>
      <ul>
        {files.map(([words, kind, to]) => (
          <li key={`${words} ${kind}`}>
            <a href={to} download>
              {words} <span>{kind}</span>
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
