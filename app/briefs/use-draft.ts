import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type FormFields, fieldsOf } from "./brief-fields.ts";
import { sendForm } from "./send-form.ts";

/** `theirs` is what another window went on with: a person has to choose. */
export type DraftState =
  | { is: "untouched" | "typing" | "saving" | "saved" }
  | { is: "unsaved"; why: string }
  | { is: "crossed"; theirs: FormFields; revision: number };

type Backup = { fields: FormFields; revision: number };

/** So long nobody has to have typed before what is typed goes to the studio, in milliseconds. */
const pause = 600;
const longestUndo = 50;

/**
 * Keeps a form while it is filled in: in this browser with every sign typed, and in the studio as soon as the hands rest.
 * What this browser has and the studio has not (the window was closed, the network was gone) is found again on the next
 * visit. `address` is where a draft of an id is kept; `onFields` puts other values into the form.
 */
export function useDraft(props: {
  form: RefObject<HTMLFormElement | null>;
  draft: { id: string | null; revision: number };
  briefId: string | null;
  address: (id: string) => string;
  onFields: (fields: FormFields) => void;
}) {
  const { form, briefId, address, onFields } = props;
  const at = useRef({ id: props.draft.id, revision: props.draft.revision, busy: false, again: false, last: "" });
  const timer = useRef<number>();
  const past = useRef<string[]>([]);
  const [state, setState] = useState<DraftState>({ is: props.draft.id ? "saved" : "untouched" });
  const [undoable, setUndoable] = useState(0);

  const read = useCallback(() => (form.current ? fieldsOf(new FormData(form.current)) : {}), [form]);

  const save = useCallback(async (): Promise<void> => {
    const now = at.current;
    window.clearTimeout(timer.current);
    if (!now.id) return;
    if (now.busy) {
      now.again = true;
      return;
    }
    const fields = read();
    const text = JSON.stringify(fields);
    now.busy = true;
    setState({ is: "saving" });
    const answer = await put(address(now.id), { fields, revision: now.revision, briefId });
    now.busy = false;
    if ("theirs" in answer) return setState({ is: "crossed", theirs: answer.theirs, revision: answer.revision });
    if ("why" in answer) return setState({ is: "unsaved", why: answer.why });
    now.revision = answer.revision;
    if (JSON.stringify(read()) === text) {
      window.localStorage.removeItem(backupName(now.id));
      setState({ is: "saved" });
    } else backUp(now.id, { fields: read(), revision: now.revision });
    if (now.again) {
      now.again = false;
      await save();
    }
  }, [address, briefId, read]);

  /** Call it after anything in the form has changed. */
  const touch = useCallback(
    (remember = true) => {
      const now = at.current;
      const text = JSON.stringify(read());
      if (text === now.last) return;
      if (remember && now.last !== "") {
        past.current = [...past.current, now.last].slice(-longestUndo);
        setUndoable(past.current.length);
      }
      now.last = text;
      if (!now.id) {
        now.id = crypto.randomUUID();
        const url = new URL(window.location.href);
        url.searchParams.set("draft", now.id);
        if (!briefId) window.history.replaceState(window.history.state, "", url);
      }
      backUp(now.id, { fields: read(), revision: now.revision });
      setState((old) => (old.is === "crossed" ? old : { is: "typing" }));
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => void save(), pause);
    },
    [briefId, read, save],
  );

  useEffect(() => {
    const now = at.current;
    const id = now.id ?? new URL(window.location.href).searchParams.get("draft");
    now.id = id;
    const backup = id ? findBackup(id) : undefined;
    if (backup && JSON.stringify(backup.fields) !== JSON.stringify(read())) {
      onFields(backup.fields);
      timer.current = window.setTimeout(() => void save(), pause);
    }
    now.last = JSON.stringify(backup?.fields ?? read());
    const leave = () => void (timer.current && at.current.last && !at.current.busy && save());
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.clearTimeout(timer.current);
    };
  }, [onFields, read, save]);

  const undo = useCallback(() => {
    const before = past.current.pop();
    if (before === undefined) return;
    setUndoable(past.current.length);
    at.current.last = before;
    onFields(JSON.parse(before) as FormFields);
    const { id, revision } = at.current;
    if (id) backUp(id, { fields: JSON.parse(before) as FormFields, revision });
    setState({ is: "typing" });
    timer.current = window.setTimeout(() => void save(), pause);
  }, [onFields, save]);

  /** Ends a crossing: with what the other window has, or with what this one has, written over it. */
  const settle = useCallback(
    (crossed: Extract<DraftState, { is: "crossed" }>, whose: "theirs" | "mine") => {
      at.current.revision = crossed.revision;
      if (whose === "theirs") {
        at.current.last = JSON.stringify(crossed.theirs);
        if (at.current.id) window.localStorage.removeItem(backupName(at.current.id));
        onFields(crossed.theirs);
        setState({ is: "saved" });
      } else void save();
    },
    [onFields, save],
  );

  const forget = useCallback(() => {
    window.clearTimeout(timer.current);
    if (at.current.id) window.localStorage.removeItem(backupName(at.current.id));
  }, []);

  return { state, undoable, touch, undo, settle, forget, idOf: () => at.current.id };
}

type Answer = { revision?: number; theirs?: FormFields; why?: string };

async function put(
  url: string,
  body: object,
): Promise<{ revision: number } | { revision: number; theirs: FormFields } | { why: string }> {
  try {
    const { ok, answer } = await sendForm<Answer>(url, "PUT", { draft: JSON.stringify(body) });
    if (ok && answer?.revision !== undefined) return { ...answer, revision: answer.revision };
    return { why: answer?.why ?? "The studio did not take it. It is kept in this browser." };
  } catch {
    return { why: "No connection. It is kept in this browser." };
  }
}

const backupName = (id: string) => `troupe.brief-draft.${id}`;

function backUp(id: string, backup: Backup): void {
  try {
    window.localStorage.setItem(backupName(id), JSON.stringify(backup));
  } catch {
    // A browser that keeps nothing (private, or full) still saves to the studio.
  }
}

function findBackup(id: string): Backup | undefined {
  try {
    return JSON.parse(window.localStorage.getItem(backupName(id)) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}
