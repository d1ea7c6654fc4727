import { Link } from "@remix-run/react";
import { Notice } from "../components/notice.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";

/** That posts wait for somebody to say whether they may go, and where that is said. */
export function HeldNotice() {
  const { slug } = useBrand();
  return (
    <Notice>
      <span>Posts are held back since the studio was restored from a backup.</span>
      <Link to={paths.heldPosts(slug)}>Look at them</Link>
    </Notice>
  );
}
