import type { MetaFunction } from "@remix-run/node";
import { Outlet } from "@remix-run/react";
import { ReviewDesk } from "../review/review-desk.tsx";

export const meta: MetaFunction = () => [{ title: "Review · Troupe" }];

/** Around the whole queue, so that a decision and its undo outlive the page of the video they are about. */
export default function Review() {
  return (
    <ReviewDesk>
      <Outlet />
    </ReviewDesk>
  );
}
