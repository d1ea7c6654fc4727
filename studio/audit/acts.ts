/** Every act that is written down, and how a page says it after the actor's name. Stable names: exports carry them. */
export const acts = {
  "session.started": "signed in",
  "session.refused": "was refused at sign-in",
  "session.ended": "signed out",
  "password.changed": "changed their password",
  "two-factor.changed": "changed their second factor",
  "member.invited": "invited",
  "invitation.resent": "invited once more",
  "invitation.revoked": "took back the invitation of",
  "member.joined": "joined",
  "member.changed": "changed the role of",
  "member.removed": "removed",
  "workspace.created": "created the workspace",
  "workspace.renamed": "renamed the workspace",
  "workspace.changed": "changed the settings of",
  "workspace.exported": "exported",
  "workspace.deleted": "deleted the workspace",
  "kit.imported": "imported the kit of",
  "product.created": "added the product",
  "product.changed": "changed the product",
  "product.archived": "archived the product",
  "product.restored": "restored the product",
  "products.imported": "imported products to",
  "persona.created": "added the persona",
  "persona.changed": "changed the persona",
  "persona.archived": "archived the persona",
  "persona.restored": "restored the persona",
  "brief.created": "wrote the brief",
  "brief.changed": "changed the brief",
  "brief.archived": "archived the brief",
  "brief.restored": "restored the brief",
  "brief.launched": "launched the brief",
  "variant.retried": "tried again to make",
  "video.approved": "approved",
  "video.sent-back": "sent back",
  "video.rejected": "rejected",
  "video.reopened": "took back the decision on",
  "connection.opened": "connected",
  "connection.closed": "disconnected",
  "post.scheduled": "planned a post of",
  "post.moved": "moved a post of",
  "post.changed": "changed the caption of a post of",
  "post.resent": "sent again a post of",
  "post.published": "published",
  "post.failed": "could not publish",
  "post.unconfirmed": "does not know whether it published",
  "post.withdrawn": "took back a post of",
  "post.held": "held back a post of",
  "post.released": "released a post of",
  "key.created": "made the API key",
  "key.revoked": "revoked the API key",
  "secrets.rotated": "rotated the secrets' key of",
  "backup.taken": "backed up",
  "backup.restored": "restored",
  "history.pruned": "pruned the files of",
} as const;

export type Act = keyof typeof acts;

export function isAct(text: string): text is Act {
  return Object.hasOwn(acts, text);
}

/** The act as words, also for one that a later version of the studio wrote. */
export function sayAct(act: string): string {
  return isAct(act) ? acts[act] : act.replaceAll(/[.-]/g, " ");
}
