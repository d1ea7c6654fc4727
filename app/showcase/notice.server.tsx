import { paletteCss } from "./palette.ts";
import { renderDocument } from "./render.server.tsx";

/** A public page that says why there is nothing here, and where to go instead. */
export function renderNotice(notice: {
  title: string;
  text: string;
  colours?: string;
  link?: { href: string; words: string };
}): Response {
  return renderDocument({
    title: notice.title,
    status: 404,
    colours: notice.colours ?? paletteCss(),
    metas: [{ name: "robots", content: "noindex" }],
    body: (
      <main className="notice">
        <h1>{notice.title}</h1>
        <p>{notice.text}</p>
        {notice.link && (
          <a className="cta" href={notice.link.href}>
            {notice.link.words}
          </a>
        )}
      </main>
    ),
  });
}
