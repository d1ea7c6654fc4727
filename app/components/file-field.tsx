import { UploadIcon } from "@shopify/polaris-icons";
import { useId, useState } from "react";
import styles from "./file-field.module.css";
import { fieldError } from "./form-banner.tsx";
import { Icon } from "./icon.tsx";

/**
 * Chooses a file, or a whole folder with `folder`: then a second field, `<name>Paths`, carries each file's path in it as
 * a JSON list, because not every browser sends the path as the file's name.
 */
export function FileField(props: {
  name: string;
  label: string;
  help?: string;
  accept?: string;
  folder?: boolean;
  /** Says no before anything is sent. */
  maxBytes: number;
  reply?: object | undefined;
}) {
  const { name, label, help, accept, folder = false, maxBytes, reply } = props;
  const id = useId();
  const [files, setFiles] = useState<{ path: string; size: number }[]>([]);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const most = Math.floor(maxBytes / 1024 / 1024);
  const error =
    bytes > maxBytes ? `That has ${sayMegabytes(bytes)}; at most ${most} MB are taken.` : fieldError(reply, name);
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.drop} data-error={error !== undefined}>
        <Icon source={UploadIcon} size={24} />
        <strong>{files.length === 0 ? label : sayChosen(files, folder)}</strong>
        <span>{files.length === 0 ? help : sayMegabytes(bytes)}</span>
        <input
          id={id}
          type="file"
          name={name}
          accept={accept}
          aria-describedby={error ? `${id}-error` : undefined}
          aria-invalid={error !== undefined}
          {...(folder ? { webkitdirectory: "", multiple: true } : {})}
          onChange={(event) => {
            const chosen = [...(event.target.files ?? [])];
            setFiles(chosen.map((file) => ({ path: file.webkitRelativePath || file.name, size: file.size })));
          }}
        />
      </label>
      {folder ? (
        <input type="hidden" name={`${name}Paths`} value={JSON.stringify(files.map(({ path }) => path))} />
      ) : null}
      {error ? (
        <p id={`${id}-error`} className={styles.error}>
          {error}
        </p>
      ) : null}
    </div>
  );
}

function sayChosen(files: { path: string }[], folder: boolean): string {
  const [first] = files;
  if (!folder || !first) return first?.path ?? "";
  return `${first.path.split("/")[0]}: ${files.length} ${files.length === 1 ? "file" : "files"}`;
}

function sayMegabytes(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
