import { Link, useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useEffect, useRef, useState } from "react";
import { countWords } from "#providers/text/contract.ts";
import { FormBanner } from "../components/form-banner.tsx";
import { KeyHints } from "../components/key-hints.tsx";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand, useMay } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hookName, hooks } from "./hooks.ts";
import { SceneEditor } from "./scene-editor.tsx";
import styles from "./script-desk.module.css";
import { ScriptHistory } from "./script-history.tsx";
import { asForm, type DeskFinding, type ScriptPage, typedFrom } from "./script-page.ts";
import { SecondsBar } from "./seconds-bar.tsx";

/** How long after the last key the studio is asked what it thinks, in milliseconds. */
const askAfterMs = 500;

/** One script at work: its lines with their seconds, what speaks against them, other words for them, and how it came to be. */
export function ScriptDesk(page: ScriptPage) {
  const { variant, brief, script, pace, number, mustSay } = page;
  const { slug } = useBrand();
  const may = useMay();
  const mayEdit = may("brief.edit");
  const [typed, setTyped] = useState(() => typedFrom(script));
  const [standing, setStanding] = useState(number);
  const work = useFetcher<object>();
  const check = useFetcher<{ findings?: DeskFinding[] }>();
  const dirty = asForm(typed) !== asForm(typedFrom(script));
  // What was kept elsewhere takes the place of what is typed here only when nothing is.
  if (standing !== number) {
    setStanding(number);
    setTyped(typedFrom(script));
  }

  const send = (intent: string, more: Record<string, string> = {}) =>
    work.submit({ intent, after: String(number), script: asForm(typed), ...more }, { method: "post" });
  const latest = useRef(send);
  latest.current = send;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey)) return;
      if (event.key === "s") latest.current("save");
      else if (event.key === "Enter") latest.current("make");
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const wanted = asForm(typed);
  const { submit } = check;
  useEffect(() => {
    if (!dirty || !mayEdit) return;
    const timer = setTimeout(() => submit({ intent: "check", script: wanted }, { method: "post" }), askAfterMs);
    return () => clearTimeout(timer);
  }, [wanted, dirty, mayEdit, submit]);

  const findings = (dirty && check.data?.findings) || page.findings;
  const seconds = typed.scenes.map(({ line }) => Math.max(1, countWords(line) / pace.wordsPerSecond));
  const spoken = typed.scenes.reduce((sum, { line }) => sum + countWords(line), 0);
  const whole = spoken / pace.wordsPerSecond + pace.endCard;
  const blocked = findings.some(({ blocks }) => blocks);
  const made = (work.data as { made?: number } | undefined)?.made;
  const hook = hooks[variant.hook as keyof typeof hooks];
  const general = findings.filter(({ scene }) => scene === null);

  return (
    <Page
      title={script.title}
      subtitle={
        <>
          <Link to={paths.persona(slug, variant.personaId)}>{variant.persona}</Link> · {hookName(variant.hook)} ·{" "}
          <Link to={paths.brief(slug, brief.id)}>{brief.name}</Link>
        </>
      }
      back={
        page.videoId
          ? { to: paths.video(slug, page.videoId), label: "Video" }
          : { to: paths.brief(slug, brief.id), label: "Brief" }
      }
      actions={
        mayEdit ? (
          <>
            <Button size="large" disabled={!dirty} loading={work.state !== "idle"} onClick={() => send("save")}>
              Save
            </Button>
            <Button
              size="large"
              variant="primary"
              disabled={dirty || !page.changed || blocked}
              onClick={() => send("make")}
            >
              Make the video
            </Button>
          </>
        ) : undefined
      }
    >
      <FormBanner reply={work.data} />
      {made ? <Notice>Version {made} is on its way.</Notice> : null}
      <div className={styles.columns}>
        <div className={styles.main}>
          <SecondsBar
            seconds={seconds}
            endCard={pace.endCard}
            whole={whole}
            wanted={pace.wanted}
            wordsPerSecond={pace.wordsPerSecond}
          />
          {general.length > 0 ? (
            <ul className={styles.findings}>
              {general.map(({ message, blocks }) => (
                <li key={message} data-blocks={blocks}>
                  {message}
                </li>
              ))}
            </ul>
          ) : null}
          <ol className={styles.scenes}>
            {typed.scenes.map((scene, index) => (
              <SceneEditor
                // biome-ignore lint/suspicious/noArrayIndexKey: a scene is its place in the script
                key={index}
                index={index}
                scene={script.scenes[index]!}
                typed={scene}
                seconds={seconds[index]!}
                readOnly={!mayEdit}
                findings={findings.filter((finding) => finding.scene === index)}
                canSuggest={page.canSuggest}
                onType={(change) =>
                  setTyped((before) => ({
                    ...before,
                    scenes: before.scenes.map((each, at) => (at === index ? { ...each, ...change } : each)),
                  }))
                }
                onTake={(taken) => send("take", { scene: String(index), taken: JSON.stringify(taken) })}
                script={wanted}
              />
            ))}
          </ol>
          <Panel title="With the post">
            <label className={styles.field}>
              <span>Caption</span>
              <textarea
                rows={3}
                maxLength={600}
                value={typed.caption}
                readOnly={!mayEdit}
                onChange={(event) => setTyped({ ...typed, caption: event.target.value })}
              />
            </label>
            <label className={styles.field}>
              <span>Hashtags</span>
              <input
                value={typed.hashtags}
                readOnly={!mayEdit}
                onChange={(event) => setTyped({ ...typed, hashtags: event.target.value })}
              />
            </label>
            <ul className={styles.channels} aria-label="On each channel">
              {page.captions.map(({ channel, name, used, most, hashtags, caption }) => (
                <li key={channel}>
                  <strong>{name}</strong>
                  <span>
                    {used} of {most.toLocaleString("en")}, {hashtags.length} hashtags
                    {caption === script.caption ? "" : ", caption cut to fit"}
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
        </div>
        <div className={styles.side}>
          {hook ? (
            <Panel title={`Why ${hook.name.toLowerCase()} works`}>
              <p className={styles.soft}>{hook.works}</p>
            </Panel>
          ) : null}
          {mustSay.length > 0 ? (
            <Panel title="Has to be said">
              <ul className={styles.musts}>
                {mustSay.map((must) => (
                  <li key={must}>{must}</li>
                ))}
              </ul>
            </Panel>
          ) : null}
          <ScriptHistory
            {...page}
            mayEdit={mayEdit}
            onRestore={(key) => work.submit({ intent: "restore", key, after: String(number) }, { method: "post" })}
          />
          <KeyHints
            keys={[
              ["Ctrl S", "Save what is typed"],
              ["Ctrl Enter", "Make the video"],
              ["Tab", "Next line"],
            ]}
          />
        </div>
      </div>
    </Page>
  );
}
