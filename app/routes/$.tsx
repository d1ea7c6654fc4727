/** Every address that is no page. Said without asking who is there: it tells nobody anything. */
export function loader(): never {
  throw new Response("There is no page at this address. Check it, or start from Today.", { status: 404 });
}

export default function Nowhere() {
  return null;
}
