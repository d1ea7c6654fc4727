import { Link } from "@remix-run/react";
import { paths } from "../paths.ts";
import styles from "./reference.module.css";
import { Said } from "./said.tsx";

/** What holds for every request, with one to try. */
export function Basics({ url, perMinute }: { url: string; perMinute: number }) {
  return (
    <>
      <section className={styles.operation} id="start" aria-labelledby="start-name">
        <div className={styles.words}>
          <h2 id="start-name">Start here</h2>
          <p>
            Make a key under <Link to={paths.apiKeys()}>Settings, API keys</Link>, choose what it may do, and send it
            with each request. It acts in the name of the member who made it: it may do what its scopes say, as far as
            that member may at the time. The audit names the key.
          </p>
          <p>
            Bodies and answers are JSON. Times are instants in UTC, ids are UUIDs. Ignore fields that you do not know:
            more may come. Everything here is in <a href={`${url}/openapi.json`}>openapi.json</a>, too.
          </p>
        </div>
        <div className={styles.code}>
          <pre>{`export TROUPE_KEY=troupe_…
export API=${url}

curl "$API/me" \\
  -H "Authorization: Bearer $TROUPE_KEY"`}</pre>
        </div>
      </section>
      <section className={styles.operation} id="pages" aria-labelledby="pages-name">
        <div className={styles.words}>
          <h2 id="pages-name">Lists come in pages</h2>
          <p>
            <Said>
              Ask with `limit` (1 to 100) and go on with `cursor`: the `next` of the page before, until it is null. The
              `Link` header has the whole address of the next page. What is added meanwhile shifts nothing.
            </Said>
          </p>
        </div>
        <div className={styles.code}>
          <pre>{`curl "$API/brands/$BRAND_ID/videos?limit=50&cursor=$NEXT" \\
  -H "Authorization: Bearer $TROUPE_KEY"`}</pre>
        </div>
      </section>
      <section className={styles.operation} id="once" aria-labelledby="once-name">
        <div className={styles.words}>
          <h2 id="once-name">Nothing happens twice</h2>
          <p>
            <Said>
              Send a fresh `Idempotency-Key` with each POST, and the same one when you ask again because no answer came.
              For 24 hours the same request then brings the same answer, with `Idempotent-Replayed: true`, and does
              nothing more. Another request with that key is refused. What was refused did nothing: it may be sent again
              as it is.
            </Said>
          </p>
        </div>
        <div className={styles.code}>
          <pre>{`curl -X POST "$API/brands/$BRAND_ID/products" \\
  -H "Authorization: Bearer $TROUPE_KEY" \\
  -H "Idempotency-Key: 5f0c6f3e-2d7e-4a6b-9a51-6a7b1b6f0c11" \\
  -H "Content-Type: application/json" \\
  -d '{"title": "Morning roast"}'`}</pre>
        </div>
      </section>
      <section className={styles.operation} id="limits" aria-labelledby="limits-name">
        <div className={styles.words}>
          <h2 id="limits-name">How often</h2>
          <p>
            <Said>
              {`${perMinute} requests a minute with each key. \`RateLimit\` says how many are left, \`Retry-After\` how long to wait. An answer that you have already costs little: send its \`ETag\` back as \`If-None-Match\`.`}
            </Said>
          </p>
        </div>
      </section>
    </>
  );
}

/** Every kind of problem, where the `type` of one leads. */
export function Problems({ problems }: { problems: { kind: string; status: number; title: string; about: string }[] }) {
  return (
    <section className={styles.operation} id="problems" aria-labelledby="problems-name">
      <div className={styles.words}>
        <h2 id="problems-name">When it does not work</h2>
        <p>
          <Said>
            Every error is problem details (RFC 9457), as `application/problem+json`. `detail` is a sentence about this
            case, `code` a name that stays, and `errors` names each place at fault by its JSON pointer into the request:
            `/body/title`, `/query/limit`, `/path/videoId`.
          </Said>
        </p>
        <dl className={styles.fields}>
          {problems.map(({ kind, status, title, about }) => (
            <div key={kind} id={`problem-${kind}`}>
              <dt>
                <code>{kind}</code> <span className={styles.soft}>{status}</span>
              </dt>
              <dd>
                {title}. <Said>{about}</Said>
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <div className={styles.code}>
        <pre>{`HTTP/1.1 422 Unprocessable Content
Content-Type: application/problem+json

{
  "type": "…/api#problem-invalid-body",
  "title": "Some fields do not fit",
  "status": 422,
  "detail": "One field does not fit.",
  "code": "invalid-body",
  "errors": [
    {
      "field": "/body/title",
      "message": "Give the product a name …"
    }
  ]
}`}</pre>
      </div>
    </section>
  );
}
