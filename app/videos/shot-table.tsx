import { Fragment } from "react";
import { Panel } from "../components/panel.tsx";
import { FilmShot, useShotOffers } from "./film-shot.tsx";
import { clock } from "./player.tsx";
import { sayShot } from "./say-shot.ts";
import styles from "./shot-table.module.css";
import type { VideoPage } from "./video-page.ts";

/**
 * Every shot of the video with where it came from: a shot made before, for this or another video, is used again; and one
 * that was to be filmed and stayed drawn says why.
 */
export function ShotTable({ shots }: Pick<VideoPage, "shots">) {
  const offers = useShotOffers();
  return (
    <Panel title="Shots" flush>
      <table className={styles.shots}>
        <thead>
          <tr>
            <th scope="col">At</th>
            <th scope="col">Shot</th>
            <th scope="col">Length</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {shots.map((shot) => (
            <Fragment key={shot.position}>
              <tr>
                <td>{clock(shot.startsAt)}</td>
                <td>
                  {sayShot(shot.shotType)} <code>{shot.shotHash.slice(0, 8)}</code>
                </td>
                <td>{shot.seconds === null ? "" : `${shot.seconds.toFixed(1)} s`}</td>
                <td>
                  {shot.provider === "animatic" ? "Built-in renderer" : shot.provider}
                  {shot.reused ? ", used again" : ""}
                  {offers
                    .filter(({ position }) => position === shot.position)
                    .map((offer) => (
                      <FilmShot key={offer.position} offer={offer} />
                    ))}
                </td>
              </tr>
              {shot.note ? (
                <tr className={styles.why}>
                  <td colSpan={4}>It stayed drawn. {shot.note}</td>
                </tr>
              ) : null}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
