import styles from "./reference.module.css";
import type { Field, OperationPage } from "./reference.server.ts";
import { Said } from "./said.tsx";

/** One operation: what it does and needs on one side, how it is asked and answered on the other. */
export function OperationView({ operation }: { operation: OperationPage }) {
  const { id, method, path, summary, about, scope, query, body, curl, answer, status, problems } = operation;
  return (
    <section className={styles.operation} id={id} aria-labelledby={`${id}-name`}>
      <div className={styles.words}>
        <h3 id={`${id}-name`}>{summary}</h3>
        <p className={styles.address}>
          <span className={styles[method]}>{method}</span> <code>{path}</code>
        </p>
        {about ? (
          <p>
            <Said>{about}</Said>
          </p>
        ) : null}
        <p className={styles.soft}>
          {scope ? (
            <>
              Scope <code>{scope}</code>
            </>
          ) : (
            "Any key"
          )}
        </p>
        <Fields title="In the address" fields={query} />
        <Fields title="In the body" fields={body} />
        {problems.length > 0 ? (
          <p className={styles.soft}>
            Problems:{" "}
            {problems.map((kind, index) => (
              <span key={kind}>
                {index > 0 ? ", " : ""}
                <a href={`#problem-${kind}`}>{kind}</a>
              </span>
            ))}
          </p>
        ) : null}
      </div>
      <div className={styles.code}>
        <pre>{curl}</pre>
        {answer ? (
          <details>
            <summary>Answer, {status}</summary>
            <pre>{answer}</pre>
          </details>
        ) : (
          <p className={styles.soft}>Answered with the file.</p>
        )}
      </div>
    </section>
  );
}

function Fields({ title, fields }: { title: string; fields: Field[] }) {
  if (fields.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <dl className={styles.fields}>
        {fields.map(({ name, type, required, about }) => (
          <div key={name}>
            <dt>
              <code>{name}</code> <span className={styles.soft}>{type}</span>
              {required ? <span className={styles.needed}>needed</span> : null}
            </dt>
            {about ? (
              <dd>
                <Said>{about}</Said>
              </dd>
            ) : null}
          </div>
        ))}
      </dl>
    </>
  );
}
