/** Line pictures on a 24 px grid, drawn in the colour of the text around them. */
const lines = {
  heart:
    "M12 20.5s-7.6-4.6-9.3-9.2C1.5 8 3.4 4.6 6.8 4.6c2.2 0 3.9 1.2 5.2 3.1 1.3-1.9 3-3.1 5.2-3.1 3.4 0 5.3 3.4 4.1 6.7-1.7 4.6-9.3 9.2-9.3 9.2Z",
  share: "M14 5.2 21 11l-7 5.8v-3.5C8.6 13.2 5.3 15 3 18.6 3.6 12.8 7.4 9.2 14 8.7Z",
  sound: "M4 9.5v5h3.4l4.6 4V5.5l-4.6 4ZM15.4 8.7a4.6 4.6 0 0 1 0 6.6M17.9 6a8.4 8.4 0 0 1 0 12",
  silence: "M4 9.5v5h3.4l4.6 4V5.5l-4.6 4ZM16 9.6l4.8 4.8M20.8 9.6 16 14.4",
  words: "M3.5 6.2h17v11.6h-17ZM10.4 10.6a2.2 2.2 0 1 0 0 2.8M16.9 10.6a2.2 2.2 0 1 0 0 2.8",
  play: "M8 5.2v13.6L19 12Z",
} as const;

export function Icon({ name }: { name: keyof typeof lines }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={`icon icon-${name}`}>
      <path d={lines[name]} />
    </svg>
  );
}
