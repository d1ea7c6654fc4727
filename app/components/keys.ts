/** True when a key press belongs to a field or a control, so that a page's own keys must leave it alone. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return true;
  const target = event.target instanceof Element ? event.target : undefined;
  return target?.closest("input, textarea, select, [contenteditable], [role=dialog], dialog") != null;
}
