import { useState } from "react";

type Of = readonly { cut: string; seconds: number; isOwn: boolean }[];

/**
 * Which cut of a video is watched: its own file until another is chosen, and again with the next video. `asked` is what a
 * player asks for, undefined for the own file.
 */
export function useShownCut(videoId: string, cuts: Of) {
  const [chosen, choose] = useState<{ of: string; cut: string }>();
  const wanted = chosen?.of === videoId ? chosen.cut : undefined;
  const shown = cuts.find(({ cut }) => cut === wanted) ?? cuts[0];
  const cut = { name: shown?.cut, seconds: shown?.seconds, asked: shown?.isOwn ? undefined : shown?.cut };
  return [cut, (name: string) => choose({ of: videoId, cut: name })] as const;
}
