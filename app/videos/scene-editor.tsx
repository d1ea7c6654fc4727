import { useFetcher } from "@remix-run/react";
import { useEffect, useId, useRef } from "react";
import { beatNames } from "./beats.ts";
import styles from "./scene-editor.module.css";
import type { DeskFinding, ScriptPage, Typed } from "./script-page.ts";

type Idea = { line: string; onScreen?: string | null; facts?: { from: string; text: string }[] };
type Ideas = { lines?: Idea[]; hooks?: Idea[]; error?: { message: string } };

/** One line of a script: its words, what stands on the picture, its seconds, what rests on what, and other ways to say it. */
export function SceneEditor(props: {
  index: number;
  scene: ScriptPage["script"]["scenes"][number];
  typed: Typed["scenes"][number];
  seconds: number;
  readOnly: boolean;
  findings: DeskFinding[];
  canSuggest: boolean;
  script: string;
  onType: (change: Partial<Typed["scenes"][number]>) => void;
  onTake: (idea: Idea) => void;
}) {
  const { index, scene, typed, seconds, readOnly, findings, canSuggest, script, onType, onTake } = props;
  const ideas = useFetcher<Ideas>();
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const offered = (ideas.data?.hooks ?? ideas.data?.lines)?.filter(({ line }) => line !== typed.line);
  const { line: words } = typed;
  useEffect(() => {
    const area = box.current;
    if (!area || words === undefined) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }, [words]);
  const ask = (intent: "line" | "hooks") => ideas.submit({ intent, scene: String(index), script }, { method: "post" });
  const blocks = findings.some((finding) => finding.blocks);
  return (
    <li className={styles.scene} data-wrong={blocks}>
      <div className={styles.head}>
        <span className={styles.beat}>{beatNames[scene.beat] ?? scene.beat}</span>
        <span className={styles.shot}>{scene.direction ?? scene.shot}</span>
        <span className={styles.seconds}>{seconds.toFixed(1)} s</span>
      </div>
      <textarea
        ref={box}
        className={styles.line}
        rows={1}
        maxLength={300}
        value={typed.line}
        readOnly={readOnly}
        aria-label={`Line ${index + 1}`}
        aria-invalid={blocks || undefined}
        aria-describedby={findings.length > 0 ? `${id}-findings` : undefined}
        onChange={(event) => onType({ line: event.target.value.replace(/\n/g, " ") })}
      />
      <label className={styles.screen}>
        <span>On screen</span>
        <input
          value={typed.onScreen}
          maxLength={60}
          readOnly={readOnly}
          placeholder="Nothing"
          onChange={(event) => onType({ onScreen: event.target.value })}
        />
      </label>
      {findings.length > 0 ? (
        <ul id={`${id}-findings`} className={styles.findings}>
          {findings.map((finding) => (
            <li key={finding.message} data-blocks={finding.blocks}>
              {finding.message}
              {"rewrite" in finding && finding.rewrite ? (
                <button type="button" onClick={() => onType({ line: finding.rewrite ?? "" })}>
                  Say “{finding.rewrite}”
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      <div className={styles.foot}>
        {(scene.facts ?? []).map(({ from, text }) => (
          <span key={text} className={styles.fact}>
            {from}: {text}
          </span>
        ))}
        {readOnly || !canSuggest ? null : (
          <span className={styles.asks}>
            {index === 0 ? (
              <button type="button" disabled={ideas.state !== "idle"} onClick={() => ask("hooks")}>
                Five more hooks like this
              </button>
            ) : (
              <button type="button" disabled={ideas.state !== "idle"} onClick={() => ask("line")}>
                Say it another way
              </button>
            )}
          </span>
        )}
      </div>
      {ideas.data?.error ? (
        <p role="alert" className={styles.none}>
          {ideas.data.error.message}
        </p>
      ) : null}
      {offered && offered.length === 0 ? <p className={styles.none}>There is no other way left that fits.</p> : null}
      {offered && offered.length > 0 ? (
        <ul className={styles.ideas} aria-label={`Other words for line ${index + 1}`}>
          {offered.map((idea) => (
            <li key={idea.line}>
              <button type="button" onClick={() => onTake(idea)}>
                {idea.line}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}
